/**
 * The values of a template's parameters, put where the template refers to them. Only what the
 * transform must know is resolved (`Ref` and `Fn::Sub` of parameters): all else is CloudFormation's.
 */
import { copyJson, isList, isObject, setMember, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { pythonText } from '../python-text.ts';
import { refuseStructure, TemplateRefusal } from '../refusal.ts';
import { onlyName } from './intrinsic-values.ts';

export type ParameterValues = ReadonlyMap<string, JsonValue>;

const subReference = /\$\{([A-Za-z0-9.]+|AWS::[A-Z][A-Za-z]*)\}/g;

/**
 * Resolves references to parameters in place, and gives the value itself where it is one.
 *
 * In place, because AWS's transform does so: what was resolved once stays so in its output.
 */
export function resolveParameters(value: JsonValue | undefined, parameters: ParameterValues): JsonValue | undefined {
  if (value === undefined || parameters.size === 0) return value;
  const resolved = resolveOne(value, parameters);
  // A parameter's own value is not looked into: it could name the parameter again, without end.
  if (resolved !== value) return copyJson(resolved);
  if (isList(resolved))
    for (const [index, item] of resolved.entries()) resolved[index] = resolveParameters(item, parameters) ?? null;
  else if (isObject(resolved))
    for (const [name, item] of Object.entries(resolved))
      setMember(resolved, name, resolveParameters(item, parameters) ?? null);
  return resolved;
}

function resolveOne(value: JsonValue, parameters: ParameterValues): JsonValue {
  const name = onlyName(value);
  if (!isObject(value) || name === undefined) return value;
  if (name === 'Ref') {
    const reference = value['Ref'];
    return typeof reference === 'string' ? (find(parameters, reference) ?? value) : value;
  }
  if (name === 'Fn::Sub') substitute(value, (reference, whole) => find(parameters, reference) ?? whole);
  return value;
}

/** CloudFormation's own placeholders, for outputs of nested stacks that do not exist yet, are no values. */
function find(parameters: ParameterValues, name: string): JsonValue | undefined {
  const value = parameters.get(name);
  return typeof value === 'string' && value.startsWith('{{IntrinsicFunction:') ? undefined : value;
}

/** Rewrites each `${Name}` in the text of an `Fn::Sub`, in place. */
export function substitute(value: JsonObject, replace: (reference: string, whole: string) => JsonValue): void {
  const argument = value['Fn::Sub'];
  if (typeof argument === 'string') value['Fn::Sub'] = substituteText(argument, replace);
  else if (isList(argument) && typeof argument[0] === 'string') argument[0] = substituteText(argument[0], replace);
}

function substituteText(text: string, replace: (reference: string, whole: string) => JsonValue): string {
  return text.replaceAll(subReference, (whole: string, reference: string) => {
    const replacement = replace(reference, whole);
    if (typeof replacement === 'string') return replacement;
    const problem = `Invalid Fn::Sub variable value ${pythonText(replacement)}. Fn::Sub expects all variables to be strings.`;
    throw new TemplateRefusal([refuseStructure(problem)]);
  });
}

/** Parameters as they are given, the defaults of the template, and the two pseudo parameters that are known. */
export function readParameters(
  template: JsonObject,
  given: Readonly<Record<string, unknown>>,
  pseudo: { readonly region: string; readonly partition: string },
): ParameterValues {
  const values = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(given)) values.set(name, toJson(value));
  const declared = template['Parameters'];
  if (isObject(declared))
    for (const [name, declaration] of Object.entries(declared))
      if (!values.has(name) && isObject(declaration) && declaration['Default'] !== undefined)
        values.set(name, declaration['Default']);
  if (!values.has('AWS::Region')) values.set('AWS::Region', pseudo.region);
  if (!values.has('AWS::Partition')) values.set('AWS::Partition', pseudo.partition);
  return values;
}

/** A value of unknown origin as a JSON value; what JSON does not know becomes its text. */
function toJson(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object') return String(value);
  const object: JsonObject = {};
  for (const [name, item] of Object.entries(value)) setMember(object, name, toJson(item));
  return object;
}
