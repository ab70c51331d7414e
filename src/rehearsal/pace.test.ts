import { describe, expect, test } from 'vitest';
import { choosePace, estimateShifts } from './pace.ts';

const shifted = (type: string) => ({
  Type: 'AWS::Serverless::Function',
  Properties: { DeploymentPreference: { Type: type } },
});
const templateOf = (...types: readonly string[]) => ({
  Resources: Object.fromEntries(types.map((type, index) => [`Function${index}`, shifted(type)])),
});

test('the longest shift counts', () => {
  expect(estimateShifts(templateOf('Canary10Percent5Minutes', 'Linear10PercentEvery2Minutes'))).toEqual({
    shiftCount: 2,
    waitSeconds: 18 * 60,
  });
  expect(estimateShifts({})).toEqual({ shiftCount: 1, waitSeconds: 0 });
  expect(
    estimateShifts({
      Globals: { Function: { DeploymentPreference: {} } },
      Resources: { One: { Type: 'AWS::Serverless::Function' }, Two: { Type: 'AWS::Serverless::Function' } },
    }),
  ).toMatchObject({ shiftCount: 2 });
  const off = { DeploymentPreference: { Enabled: false } };
  const hook = { Type: 'AWS::Serverless::Function', Properties: off };
  const { Resources } = templateOf('Canary10Percent5Minutes');
  expect(estimateShifts({ Resources: { ...Resources, hook } })).toMatchObject({ shiftCount: 1 });
});

describe('the pace', () => {
  test.each([
    ['Canary10Percent5Minutes', { speed: 40, requestsPerSecond: 10 }],
    ['Canary10Percent10Minutes', { speed: 40, requestsPerSecond: 10 }],
    ['Canary10Percent30Minutes', { speed: 90, requestsPerSecond: 4.4 }],
    ['Linear10PercentEvery10Minutes', { speed: 120, requestsPerSecond: 3.3 }],
  ])('of %s', (type, wanted) => {
    expect(choosePace(templateOf(type), {}, 400)).toEqual(wanted);
  });

  test('of many functions, or on a machine that is at work, is one of fewer requests, and then slower', () => {
    const four = templateOf(...Array.from({ length: 4 }, () => 'Canary10Percent5Minutes'));
    expect(choosePace(four, {}, 400)).toEqual({ speed: 14, requestsPerSecond: 7.1 });
    expect(choosePace(templateOf('Canary10Percent5Minutes'), {}, 300)).toEqual({ speed: 40, requestsPerSecond: 7.5 });
    expect(choosePace(templateOf('Canary10Percent5Minutes'), {}, 100)).toEqual({ speed: 14, requestsPerSecond: 7.1 });
  });

  test('is what was asked for', () => {
    const template = templateOf('Canary10Percent5Minutes');
    expect(choosePace(template, { requestsPerSecond: 20 }, 400)).toEqual({ speed: 20, requestsPerSecond: 20 });
    expect(choosePace(template, { requestsPerSecond: 1 }, 400)).toEqual({ speed: 40, requestsPerSecond: 1 });
    expect(choosePace(template, { speed: 100 }, 400)).toEqual({ speed: 100, requestsPerSecond: 4 });
    expect(choosePace(template, { speed: 7, requestsPerSecond: 3 }, 400)).toEqual({ speed: 7, requestsPerSecond: 3 });
  });
});
