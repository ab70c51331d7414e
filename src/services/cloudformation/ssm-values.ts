/** What a template leaves to SSM: parameters that name one there, and dynamic references. */
import { ApiError } from '../../aws/api-error.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { evaluateConditions, type ConditionScope } from '../../template/conditions.ts';
import { dynamicReferencesIn, ssmParameterOf, type DynamicReference } from '../../template/dynamic-references.ts';
import { evaluate } from '../../template/evaluate.ts';
import { isJsonList, isJsonObject, type JsonValue } from '../../template/json.ts';
import { parameterType } from '../../template/parameter-type.ts';
import {
  resolveParameters,
  ssmParameterNames,
  type ParameterSources,
  type ParameterValue,
} from '../../template/parameters.ts';
import { presentTemplate } from '../../template/present-template.ts';
import { refuse, type Refusal } from '../../template/refusal.ts';
import type { Template } from '../../template/template.ts';
import type { CloudformationContext } from './context.ts';

interface Asking {
  readonly context: Pick<CloudformationContext, 'ssm'>;
  readonly call: RequestContext;
  readonly unknownParameters?: ReadonlySet<string>;
}

interface FoundParameter {
  readonly type: string;
  readonly value: string;
}

/** The values of a template's parameters, those included that SSM holds. */
export async function findParameters(
  template: Template,
  sources: ParameterSources,
  asking: Asking,
): Promise<ReadonlyMap<string, ParameterValue> | Refusal> {
  const found = new Map<string, FoundParameter>();
  for (const name of ssmParameterNames(template.parameters, sources)) {
    const parameter = await findSsmParameter(name, asking);
    if (parameter !== undefined) found.set(name, parameter);
  }
  const ssm = new Map([...found].map(([name, { value }]) => [name, value]));
  const values = resolveParameters(template.parameters, { ...sources, ssm });
  return 'kind' in values ? values : (typeProblem(values, found) ?? referenceProblem(values) ?? values);
}

/** What a parameter refers to must not change under it. */
function referenceProblem(values: ReadonlyMap<string, ParameterValue>): Refusal | undefined {
  const open = [...values].find(([, { text }]) =>
    dynamicReferencesIn(text).some(
      (reference) => reference.service === 'ssm' && ssmParameterOf(reference).version === undefined,
    ),
  );
  return open && refuse(`Template error: parameter ${open[0]} should not contain ssm versionless resolver`);
}

/** AWS looks at the type that SSM has for a value, never at what the value looks like. */
function typeProblem(
  values: ReadonlyMap<string, ParameterValue>,
  found: ReadonlyMap<string, FoundParameter>,
): Refusal | undefined {
  const named = [...values.values()].flatMap(({ text, resolvedText, declaration }) => {
    const type = found.get(text)?.type;
    const { isList } = parameterType(declaration.type);
    return resolvedText === undefined || type === undefined ? [] : [{ text, type, isList }];
  });
  const namesOf = (items: readonly { readonly text: string }[]): string =>
    [...new Set(items.map(({ text }) => text))].join(',');
  const secrets = named.filter(({ type }) => type === 'SecureString');
  if (secrets.length > 0)
    return refuse(
      `Parameters [${namesOf(secrets)}] referenced by template have types not supported by CloudFormation.`,
    );
  const others = named.filter(({ type, isList }) => isList !== (type === 'StringList'));
  if (others.length > 0)
    return refuse(`Types for SSM parameters [${namesOf(others)}] defined in CFN template and SSM are incompatible`);
  return undefined;
}

export type DynamicValues = { readonly kind: 'values'; readonly values: Readonly<Record<string, string>> } | Refusal;

/**
 * What the dynamic references of a template stand for, by their whole text. Those that functions make
 * of parameters are among them; one that needs an attribute of a resource is not.
 */
export async function findDynamicValues(
  template: Template,
  scope: ConditionScope,
  asking: Asking,
): Promise<DynamicValues> {
  const values: Record<string, string> = {};
  for (const [text, { reference, isWanted }] of referencesIn(template, scope, asking)) {
    const { name, version } = ssmParameterOf(reference);
    if (name.includes(':') && !name.startsWith('arn:'))
      return refuse(`Incorrect format is used in the following SSM reference: [${text}]`);
    const found = await findSsmParameter(version === undefined ? name : `${name}:${version}`, asking);
    if (found?.type === 'SecureString') return refuse(`Non-secure ssm prefix was used for secure parameter ${name}`);
    if (found !== undefined) values[text] = found.value;
    else if (isWanted) return refuse(`Parameters: [ssm:${reference.key}] cannot be found.`);
  }
  return { kind: 'values', values };
}

interface FoundReference {
  readonly reference: DynamicReference;
  /** Whether a resource that will be there needs it. */
  readonly isWanted: boolean;
}

function referencesIn(
  template: Template,
  scope: ConditionScope,
  { unknownParameters = new Set() }: Asking,
): ReadonlyMap<string, FoundReference> {
  const found = new Map<string, FoundReference>();
  const add = (reference: DynamicReference, isWanted: boolean): void => {
    if (reference.service === 'ssm') found.set(reference.text, { reference, isWanted });
  };
  let mayRefer = [...scope.parameters.values()].some((value) => mentionsReference(JSON.stringify(value)));
  for (const text of textsIn(template.tree)) {
    mayRefer ||= mentionsReference(text);
    for (const reference of dynamicReferencesIn(text)) add(reference, false);
  }
  // Most templates have none, and need not be evaluated for it.
  if (!mayRefer) return found;
  const conditions = evaluateConditions(template.conditions, scope);
  const present = 'kind' in conditions ? conditions : presentTemplate(template, conditions);
  if ('kind' in conditions || 'kind' in present) return found;
  const unknown = { kind: 'unknown' } as const;
  const evaluation = {
    ...scope,
    unknownParameters,
    conditions,
    resources: { ref: () => unknown, attribute: () => unknown },
    importValue: () => unknown,
    dynamicReference(reference: DynamicReference) {
      add(reference, true);
      return unknown;
    },
  };
  for (const { properties } of present.resources.values()) evaluate(properties, evaluation);
  return found;
}

/** Also of what functions have yet to put together. */
const mentionsReference = (text: string): boolean => text.includes('resolve:');

function* textsIn(value: JsonValue): Generator<string> {
  if (typeof value === 'string') yield value;
  if (isJsonList(value)) for (const item of value) yield* textsIn(item);
  if (isJsonObject(value)) for (const item of Object.values(value)) yield* textsIn(item);
}

async function findSsmParameter(name: string, { context, call }: Asking): Promise<FoundParameter | undefined> {
  try {
    const { Parameter } = await context.ssm.GetParameter({ Name: name }, call);
    return { type: Parameter?.Type ?? 'String', value: Parameter?.Value ?? '' };
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
