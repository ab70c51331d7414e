import { describe, expect, test } from 'vitest';
import { lambda } from '../api/lambda.ts';
import { decodeInput, locateOperation } from './decode.ts';
import { findViolations } from './validation.ts';

const api = await lambda.load();

const read = (functionName: string, query: string, headers: Readonly<Record<string, string>> = {}) => {
  const path = `/2015-03-31/functions/${functionName}/invocations`;
  const request = { method: 'POST', path, query, headers, body: Buffer.from('{}') };
  const located = locateOperation(api, 'rest-json', undefined, request);
  const input = decodeInput('rest-json', located);
  const { Payload: _, ...members } = input;
  return {
    operation: located.operation.name,
    members,
    refusal: findViolations(api, located.operation.name, input, located.labelNames)?.message,
  };
};

describe('an address that came before is read as it was the first time', () => {
  test('of two that differ in their query alone, each keeps its own', () => {
    const live = { FunctionName: 'checkout', Qualifier: 'live' };
    const beta = { FunctionName: 'checkout', Qualifier: 'beta' };
    const bare = { FunctionName: 'checkout' };
    for (const [query, members] of [
      ['Qualifier=live', live],
      ['Qualifier=beta', beta],
      ['', bare],
      ['Qualifier=live', live],
      ['Qualifier=%6cive', live],
      ['Qualifier=beta', beta],
    ] as const)
      expect(read('checkout', query)).toEqual({ operation: 'Invoke', members, refusal: undefined });
  });

  test('of two that differ in their path alone, each keeps its own', () => {
    for (const name of ['one', 'two', 'one', 'arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aone'])
      expect(read(name, 'Qualifier=live').members['FunctionName']).toBe(decodeURIComponent(name));
  });

  test('a name that violates a constraint is refused every time in the same words', () => {
    const refusals = [1, 2, 3].map(() => read('not%20valid', 'Qualifier=live').refusal);
    expect(refusals[0]).toContain("1 validation error detected: Value 'not valid' at 'functionName' failed");
    expect(new Set(refusals).size).toBe(1);
    expect(read('valid', 'Qualifier=live').refusal).toBeUndefined();
    expect(read('not%20valid', 'Qualifier=live').refusal).toBe(refusals[0]);
  });

  test('what is violated is told in one order, with the path last, whatever was held before', () => {
    read('checkout', 'Qualifier=live', { 'x-amz-invocation-type': 'Event' });
    const bad = () => read('not%20valid', 'Qualifier=b%20d', { 'x-amz-invocation-type': 'Never' }).refusal ?? '';
    const refusal = bad();
    expect(refusal).toMatch(/^3 validation errors detected: .*'functionName'/);
    expect(refusal.indexOf("'functionName'")).toBeGreaterThan(refusal.indexOf("'qualifier'"));
    expect(refusal.indexOf("'functionName'")).toBeGreaterThan(refusal.indexOf("'invocationType'"));
    expect(bad()).toBe(refusal);
  });

  test('the same path with another method is another operation', () => {
    const path = '/2015-03-31/functions/checkout';
    const operationOf = (method: string): string => {
      const request = { method, path, query: '', headers: {}, body: new Uint8Array() };
      return locateOperation(api, 'rest-json', undefined, request).operation.name;
    };
    const names = ['GET', 'DELETE', 'GET', 'DELETE'].map(operationOf);
    expect(names).toEqual(['GetFunction', 'DeleteFunction', 'GetFunction', 'DeleteFunction']);
    expect(() => operationOf('PATCH')).toThrow('is no operation of lambda');
  });
});
