import type { JsonObject } from '../../../template/json.ts';

/** A template as a stack or a change set keeps it. It is never changed: another one has another ID. */
export interface StoredTemplate {
  /** As it was given. */
  readonly body: string;
  /** As it is after its transforms. */
  readonly tree: JsonObject;
  /** Whether a transform made it another one: it is told as JSON then. */
  readonly isTransformed: boolean;
  readonly hasLanguageExtensions: boolean;
  readonly declaredTransforms: readonly string[];
  /** What its dynamic references stand for, by their whole text. */
  readonly dynamicValues: Readonly<Record<string, string>>;
}
