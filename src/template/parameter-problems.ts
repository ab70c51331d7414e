import { isJsonList, isJsonObject, type JsonValue } from './json.ts';
import { textOf } from './evaluate.ts';
import { isParameterType } from './parameter-type.ts';
import { isAlphanumeric } from './logical-name.ts';

const members = new Set([
  'AllowedPattern',
  'AllowedValues',
  'ConstraintDescription',
  'Default',
  'Description',
  'MaxLength',
  'MaxValue',
  'MinLength',
  'MinValue',
  'NoEcho',
  'Type',
]);

const texts = ['AllowedPattern', 'ConstraintDescription', 'Description'];
const numbers = ['MaxLength', 'MaxValue', 'MinLength', 'MinValue'];

/** What AWS finds wrong with the declaration of a parameter. */
export function* parameterProblems(name: string, parameter: JsonValue): Generator<string> {
  if (!isAlphanumeric(name)) yield `Template format error: Parameter name ${name} is non alphanumeric.`;
  if (!isJsonObject(parameter)) {
    yield 'Template format error: Any Parameters member must be an object.';
    return;
  }
  const { Type: type, Default: defaultValue, AllowedValues: allowed, AllowedPattern: pattern } = parameter;
  const unknown = Object.keys(parameter).find((member) => !members.has(member));
  if (unknown !== undefined) yield `Invalid template parameter property '${unknown}'`;
  if (type === undefined) yield 'Template format error: Every Parameters object must contain a Type member.';
  else if (!isParameterType(String(type))) yield `Template format error: Unrecognized parameter type: ${String(type)}`;
  if (defaultValue !== undefined && textOf(defaultValue) === undefined)
    yield 'Template format error: Every Default member must be a string.';
  if (allowed !== undefined && !(isJsonList(allowed) && allowed.every((value) => textOf(value) !== undefined)))
    yield 'Template format error: Every AllowedValues member must be a list of strings.';
  for (const member of texts)
    if (typeof parameter[member] === 'object') yield `Template format error: Every ${member} member must be a string.`;
  for (const member of numbers)
    if (parameter[member] !== undefined && !isNumber(parameter[member]))
      yield `Template format error: Every ${member} member must be a number.`;
  if (typeof pattern === 'string' && compilePattern(pattern) === undefined)
    yield `Template format error: AllowedPattern ${pattern} of parameter ${name} is not a valid regular expression.`;
}

const isNumber = (value: JsonValue | undefined): boolean => {
  const text = textOf(value) ?? '';
  return text.trim() !== '' && Number.isFinite(Number(text));
};

/** A pattern that has to fit the whole of a value; `undefined` if it is none. */
export function compilePattern(pattern: string): RegExp | undefined {
  try {
    // Possessive quantifiers and \A, \z are of Java alone; a mere flag at the start can be turned.
    const isCaseless = pattern.startsWith('(?i)');
    return new RegExp(`^(?:${isCaseless ? pattern.slice(4) : pattern})$`, isCaseless ? 'i' : '');
  } catch {
    return undefined;
  }
}
