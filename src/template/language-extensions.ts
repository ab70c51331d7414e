/**
 * The transform `AWS::LanguageExtensions`: loops are written out, and what needs no resource of
 * `Fn::Length`, `Fn::ToJsonString`, and of `Fn::FindInMap` with a default, is evaluated.
 */
import { evaluateConditions, type ConditionScope } from './conditions.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import { functionCall } from './function-call.ts';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { isAlphanumeric } from './logical-name.ts';
import { referencesIn } from './references.ts';
import { refuse, type Refusal } from './refusal.ts';

export const languageExtensions = 'AWS::LanguageExtensions';

/** How many values all loops of a template may write out together. */
const valuesMax = 500_000;

/** How many characters items may add to the texts that they come into. */
const textMax = 10_000_000;

/** How deep loops may lie inside of one another. */
const loopDepthMax = 5;

/** The template without loops, or the transform's refusal. */
export function expandLanguageExtensions(
  tree: JsonObject,
  scope: ConditionScope,
): { readonly tree: JsonObject } | Refusal {
  const { Transform: transform, ...sections } = tree;
  const expander = new Expander(scope, conditionsOf(sections, scope));
  const expanded = expander.expand(sections);
  if (expander.refusal !== undefined) return refuse(`Transform ${languageExtensions} failed with: ${expander.refusal}`);
  const others = isJsonList(transform) ? transform.filter((name) => name !== languageExtensions) : [];
  const rest = isJsonObject(expanded) ? expanded : {};
  return { tree: others.length > 0 ? { ...rest, Transform: others } : rest };
}

/** The conditions that hold; those with a fault are left for later, which names it. */
function conditionsOf(sections: JsonObject, scope: ConditionScope): ReadonlyMap<string, boolean> {
  const expanded = new Expander(scope, new Map()).expand(sections['Conditions'] ?? {});
  const evaluated = evaluateConditions(new Map(Object.entries(isJsonObject(expanded) ? expanded : {})), {
    ...scope,
    hasLanguageExtensions: true,
  });
  return 'kind' in evaluated ? new Map() : evaluated;
}

/** The names of the loops that a value stands in, with what they stand for at this turn. */
type Turn = ReadonlyMap<string, string>;

const noTurn: Turn = new Map();

class Expander {
  refusal: string | undefined;
  readonly #scope: EvaluationScope;
  #values = 0;
  #added = 0;

  constructor(scope: ConditionScope, conditions: ReadonlyMap<string, boolean>) {
    const unknown = () => ({ kind: 'unknown' }) as const;
    this.#scope = {
      ...scope,
      conditions,
      resources: { ref: unknown, attribute: unknown },
      importValue: unknown,
      // Left as they are: the value is to come in when a resource is made.
      dynamicReference: ({ text }) => ({ kind: 'value', value: text }),
      hasLanguageExtensions: true,
    };
  }

  expand(value: JsonValue, turn: Turn = noTurn, depth = 0): JsonValue {
    if (this.refusal !== undefined) return null;
    this.#values += 1;
    if (this.#values > valuesMax) return this.#refuse('Fn::ForEach makes the template too large');
    if (typeof value === 'string') return this.#replaceNames(value, turn);
    if (isJsonList(value)) return value.map((item) => this.expand(item, turn, depth));
    if (!isJsonObject(value)) return value;
    const call = functionCall(value);
    if (call?.name === 'Ref' && typeof call.argument === 'string' && turn.has(call.argument))
      return turn.get(call.argument) ?? '';
    if (call?.name.startsWith(loopPrefix) === true)
      return Object.fromEntries(this.#loop(call.name, call.argument, turn, depth));
    const entries = Object.entries(value).flatMap(([name, item]) =>
      name.startsWith(loopPrefix)
        ? this.#loop(name, item, turn, depth)
        : [[this.#replaceNames(name, turn), this.#policy(name, this.expand(item, turn, depth))] as const],
    );
    return this.#evaluated(Object.fromEntries(entries));
  }

  #loop(name: string, argument: JsonValue, turn: Turn, depth: number): readonly (readonly [string, JsonValue])[] {
    if (depth >= loopDepthMax) return this.#refuseLoop(name, `may not lie more than ${loopDepthMax} deep`);
    const [identifier, collection, output, ...rest] = isJsonList(argument) ? argument : [];
    if (
      typeof identifier !== 'string' ||
      !isAlphanumeric(identifier) ||
      collection === undefined ||
      !isJsonObject(output) ||
      rest.length > 0
    )
      return this.#refuseLoop(name, 'requires an identifier, a collection and a map');
    const items = this.#collection(this.expand(collection, turn, depth));
    if (items === undefined)
      return this.#refuseLoop(name, 'requires a collection of strings that is known before any resource');
    const entries = items.flatMap((item) => {
      const expanded = this.expand(output, new Map([...turn, [identifier, item]]), depth + 1);
      return isJsonObject(expanded) ? Object.entries(expanded) : [];
    });
    const names = new Set(entries.map(([key]) => key));
    return names.size < entries.length ? this.#refuseLoop(name, 'makes one name twice') : entries;
  }

  #collection(value: JsonValue): readonly string[] | undefined {
    const evaluated = evaluate(value, this.#scope);
    if (evaluated.kind !== 'value' || !isJsonList(evaluated.value)) return undefined;
    const items = evaluated.value.filter((item) => typeof item === 'string');
    return items.length === evaluated.value.length ? items : undefined;
  }

  /** Policies may be made by functions under this transform, and by it alone. */
  #policy(name: string, value: JsonValue): JsonValue {
    if (!(name === 'DeletionPolicy' || name === 'UpdateReplacePolicy') || !isJsonObject(value)) return value;
    const evaluated = evaluate(value, this.#scope);
    return evaluated.kind === 'value' && typeof evaluated.value === 'string' ? evaluated.value : value;
  }

  #evaluated(value: JsonObject): JsonValue {
    const call = functionCall(value);
    const isOwn =
      call?.name === 'Fn::Length' ||
      call?.name === 'Fn::ToJsonString' ||
      (call?.name === 'Fn::FindInMap' && isJsonList(call.argument) && call.argument.length === 4);
    if (!isOwn || this.#hasUnknownCondition(value)) return value;
    const evaluated = evaluate(value, this.#scope);
    if (evaluated.kind === 'refusal') return this.#refuse(evaluated.message);
    return evaluated.kind === 'value' ? (evaluated.value ?? value) : value;
  }

  #hasUnknownCondition(value: JsonValue): boolean {
    return [...referencesIn(value)].some(({ kind, name }) => kind === 'condition' && !this.#scope.conditions.has(name));
  }

  /** `${Name}` stands for the item, `&{Name}` for its letters and digits, which a logical ID may have. */
  #replaceNames(text: string, turn: Turn): string {
    if (turn.size === 0 || !text.includes('{')) return text;
    return text.replaceAll(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, sign: string, name: string) => {
      const item = turn.get(name);
      if (item === undefined) return whole;
      this.#added += item.length;
      if (this.#added > textMax) this.#refuse('Fn::ForEach makes the template too large');
      if (this.#added > textMax) return '';
      return sign === '&' ? item.replaceAll(/[^A-Za-z0-9]/g, '') : item;
    });
  }

  #refuseLoop(name: string, reason: string): readonly [] {
    this.#refuse(`${name} ${reason}`);
    return [];
  }

  #refuse(reason: string): null {
    this.refusal ??= reason;
    return null;
  }
}

const loopPrefix = 'Fn::ForEach::';
