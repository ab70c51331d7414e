import { expect } from 'vitest';
import type { JsonObject } from '../json.ts';
import { transformSam } from './transform-sam.ts';

/** A template with the resources, and what stands beside them, after the transform. */
export function transformed(resources: JsonObject, beside: JsonObject = {}): JsonObject {
  const result = transformSam({ ...beside, Resources: resources }, { region: 'eu-west-1', parameters: {} });
  expect(result).toHaveProperty('template');
  return result.kind === 'transformed' ? result.template : {};
}

/** The message by which the template is refused. */
export function refusalOf(resources: JsonObject, beside: JsonObject = {}): string {
  const result = transformSam({ ...beside, Resources: resources }, { region: 'eu-west-1', parameters: {} });
  return result.kind === 'invalid' ? result.message : '';
}

/** A function that can be deployed, with further properties. */
export function aFunction(properties: JsonObject = {}, beside: JsonObject = {}): JsonObject {
  const basic = { Runtime: 'nodejs22.x', Handler: 'index.handler', CodeUri: 's3://b/k' };
  return { Type: 'AWS::Serverless::Function', ...beside, Properties: { ...basic, ...properties } };
}
