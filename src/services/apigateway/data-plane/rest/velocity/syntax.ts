/** Templates as trees. The grammar is that of velocityjs; what the trees mean is said beside, within bounds. */
import { parse } from 'velocityjs';

export type Node =
  | string
  | Reference
  | { readonly type: 'set'; readonly equal: readonly [Reference, Expression] }
  | { readonly type: 'comment' }
  | { readonly type: 'raw'; readonly value: string }
  | { readonly type: 'break' }
  | Block
  | { readonly type: 'unknown' };

/** A directive with what stands up to its `#end`. */
export type Block = readonly [BlockHead, ...Node[]];

export type BlockHead =
  | { readonly type: 'if'; readonly condition: Expression }
  | { readonly type: 'foreach'; readonly to: string; readonly from: Expression };

export interface Reference {
  readonly type: 'references';
  readonly id: string;
  readonly path?: readonly Step[];
}

export type Step =
  | { readonly type: 'property'; readonly id: string }
  | { readonly type: 'index'; readonly id: Expression }
  | { readonly type: 'method'; readonly id: string; readonly args: readonly Expression[] | false };

export type Expression =
  | Reference
  | { readonly type: 'string'; readonly value: string; readonly isEval?: boolean }
  | { readonly type: 'integer' | 'decimal'; readonly value: string | number }
  | { readonly type: 'bool'; readonly value: string }
  | { readonly type: 'array'; readonly isRange?: boolean; readonly value: readonly (Expression | string)[] }
  | { readonly type: 'map'; readonly value?: Readonly<Record<string, Expression>> }
  | { readonly type: 'math'; readonly operator: string; readonly expression: readonly Expression[] };

/** A template cannot be read, asks for what there is not, or for too much. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const cacheMax = 1000;
const trees = new Map<string, readonly Node[]>();

export function parseTemplate(text: string): readonly Node[] {
  const known = trees.get(text);
  if (known !== undefined) return known;
  const tree = read(text);
  const oldest = trees.size >= cacheMax ? trees.keys().next().value : undefined;
  if (oldest !== undefined) trees.delete(oldest);
  trees.set(text, tree);
  return tree;
}

function read(text: string): readonly Node[] {
  try {
    // The library types its trees loosely; the evaluator refuses a node that is none of these.
    return parse(text) as unknown as readonly Node[];
  } catch (error) {
    throw new TemplateError(error instanceof Error ? error.message : 'The template cannot be read', { cause: error });
  }
}
