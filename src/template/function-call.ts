import { isJsonList, isJsonObject, type JsonValue } from './json.ts';

/** An intrinsic function as it stands in a template: a map with this one member. */
export interface FunctionCall {
  readonly name: string;
  readonly argument: JsonValue;
}

/** The call that a value is; a `Condition` is one only where conditions stand, so it never counts here. */
export function functionCall(value: JsonValue | undefined): FunctionCall | undefined {
  if (!isJsonObject(value)) return undefined;
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined;
  const argument = value[name];
  return argument === undefined ? undefined : { name, argument };
}

/** What is wrong with a call's arguments, as far as that can be seen before they are evaluated. */
export function argumentProblem({ name, argument }: FunctionCall): string | undefined {
  const shape = shapes.get(name);
  if (shape === undefined) return `Template error: ${name} is not a function of templates.`;
  return shape.fits(argument) ? undefined : shape.message;
}

interface Shape {
  readonly fits: (argument: JsonValue) => boolean;
  readonly message: string;
}

const isCall = (value: JsonValue | undefined): boolean => functionCall(value) !== undefined;
const isScalar = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
const isText = (value: JsonValue | undefined): boolean => isScalar(value) || isCall(value);
const isListLike = (value: JsonValue | undefined): boolean => isJsonList(value) || isCall(value);

function hasLength(value: JsonValue, from: number, to = from): value is readonly JsonValue[] {
  return isJsonList(value) && value.length >= from && value.length <= to;
}

const junction = (name: string): [string, Shape] => [
  name,
  {
    fits: (argument) => hasLength(argument, 2, 10),
    message: `Template error: every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`,
  },
];

const shapes = new Map<string, Shape>([
  [
    'Ref',
    {
      fits: (argument) => typeof argument === 'string',
      message: 'Template error: every Ref object must have a single String value.',
    },
  ],
  [
    'Fn::GetAtt',
    {
      fits: isAttribute,
      message:
        'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    },
  ],
  [
    'Fn::Join',
    {
      fits: (argument) => hasLength(argument, 2) && isScalar(argument[0]) && isListLike(argument[1]),
      message:
        'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    },
  ],
  [
    'Fn::Select',
    {
      fits: isSelection,
      message: 'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    },
  ],
  [
    'Fn::Split',
    {
      fits: (argument) => hasLength(argument, 2) && isScalar(argument[0]) && isText(argument[1]),
      message:
        'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    },
  ],
  [
    'Fn::Sub',
    {
      fits: (argument) =>
        isScalar(argument) ||
        (hasLength(argument, 1, 2) && isScalar(argument[0]) && (argument.length === 1 || isPlainMap(argument[1]))),
      message:
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    },
  ],
  [
    'Fn::If',
    {
      fits: (argument) => hasLength(argument, 3) && typeof argument[0] === 'string',
      message: 'Template error: Fn::If requires a list argument with three elements',
    },
  ],
  [
    'Fn::Equals',
    {
      fits: (argument) => hasLength(argument, 2),
      message: 'Template error: every Fn::Equals object requires a list of 2 string parameters.',
    },
  ],
  junction('Fn::And'),
  junction('Fn::Or'),
  [
    'Fn::Not',
    {
      fits: (argument) => hasLength(argument, 1),
      message: 'Template error: every Fn::Not object requires a list of 1 boolean parameters.',
    },
  ],
  [
    'Fn::FindInMap',
    {
      fits: (argument) => hasLength(argument, 3, 4) && argument.slice(0, 3).every(isText) && hasDefault(argument),
      message:
        'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
    },
  ],
  ['Fn::Base64', { fits: isText, message: 'Template error: every Fn::Base64 object must have a String-typed value.' }],
  [
    'Fn::ImportValue',
    { fits: isText, message: 'Template error: every Fn::ImportValue object must have a String-typed value.' },
  ],
  ['Fn::GetAZs', { fits: isText, message: 'Template error: every Fn::GetAZs object must have a String-typed value.' }],
  [
    'Fn::Cidr',
    {
      fits: (argument) => hasLength(argument, 2, 3) && argument.every(isText),
      message:
        'Template error: every Fn::Cidr object requires two parameters, (1) an IP address block and (2) the count of CIDRs to generate, and an optional third one, the number of subnet bits',
    },
  ],
  [
    'Fn::Transform',
    {
      fits: (argument) => isJsonObject(argument) && typeof argument['Name'] === 'string',
      message: 'Key Name of transform definition must be a string.',
    },
  ],
  [
    'Fn::Length',
    {
      fits: isListLike,
      message: 'Template error: every Fn::Length object requires a list or a function that returns one.',
    },
  ],
  [
    'Fn::ToJsonString',
    {
      fits: (argument) => isJsonList(argument) || isJsonObject(argument),
      message: 'Template error: every Fn::ToJsonString object requires an object or a list.',
    },
  ],
]);

function isAttribute(argument: JsonValue): boolean {
  if (typeof argument === 'string') return /^[^.]+\.[^.]/.test(argument);
  if (!isJsonList(argument) || argument.length < 2) return false;
  const [resource, ...attribute] = argument;
  return typeof resource === 'string' && resource !== '' && attribute.every((part) => part !== '' && isText(part));
}

function isSelection(argument: JsonValue): boolean {
  if (!hasLength(argument, 2)) return false;
  const [index, list] = argument;
  if (!isCall(index) && !/^\d+$/.test(String(index))) return false;
  return isJsonList(list) ? isCall(index) || Number(index) < list.length : isCall(list);
}

const isPlainMap = (value: JsonValue | undefined): boolean => isJsonObject(value) && !isCall(value);

function hasDefault(argument: readonly JsonValue[]): boolean {
  const last = argument[3];
  return last === undefined || (isJsonObject(last) && Object.hasOwn(last, 'DefaultValue'));
}
