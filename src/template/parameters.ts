import type { JsonValue } from './json.ts';
import { compilePattern } from './parameter-problems.ts';
import { parameterType, type ParameterType } from './parameter-type.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { ParameterDeclaration } from './template.ts';

/** A parameter as a request gives it. */
export interface GivenParameter {
  readonly key: string;
  readonly value: string | undefined;
  readonly usePreviousValue: boolean;
  /** The value is a stand-in for one that only an execution can tell: no constraint holds for it. */
  readonly isUnknown?: boolean;
}

export interface ParameterValue {
  readonly declaration: ParameterDeclaration;
  /** As it was given, or by default: for a parameter in SSM its name there. */
  readonly text: string;
  /** What SSM holds under that name. */
  readonly resolvedText: string | undefined;
  /** What `Ref` gives: text, or a list of texts. */
  readonly value: JsonValue;
  readonly isUnknown: boolean;
}

export interface ParameterSources {
  readonly given: readonly GivenParameter[];
  /** The texts that the stack has now, for those that keep them. */
  readonly previous: ReadonlyMap<string, string>;
}

/** The names under which SSM has to be asked before {@link resolveParameters} can tell all values. */
export function ssmParameterNames(
  declarations: ReadonlyMap<string, ParameterDeclaration>,
  sources: ParameterSources,
): readonly string[] {
  const texts = chooseTexts(declarations, sources);
  if ('kind' in texts) return [];
  const unknown = unknownKeys(sources);
  const names = [...texts].filter(
    ([key]) => parameterType(declarations.get(key)?.type ?? '').isInSsm && !unknown.has(key),
  );
  return [...new Set(names.map(([, text]) => text))];
}

/**
 * The value of each declared parameter, or AWS's refusal: what is missing, unknown, or breaks a
 * constraint. `ssm` holds what was found under {@link ssmParameterNames}.
 */
export function resolveParameters(
  declarations: ReadonlyMap<string, ParameterDeclaration>,
  sources: ParameterSources & { readonly ssm: ReadonlyMap<string, string> },
): ReadonlyMap<string, ParameterValue> | Refusal {
  const texts = chooseTexts(declarations, sources);
  if ('kind' in texts) return texts;
  const unknown = unknownKeys(sources);
  const values = new Map<string, ParameterValue>();
  const missing: string[] = [];
  for (const [key, text] of texts) {
    const declaration = declarations.get(key);
    if (declaration === undefined) continue;
    const type = parameterType(declaration.type);
    if (unknown.has(key)) {
      values.set(key, { declaration, text, resolvedText: undefined, value: text, isUnknown: true });
      continue;
    }
    const problem = constraintProblem(key, text, declaration);
    if (problem !== undefined) return refuse(problem);
    const found = type.isInSsm ? sources.ssm.get(text) : undefined;
    if (type.isInSsm && found === undefined) missing.push(text);
    // AWS tells a list as it hands it out: without the blanks around its items.
    const resolvedText = found !== undefined && type.isList ? itemsOf(found).join(',') : found;
    const value = parameterValue(resolvedText ?? text, type);
    values.set(key, { declaration, text, resolvedText, value, isUnknown: false });
  }
  if (missing.length > 0)
    return refuse(`Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`);
  return values;
}

/** What `Ref` gives for each parameter, as an evaluation asks for it. */
export function referencedValues(values: ReadonlyMap<string, ParameterValue>): ReadonlyMap<string, JsonValue> {
  return new Map([...values].map(([key, { value }]) => [key, value]));
}

const unknownKeys = ({ given }: ParameterSources): ReadonlySet<string> =>
  new Set(given.filter(({ isUnknown }) => isUnknown === true).map(({ key }) => key));

function chooseTexts(
  declarations: ReadonlyMap<string, ParameterDeclaration>,
  { given, previous }: ParameterSources,
): ReadonlyMap<string, string> | Refusal {
  const unknown = given.map(({ key }) => key).filter((key) => !declarations.has(key));
  if (unknown.length > 0) return refuse(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const byKey = new Map(given.map((parameter) => [parameter.key, parameter]));
  const texts = new Map<string, string>();
  const missing: string[] = [];
  for (const [key, declaration] of declarations) {
    const parameter = byKey.get(key);
    if (parameter?.usePreviousValue === true && (parameter.value ?? '') !== '')
      return refuse(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      );
    const text = parameter?.usePreviousValue === true ? previous.get(key) : (parameter?.value ?? declaration.default);
    if (text !== undefined) texts.set(key, text);
    else if (parameterType(declaration.type).isInSsm)
      return refuse(`Parameter ${key} should either have input value or default value`);
    else missing.push(key);
  }
  return missing.length > 0 ? refuse(`Parameters: [${missing.join(', ')}] must have values`) : texts;
}

function parameterValue(text: string, { isList }: ParameterType): JsonValue {
  return isList ? itemsOf(text) : text;
}

const itemsOf = (text: string): readonly string[] => text.split(',').map((item) => item.trim());

function constraintProblem(key: string, text: string, declaration: ParameterDeclaration): string | undefined {
  const type = parameterType(declaration.type);
  const items = type.isList && !type.isInSsm ? itemsOf(text) : [text];
  const broken = items.map((item) => brokenConstraint(item, declaration)).find((problem) => problem !== undefined);
  if (broken === undefined) return undefined;
  const { constraintDescription } = declaration;
  return constraintDescription === undefined
    ? `Parameter '${key}' ${broken}`
    : `Parameter ${key} failed to satisfy constraint: ${constraintDescription}`;
}

function brokenConstraint(text: string, declaration: ParameterDeclaration): string | undefined {
  const { allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue } = declaration;
  const isNumber = text.trim() !== '' && Number.isFinite(Number(text));
  if (parameterType(declaration.type).isNumber && !isNumber) return 'must be a number.';
  if (allowedValues !== undefined && !allowedValues.includes(text)) return 'must be one of AllowedValues';
  if (minLength !== undefined && text.length < minLength) return `must contain at least ${minLength} characters`;
  if (maxLength !== undefined && text.length > maxLength) return `must contain at most ${maxLength} characters`;
  if (minValue !== undefined && Number(text) < minValue) return `must be a number not less than ${minValue}`;
  if (maxValue !== undefined && Number(text) > maxValue) return `must be a number not greater than ${maxValue}`;
  if (allowedPattern !== undefined && compilePattern(allowedPattern)?.test(text) === false)
    return `must match pattern ${allowedPattern}`;
  return undefined;
}
