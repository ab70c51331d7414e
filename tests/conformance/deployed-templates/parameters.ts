/** Values for parameters that have no default, as someone who deploys would choose them. */
import type { Parameter } from '@aws-sdk/client-cloudformation';
import type { JsonObject, JsonValue } from '../../../src/template/json.ts';
import { isObject } from './template-tree.ts';

export function parametersFor(template: JsonObject): Parameter[] {
  const declared = template['Parameters'];
  return Object.entries(isObject(declared) ? declared : {}).flatMap(([ParameterKey, parameter]) =>
    isObject(parameter) && parameter['Default'] === undefined
      ? [{ ParameterKey, ParameterValue: valueFor(ParameterKey, parameter) }]
      : [],
  );
}

function valueFor(name: string, { AllowedValues: allowed, Type: type, MinLength: lengthMin }: JsonObject): string {
  const first: JsonValue | undefined = Array.isArray(allowed) ? allowed[0] : undefined;
  if (first !== undefined) return String(first);
  if (type === 'Number' || type === 'List<Number>') return '1';
  if (/email/i.test(name)) return 'someone@example.com';
  return 'value'.padEnd(Number(lengthMin ?? 0), 'x');
}
