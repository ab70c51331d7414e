/** Intrinsic functions as values: how they look, and how one is told from a plain map. */
import { isList, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';

export function ref(logicalId: string): JsonObject {
  return { Ref: logicalId };
}

export function getAtt(logicalId: string, attribute: string): JsonObject {
  return { 'Fn::GetAtt': [logicalId, attribute] };
}

export function sub(text: string, variables?: JsonObject): JsonObject {
  return { 'Fn::Sub': variables && Object.keys(variables).length > 0 ? [text, variables] : text };
}

export function join(delimiter: string, values: JsonValue[]): JsonObject {
  return { 'Fn::Join': [delimiter, values] };
}

export const noValue = (): JsonObject => ({ Ref: 'AWS::NoValue' });

export function makeConditional(condition: JsonValue, whenTrue: JsonValue, whenFalse?: JsonValue): JsonObject {
  return { 'Fn::If': [condition, whenTrue, whenFalse ?? noValue()] };
}

export function makeNotCondition(condition: JsonValue): JsonObject {
  return { 'Fn::Not': [{ Condition: condition }] };
}

/** A map with one name, which is that of an intrinsic function. */
export function isIntrinsic(value: JsonValue | undefined): value is JsonObject {
  const name = onlyName(value);
  return name !== undefined && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'));
}

export function isIf(value: JsonValue | undefined): value is JsonObject {
  return onlyName(value) === 'Fn::If';
}

export function isNoValue(value: JsonValue | undefined): boolean {
  return isObject(value) && onlyName(value) === 'Ref' && value['Ref'] === 'AWS::NoValue';
}

/** The one name of a map that has only one. */
export function onlyName(value: JsonValue | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const names = Object.keys(value);
  return names.length === 1 ? names[0] : undefined;
}

/** The three arguments of an `Fn::If`, or what is wrong with them. */
export function readIf(
  value: JsonObject,
):
  | { readonly kind: 'if'; readonly items: [JsonValue, JsonValue, JsonValue] }
  | { readonly kind: 'fault'; readonly reason: string } {
  const items = value['Fn::If'];
  const [condition, whenTrue, whenFalse] = isList(items) ? items : [];
  if (
    !isList(items) ||
    items.length !== 3 ||
    condition === undefined ||
    whenTrue === undefined ||
    whenFalse === undefined
  )
    return { kind: 'fault', reason: 'Fn::If requires 3 arguments' };
  return { kind: 'if', items: [condition, whenTrue, whenFalse] };
}

/** The logical ID that a `Ref` or an `Fn::GetAtt` of two parts names. */
export function logicalIdOf(value: JsonValue | undefined): string | undefined {
  if (!isIntrinsic(value)) return undefined;
  const { Ref: reference, 'Fn::GetAtt': attribute } = value;
  if (typeof reference === 'string') return reference;
  if (isList(attribute) && attribute.length === 2 && typeof attribute[0] === 'string') return attribute[0];
  if (typeof attribute !== 'string') return undefined;
  const parts = attribute.split('.');
  return parts.length === 2 ? parts[0] : undefined;
}

/** `${Name}` or `${Name.Attribute}`, as `Fn::Sub` takes a `Ref` or `Fn::GetAtt` inside its text. */
export function shorthand(value: JsonObject): string | undefined {
  const { Ref: reference, 'Fn::GetAtt': attribute } = value;
  if (reference !== undefined) return `\${${String(reference)}}`;
  if (isList(attribute)) return `\${${attribute.join('.')}}`;
  return undefined;
}
