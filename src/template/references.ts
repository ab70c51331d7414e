import { functionCall, type FunctionCall } from './function-call.ts';
import { isJsonList, isJsonObject, type JsonValue } from './json.ts';
import { splitAttribute, substitutions } from './sub-text.ts';

/** What a value of a template points at. */
export type Reference =
  | { readonly kind: 'ref'; readonly name: string; readonly by: 'Ref' | 'Fn::Sub' }
  | {
      readonly kind: 'attribute';
      readonly name: string;
      /** `undefined` where a function makes the attribute's name. */
      readonly attribute: string | undefined;
      readonly by: 'Fn::GetAtt' | 'Fn::Sub';
    }
  | { readonly kind: 'condition'; readonly name: string };

/**
 * All that a value points at, in the order of the text. Where it is known which conditions hold, only
 * the branches that count are looked at.
 */
export function* referencesIn(
  value: JsonValue | undefined,
  conditions?: ReadonlyMap<string, boolean>,
): Generator<Reference> {
  if (isJsonList(value)) for (const item of value) yield* referencesIn(item, conditions);
  if (!isJsonObject(value)) return;
  const call = functionCall(value);
  if (call !== undefined) return yield* referencesOf(call, conditions);
  for (const item of Object.values(value)) yield* referencesIn(item, conditions);
}

function* referencesOf(call: FunctionCall, conditions: ReadonlyMap<string, boolean> | undefined): Generator<Reference> {
  const { name, argument } = call;
  if (name === 'Ref') {
    if (typeof argument === 'string') yield { kind: 'ref', name: argument, by: 'Ref' };
    return;
  }
  if (name === 'Fn::Sub') return yield* referencesOfSub(argument, conditions);
  if (name === 'Fn::GetAtt') {
    const target = attributeTarget(argument);
    if (target !== undefined) yield { kind: 'attribute', ...target, by: 'Fn::GetAtt' };
    if (isJsonList(argument)) yield* referencesIn(argument.slice(1), conditions);
    return;
  }
  if (name === 'Fn::If' && isJsonList(argument) && typeof argument[0] === 'string') {
    yield { kind: 'condition', name: argument[0] };
    const holds = conditions?.get(argument[0]);
    if (holds !== undefined) return yield* referencesIn(argument[holds ? 1 : 2], conditions);
  }
  yield* referencesIn(argument, conditions);
}

function* referencesOfSub(
  argument: JsonValue,
  conditions: ReadonlyMap<string, boolean> | undefined,
): Generator<Reference> {
  const [text, variables] = isJsonList(argument) ? argument : [argument];
  const own = isJsonObject(variables) ? variables : {};
  for (const piece of substitutions(String(text))) {
    if (piece.kind !== 'variable' || Object.hasOwn(own, piece.name)) continue;
    const [name = '', attribute] = splitAttribute(piece.name);
    if (attribute === undefined) yield { kind: 'ref', name, by: 'Fn::Sub' };
    else yield { kind: 'attribute', name, attribute, by: 'Fn::Sub' };
  }
  yield* referencesIn(variables, conditions);
}

/** The resource of a `Fn::GetAtt`, and the attribute where it is plain text. */
export function attributeTarget(
  argument: JsonValue,
): { readonly name: string; readonly attribute: string | undefined } | undefined {
  const [name, ...parts] =
    typeof argument === 'string' ? splitAttribute(argument) : isJsonList(argument) ? argument : [];
  if (typeof name !== 'string') return undefined;
  const isPlain = parts.every((part) => typeof part === 'string' || typeof part === 'number');
  return { name, attribute: isPlain ? parts.join('.') : undefined };
}
