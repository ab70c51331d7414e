import type { JsonObject, JsonValue } from '../../template/json.ts';

/** What a transform is told beside the template. */
export interface TransformContext {
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly nowMs: number;
  /** As given or by default: text, or a list of texts. */
  readonly parameters: Readonly<Record<string, JsonValue>>;
}

export type TransformResult =
  | { readonly kind: 'transformed'; readonly template: JsonObject }
  /** The message is AWS's, without what CloudFormation puts before it. */
  | { readonly kind: 'invalid'; readonly message: string };

/** Turns a whole template into another one: always the same for the same template and context. */
export type Transform = (template: JsonObject, context: TransformContext) => Promise<TransformResult>;

/** By the names that templates declare, as `AWS::Serverless-2016-10-31`. */
export type Transforms = Readonly<Record<string, Transform>>;
