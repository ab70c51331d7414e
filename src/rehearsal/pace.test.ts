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
    expect(choosePace(templateOf(type), {})).toEqual(wanted);
  });

  test('of many functions is slower', () => {
    const four = templateOf(...Array.from({ length: 4 }, () => 'Canary10Percent5Minutes'));
    expect(choosePace(four, {})).toEqual({ speed: 15, requestsPerSecond: 6.7 });
  });

  test('is what was asked for', () => {
    const template = templateOf('Canary10Percent5Minutes');
    expect(choosePace(template, { requestsPerSecond: 20 })).toEqual({ speed: 20, requestsPerSecond: 20 });
    expect(choosePace(template, { requestsPerSecond: 1 })).toEqual({ speed: 60, requestsPerSecond: 1 });
    expect(choosePace(template, { speed: 100 })).toEqual({ speed: 100, requestsPerSecond: 4 });
    expect(choosePace(template, { speed: 7, requestsPerSecond: 3 })).toEqual({ speed: 7, requestsPerSecond: 3 });
  });
});
