import { generateCidrs } from './cidr.ts';
import { dynamicReferencesIn } from './dynamic-references.ts';
import { knownAfterApply, type Evaluation, type EvaluationScope, type Lookup } from './evaluation-scope.ts';
import { argumentProblem, functionCall, type FunctionCall } from './function-call.ts';
import { isJsonList, isJsonObject, member, type JsonObject, type JsonValue } from './json.ts';
import { attributeTarget } from './references.ts';
import { refuse, type Refusal } from './refusal.ts';
import { badVariableName, isVariableName, splitAttribute, substitutions } from './sub-text.ts';

/**
 * Evaluates all functions in a value.
 *
 * Members and items that come out as `AWS::NoValue` are left out. A value that needs a resource which
 * is not there yet waits for it; of a refusal and a wait the refusal counts.
 */
export function evaluate(value: JsonValue, scope: EvaluationScope): Evaluation {
  return new Evaluator(scope).run(value);
}

/** A number or a truth value as functions turn it into text; `undefined` for what has no text. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

type Evaluated = JsonValue | undefined;

/** How many characters functions may make in one evaluation: nested, each could double what it is given. */
const textMax = 10_000_000;

/** One evaluation. It goes on after a refusal, whose value nobody sees, so that no step has to look for one. */
class Evaluator {
  readonly #scope: EvaluationScope;
  readonly #waitsFor = new Set<string>();
  #isWaiting = false;
  #made = 0;
  #refusal: Refusal | undefined;

  constructor(scope: EvaluationScope) {
    this.#scope = scope;
  }

  run(value: JsonValue): Evaluation {
    const evaluated = this.#resolve(this.#evaluate(value));
    if (this.#refusal !== undefined) return this.#refusal;
    if (!this.#isWaiting) return { kind: 'value', value: evaluated };
    return { kind: 'waits', resources: [...this.#waitsFor], preview: evaluated };
  }

  #evaluate(value: JsonValue): Evaluated {
    if (isJsonList(value)) return this.#list(value);
    if (!isJsonObject(value)) return value;
    const call = functionCall(value);
    return call === undefined ? this.#members(value) : this.#call(call);
  }

  #list(items: readonly JsonValue[]): readonly JsonValue[] {
    return items.map((item) => this.#evaluate(item)).filter((item) => item !== undefined);
  }

  #members(value: JsonObject): JsonObject {
    const entries = Object.entries(value).flatMap(([name, item]): [string, JsonValue][] => {
      const evaluated = this.#evaluate(item);
      return evaluated === undefined ? [] : [[name, evaluated]];
    });
    return Object.fromEntries(entries);
  }

  #call(call: FunctionCall): Evaluated {
    const problem = argumentProblem(call);
    if (problem !== undefined) return this.#refuse(problem);
    const { name, argument } = call;
    if (name === 'Ref') return this.#ref(String(argument));
    if (name === 'Fn::GetAtt') return this.#attribute(argument);
    if (name === 'Fn::Sub') return this.#substitute(argument);
    if (isJsonList(argument)) return this.#callWithList(call, argument);
    switch (name) {
      case 'Fn::Base64':
        return this.#base64(call);
      case 'Fn::ImportValue':
        return this.#withText(call, (text) => this.#known(this.#scope.importValue(text)));
      case 'Fn::GetAZs':
        return this.#withText(call, (region) =>
          this.#scope.availabilityZones(region === '' ? this.#scope.pseudoParameters.region : region),
        );
      case 'Fn::Length':
      case 'Fn::ToJsonString':
        return this.#extension(call);
      case 'Fn::Transform':
        return this.#refuse('Template error: Fn::Transform cannot be used here.');
      default:
        return this.#refuse(misplaced(name));
    }
  }

