import { policyTemplates } from './data/policy-templates.ts';

/** Why a policy template cannot be expanded, in the words that go after the function's property. */
export type PolicyTemplateProblem =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'no-parameters'; readonly message: string }
  | { readonly kind: 'missing-parameters'; readonly message: string };

export type PolicyTemplateResult =
  | { readonly kind: 'expanded'; readonly document: { readonly Statement: readonly PolicyStatement[] } }
  | PolicyTemplateProblem;

export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Whether AWS SAM has a policy template of this name. */
export function isPolicyTemplate(name: string): boolean {
  return Object.hasOwn(policyTemplates, name);
}

/** Makes the IAM statements of a policy template, with the parameters' values put in their places. */
export function expandPolicyTemplate(name: string, parameters: unknown): PolicyTemplateResult {
  const rows = Object.hasOwn(policyTemplates, name) ? policyTemplates[name] : undefined;
  if (rows === undefined) return { kind: 'unknown' };
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    return { kind: 'no-parameters', message: 'Parameter values are required to process a policy template' };
  }
  const values: ReadonlyMap<string, unknown> = new Map(Object.entries(parameters));
  const missing = requiredParameters(name).filter((parameter) => !values.has(parameter));
  if (missing.length > 0) {
    const list = missing.map((parameter) => `'${parameter}'`).join(', ');
    const message = `Following required parameters of template '${name}' don't have values: [${list}]`;
    return { kind: 'missing-parameters', message };
  }
  const statements = rows.map(([service, actions, resource, condition]): PolicyStatement => {
    const place = (text: string) => resolve(text, service, values);
    return {
      Effect: 'Allow',
      Action: actionsOf(service, actions),
      Resource: typeof resource === 'string' ? place(resource) : resource.map(place),
      ...(condition && { Condition: { StringEquals: { [condition[0]]: conditionValue(condition, service, values) } } }),
    };
  });
  return { kind: 'expanded', document: { Statement: statements } };
}

/** The names of the parameters that a template cannot do without: all that it mentions. */
export function requiredParameters(name: string): readonly string[] {
  const texts = (policyTemplates[name] ?? []).flatMap(([, , resource, condition]) => [
    ...(typeof resource === 'string' ? [resource] : resource),
    ...(condition ? [condition[1]] : []),
  ]);
  const parameters = texts.flatMap((text) => placeholders(text).map(({ parameter }) => parameter));
  return [...new Set(parameters)].sort();
}

function actionsOf(service: string, actions: string): string | readonly string[] {
  if (actions.startsWith('=')) return `${service}:${actions.slice(1)}`;
  return actions.split(' ').map((action) => `${service}:${action}`);
}

// A condition can name a resource of another service, which its key then tells: only Lambda's rotation does.
function conditionValue(
  [key, value]: readonly [string, string],
  service: string,
  values: ReadonlyMap<string, unknown>,
): unknown {
  return resolve(value, key.endsWith('LambdaArn') ? 'lambda' : service, values);
}

const placeholderPattern = /\{(\w+)(?:=(\w+))?\}/g;

function placeholders(text: string): readonly { readonly variable: string; readonly parameter: string }[] {
  return [...text.matchAll(placeholderPattern)].map(([, variable = '', parameter]) => ({
    variable,
    parameter: parameter ?? variable.charAt(0).toUpperCase() + variable.slice(1),
  }));
}

/** A resource as `Fn::Sub`, with each placeholder as a variable of it. */
function resolve(text: string, service: string, values: ReadonlyMap<string, unknown>): unknown {
  if (text === '*') return text;
  const arn = text.startsWith(':')
    ? `arn:{AWS::Partition}:${service}:{AWS::Region}:{AWS::AccountId}:${text.slice(1)}`
    : text;
  const variables = placeholders(text);
  const body = arn.replaceAll(placeholderPattern, '{$1}').replaceAll('{', '${');
  if (variables.length === 0) return { 'Fn::Sub': body };
  return {
    'Fn::Sub': [
      body,
      Object.fromEntries(variables.map(({ variable, parameter }) => [variable, values.get(parameter)])),
    ],
  };
}
