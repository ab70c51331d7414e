import type { GivenParameter } from '../../template/parameters.ts';
import type { StackReference } from './resources/keys.ts';

/** What a template is taken with. */
export interface TemplateRequest {
  readonly text: string;
  readonly stack: StackReference;
  readonly parameters: readonly GivenParameter[];
  /** What the stack has now, for parameters that keep their values. */
  readonly previous: ReadonlyMap<string, string>;
  readonly notificationArns: readonly string[];
}