  #callWithList(
    call: FunctionCall,
    [first = null, second = null, third = null, fourth]: readonly JsonValue[],
  ): Evaluated {
    switch (call.name) {
      case 'Fn::Join':
        return this.#join(call, String(first), this.#evaluate(second));
      case 'Fn::Select':
        return this.#select(call, this.#evaluate(first), this.#evaluate(second));
      case 'Fn::Split':
        return this.#split(call, String(first), this.#evaluate(second));
      case 'Fn::If':
        return this.#if(String(first), second, third);
      case 'Fn::FindInMap':
        return this.#findInMap(call, [first, second, third], fourth);
      case 'Fn::Cidr':
        return this.#cidr(call, [first, second, third]);
      case 'Fn::Length':
      case 'Fn::ToJsonString':
        return this.#extension(call);
      default:
        return this.#refuse(misplaced(call.name));
    }
  }

  #ref(name: string): Evaluated {
    if (name === 'AWS::NoValue') return undefined;
    const pseudo = pseudoParameter(name, this.#scope);
    if (pseudo !== undefined) return pseudo;
    if (this.#scope.unknownParameters?.has(name) === true) return this.#known({ kind: 'unknown' });
    return this.#scope.parameters.get(name) ?? this.#resource(name, this.#scope.resources.ref(name));
  }

  #attribute(argument: JsonValue): Evaluated {
    const target = attributeTarget(argument);
    const name = target?.name ?? '';
    if (target?.attribute !== undefined)
      return this.#resource(name, this.#scope.resources.attribute(name, target.attribute));
    const parts = isJsonList(argument) ? this.#list(argument.slice(1)).map((part) => textOf(part)) : [];
    if (this.#isUnknown(parts)) return knownAfterApply;
    return this.#resource(name, this.#scope.resources.attribute(name, parts.join('.')));
  }

  #resource(name: string, lookup: Lookup): JsonValue {
    if (lookup.kind === 'unknown') this.#waitsFor.add(name);
    return this.#known(lookup);
  }

  #known(lookup: Lookup): JsonValue {
    if (lookup.kind === 'value') return lookup.value;
    if (lookup.kind === 'refusal') return this.#refuse(lookup.message);
    this.#isWaiting = true;
    return knownAfterApply;
  }

  #substitute(argument: JsonValue): JsonValue {
    const [text, variables] = isJsonList(argument) ? argument : [argument];
    const own = isJsonObject(variables) ? this.#members(variables) : {};
    // AWS shows a text with an unknown variable of its own as unknown from end to end.
    if (this.#isUnknown(Object.values(own))) return knownAfterApply;
    const pieces = substitutions(String(text));
    return this.#concatenate(
      pieces.map((piece) => (piece.kind === 'text' ? piece.text : this.#variable(piece.name, own))),
      '',
    );
  }

  #variable(name: string, own: JsonObject): string {
    if (!isVariableName(name)) return this.#refuse(badVariableName);
    if (name === 'AWS::NoValue') return '';
    const [resource = '', attribute] = splitAttribute(name);
    const value = Object.hasOwn(own, name)
      ? member(own, name)
      : attribute === undefined
        ? this.#ref(resource)
        : this.#resource(resource, this.#scope.resources.attribute(resource, attribute));
    return (
      textOf(value) ??
      this.#refuse(`Template error: variable ${name} in Fn::Sub expression does not resolve to a string`)
    );
  }

  #join(call: FunctionCall, delimiter: string, items: Evaluated): JsonValue {
    if (this.#isUnknown(items)) return knownAfterApply;
    const texts = isJsonList(items) ? items.map((item) => textOf(item)) : [undefined];
    const known = texts.filter((text) => text !== undefined);
    return known.length < texts.length ? this.#refuseArguments(call) : this.#concatenate(known, delimiter);
  }

  #select(call: FunctionCall, index: Evaluated, items: Evaluated): JsonValue {
    if (this.#isUnknown(index) || isUnknownList(items)) return knownAfterApply;
    const text = textOf(index) ?? '';
    const chosen = isJsonList(items) && /^\d+$/.test(text) ? items[Number(text)] : undefined;
    return chosen ?? this.#refuseArguments(call);
  }

  #split(call: FunctionCall, delimiter: string, value: Evaluated): JsonValue {
    if (this.#isUnknown(value)) return knownAfterApply;
    const text = textOf(value);
    if (text === undefined || delimiter === '') return this.#refuseArguments(call);
    return this.#mayMake(text.length) ? text.split(delimiter) : [];
  }

  #if(condition: string, whenTrue: JsonValue, whenFalse: JsonValue): Evaluated {
    const holds = this.#scope.conditions.get(condition);
    if (holds === undefined)
      return this.#refuse(`Template error: unresolved condition dependency ${condition} in Fn::If`);
    return this.#evaluate(holds ? whenTrue : whenFalse);
  }

  #findInMap(call: FunctionCall, keys: readonly JsonValue[], options: JsonValue | undefined): Evaluated {
    const { mappings, hasLanguageExtensions } = this.#scope;
    if (options !== undefined && !hasLanguageExtensions) return this.#refuseArguments(call);
    const values = keys.map((key) => this.#evaluate(key));
    if (this.#isUnknown(values)) return knownAfterApply;
    const [name, topKey, secondKey] = values.map((value) => textOf(value));
    if (name === undefined || topKey === undefined || secondKey === undefined) return this.#refuseArguments(call);
    const mapping = member(mappings, name);
    const attributes = isJsonObject(mapping) ? member(mapping, topKey) : undefined;
    const found = isJsonObject(attributes) ? member(attributes, secondKey) : undefined;
    if (found !== undefined) return found;
    const fallback = isJsonObject(options) ? options['DefaultValue'] : undefined;
    if (fallback !== undefined) return this.#evaluate(fallback);
    return this.#refuse(
      mapping === undefined
        ? `Template error: Mapping named '${name}' is not present in the 'Mappings' section of template.`
        : `Template error: Unable to get mapping for ${name}::${topKey}::${secondKey}`,
    );
  }

  #cidr(call: FunctionCall, parts: readonly JsonValue[]): JsonValue {
    const values = parts.map((part) => (part === null ? undefined : this.#evaluate(part)));
    if (this.#isUnknown(values)) return knownAfterApply;
    const [block, count, bits] = values.map((value) => textOf(value));
    if (block === undefined || count === undefined) return this.#refuseArguments(call);
    const generated = generateCidrs({ block, count, bits });
    return 'cidrs' in generated ? generated.cidrs : this.#refuse(generated.message);
  }

  #base64(call: FunctionCall): JsonValue {
    const text = this.#evaluate(call.argument);
    if (this.#isUnknown(text)) return knownAfterApply;
    const plain = textOf(text);
    if (plain === undefined) return this.#refuseArguments(call);
    return this.#mayMake(plain.length * 2) ? Buffer.from(plain).toString('base64') : '';
  }

  #withText(call: FunctionCall, use: (text: string) => JsonValue): JsonValue {
    const value = this.#evaluate(call.argument);
    if (this.#isUnknown(value)) return knownAfterApply;
    const text = textOf(value);
    return text === undefined ? this.#refuseArguments(call) : use(text);
  }

  #extension(call: FunctionCall): JsonValue {
    if (!this.#scope.hasLanguageExtensions)
      return this.#refuse(`Template error: ${call.name} needs the transform AWS::LanguageExtensions.`);
    const value = this.#evaluate(call.argument);
    if (call.name === 'Fn::ToJsonString') return this.#concatenate([JSON.stringify(value ?? null)], '');
    if (isUnknownList(value)) return knownAfterApply;
    return isJsonList(value) ? value.length : this.#refuseArguments(call);
  }

  #concatenate(texts: readonly string[], delimiter: string): string {
    const length = texts.reduce((sum, text) => sum + text.length + delimiter.length, 0);
    return this.#mayMake(length) ? texts.join(delimiter) : '';
  }

  /** Whether so many more characters stay within bounds; after a refusal, nothing more is made. */
  #mayMake(length: number): boolean {
    this.#made += length;
    if (this.#made > textMax) this.#refuse('Template error: functions make more text than a template may hold.');
    return this.#made <= textMax;
  }

  /** Puts the values of dynamic references in: functions may have made them from parts. */
  #resolve(value: Evaluated): Evaluated {
    if (typeof value === 'string') return this.#resolveText(value);
    if (isJsonList(value)) return value.map((item) => this.#resolve(item) ?? null);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#resolve(item) ?? null]));
  }

  #resolveText(text: string): string {
    let resolved = text;
    for (const reference of dynamicReferencesIn(text)) {
      // Others would put secrets into stored properties and events.
      const value =
        reference.service === 'ssm'
          ? this.#known(this.#scope.dynamicReference(reference))
          : this.#refuse(`Dynamic references to ${reference.service} are not supported: ${reference.text}`);
      resolved = resolved.replace(reference.text, () => textOf(value) ?? '');
    }
    return resolved;
  }

  /** Whether the marker, in a text or in an item of a list, says that the whole is not known. */
  #isUnknown(value: Evaluated | readonly Evaluated[]): boolean {
    if (!this.#isWaiting) return false;
    if (typeof value === 'string') return value.includes(knownAfterApply);
    return Array.isArray(value) && value.some((item: Evaluated) => this.#isUnknown(item));
  }

  #refuse(message: string): string {
    this.#refusal ??= refuse(message);
    return '';
  }

  #refuseArguments(call: FunctionCall): string {
    return this.#refuse(argumentProblem({ name: call.name, argument: null }) ?? '');
  }
}

const misplaced = (name: string): string => `Template error: ${name} can be used in conditions only.`;

const isUnknownList = (value: Evaluated): boolean => value === knownAfterApply;

function pseudoParameter(name: string, { pseudoParameters }: EvaluationScope): JsonValue | undefined {
  const { accountId, region, partition, urlSuffix, stackId, stackName, notificationArns } = pseudoParameters;
  switch (name) {
    case 'AWS::AccountId':
      return accountId;
    case 'AWS::Region':
      return region;
    case 'AWS::Partition':
      return partition;
    case 'AWS::URLSuffix':
      return urlSuffix;
    case 'AWS::StackId':
      return stackId;
    case 'AWS::StackName':
      return stackName;
    case 'AWS::NotificationARNs':
      return notificationArns;
    default:
      return undefined;
  }
}

export const pseudoParameterNames: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);
