/** Values for parameters that have no default, as someone who deploys would choose them. */
import type { Parameter } from '@aws-sdk/client-cloudformation';
import type { JsonObject, JsonValue } from '../../../src/template/json.ts';
import { isObject, mapTree } from './template-tree.ts';

export function parametersFor(template: JsonObject): Parameter[] {
  const declared = template['Parameters'];
  return Object.entries(isObject(declared) ? declared : {}).flatMap(([ParameterKey, parameter]) =>
    isObject(parameter) && parameter['Default'] === undefined
      ? [{ ParameterKey, ParameterValue: valueFor(ParameterKey, parameter) }]
      : [],
  );
}

/** Names of SSM's parameters that the template takes to be there. */
export function ssmNamesIn(template: JsonObject, given: readonly Parameter[]): readonly string[] {
  const declared = template['Parameters'];
  const values = new Map(
    Object.entries(isObject(declared) ? declared : {}).map(([name, parameter]) => {
      const ofGiven = given.find(({ ParameterKey }) => ParameterKey === name)?.ParameterValue;
      return [name, ofGiven ?? String(isObject(parameter) ? parameter['Default'] : '')];
    }),
  );
  const names = new Set<string>();
  mapTree(template, (value) => {
    if (typeof value !== 'string') return value;
    const text = value.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole);
    for (const [, name = ''] of text.matchAll(/\{\{resolve:ssm:([^:}]+)/g)) names.add(name);
    return value;
  });
  return [...names];
}

function valueFor(name: string, { AllowedValues: allowed, Type: type, MinLength: lengthMin }: JsonObject): string {
  const first: JsonValue | undefined = Array.isArray(allowed) ? allowed[0] : undefined;
  if (first !== undefined) return String(first);
  if (type === 'Number' || type === 'List<Number>') return '1';
  if (/email/i.test(name)) return 'someone@example.com';
  return 'value'.padEnd(Number(lengthMin ?? 0), 'x');
}
