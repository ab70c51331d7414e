/** `Fn::Transform` inside of a template, as `AWS::Include` is called. */
import { functionCall } from './function-call.ts';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from './json.ts';

export interface TransformCall {
  readonly name: string;
  readonly parameters: JsonObject;
}

/** Each call once; at the top of a template, `AWS::Include` may also stand in its `Transform` section. */
export function transformCallsIn(tree: JsonObject): readonly TransformCall[] {
  const calls = new Map<string, TransformCall>();
  const add = (call: TransformCall): void => {
    const text = JSON.stringify(call);
    if (!calls.has(text)) calls.set(text, call);
  };
  for (const call of topLevelCalls(tree)) add(call);
  const visit = (value: JsonValue): void => {
    if (isJsonList(value)) for (const item of value) visit(item);
    if (!isJsonObject(value)) return;
    for (const [name, item] of Object.entries(value)) {
      const call = name === 'Fn::Transform' ? readCall(item) : undefined;
      if (call !== undefined) add(call);
      visit(item);
    }
  };
  visit(tree);
  return [...calls.values()];
}

/**
 * The template with what each call stands for in its place: beside other members those that come
 * in win over the map's own, but for a template's sections. A call for which `expansionOf` has nothing stays.
 */
export function replaceTransformCalls(
  tree: JsonObject,
  expansionOf: (call: TransformCall) => JsonValue | undefined,
): JsonObject {
  const replace = (value: JsonValue): JsonValue => {
    if (isJsonList(value)) return value.map(replace);
    if (!isJsonObject(value)) return value;
    const { 'Fn::Transform': argument, ...rest } = value;
    const call = argument === undefined ? undefined : readCall(argument);
    const expansion = call === undefined ? undefined : expansionOf(call);
    if (expansion === undefined) return mapValues(value, replace);
    if (functionCall(value) !== undefined) return expansion;
    return isJsonObject(expansion) ? { ...mapValues(rest, replace), ...expansion } : mapValues(rest, replace);
  };
  const replaced = replace(tree);
  const expanded = isJsonObject(replaced) ? replaced : {};
  const included = topLevelCalls(tree).flatMap((call) => {
    const expansion = expansionOf(call);
    return isJsonObject(expansion) ? [{ call, expansion }] : [];
  });
  if (included.length === 0) return expanded;
  const { Transform: transform = [], ...own } = expanded;
  const left = (isJsonList(transform) ? transform : [transform]).filter((item) => {
    const call = readCall(item);
    return call === undefined || !included.some((other) => JSON.stringify(other.call) === JSON.stringify(call));
  });
  const parts = [...included.map(({ expansion }) => expansion), own];
  const whole: JsonObject = Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
  return left.length > 0 ? { ...whole, Transform: left } : whole;
}

/** Calls of the `Transform` section that have parameters; a mere name is a declaration. */
function topLevelCalls({ Transform: transform }: JsonObject): readonly TransformCall[] {
  const items = isJsonList(transform) ? transform : [transform ?? null];
  return items.map((item) => readCall(item)).filter((call) => call !== undefined);
}

function readCall(value: JsonValue): TransformCall | undefined {
  if (!isJsonObject(value) || typeof value['Name'] !== 'string') return undefined;
  const parameters = value['Parameters'];
  return { name: value['Name'], parameters: isJsonObject(parameters) ? parameters : {} };
}

const mapValues = (value: JsonObject, change: (item: JsonValue) => JsonValue): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item)]));
