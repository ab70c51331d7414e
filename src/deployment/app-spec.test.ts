import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAppSpec, parseAppSpec } from './app-spec.ts';

const resource = (properties: object, type = 'AWS::Lambda::Function'): string =>
  JSON.stringify({ version: 0.0, Resources: [{ fn: { Type: type, Properties: properties } }] });
const whole = { Name: 'checkout', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' };
const spec = { functionName: 'checkout', alias: 'live', currentVersion: '1', targetVersion: '2' };

const yaml = `# moves the alias
version: 0.0
Resources:
  - checkout:
      Type: AWS::Lambda::Function
      Properties:
        Name: "checkout"
        Alias: live
        CurrentVersion: 1
        TargetVersion: "2"
Hooks:
  - BeforeAllowTraffic: testBefore
  - AfterAllowTraffic: arn:aws:lambda:us-east-1:000000000000:function:testAfter:live
`;

describe('an AppSpec file', () => {
  test('is read from YAML, where versions may be numbers', () => {
    const hooks = { before: 'testBefore', after: 'arn:aws:lambda:us-east-1:000000000000:function:testAfter:live' };
    expect(parseAppSpec(yaml)).toEqual({ kind: 'app-spec', spec: { ...spec, hooks } });
  });

  test('is read from JSON', () => {
    expect(parseAppSpec(resource(whole))).toEqual({ kind: 'app-spec', spec: { ...spec, hooks: {} } });
  });

  test('may have its keys in any case, and its version as text', () => {
    const lower = yaml
      .replace('0.0', '"0.0"')
      .replaceAll(/(Resources|Type|Properties|Name|Alias|CurrentVersion|TargetVersion|Hooks)(?=:)/g, (name) =>
        name.toLowerCase(),
      );
    expect(parseAppSpec(lower)).toEqual(parseAppSpec(yaml));
  });

  test('that is no YAML says so', () => {
    const notWellFormed = 'The input AppSpec file is a not well-formed yaml. The template cannot be parsed.';
    for (const text of ['{', 'a: b: c', 'just text', '[1]', ''])
      expect(parseAppSpec(text)).toEqual({ kind: 'invalid', detail: notWellFormed });
  });

  test('without a function, or with a hook without one, says so', () => {
    const nameless = { kind: 'invalid', detail: 'The Lambda function name cannot be null or empty' };
    expect(parseAppSpec(resource({ ...whole, Name: null }))).toEqual(nameless);
    expect(parseAppSpec(resource({ ...whole, Name: '' }))).toEqual(nameless);
    expect(parseAppSpec(yaml.replace('testBefore', 'null'))).toEqual(nameless);
  });

  test.each([
    ['another type', resource(whole, 'AWS::ECS::Service')],
    ['$LATEST', resource({ ...whole, TargetVersion: '$LATEST' })],
    ['a version that is no number', resource({ ...whole, CurrentVersion: 'one' })],
    ['version 0', resource({ ...whole, CurrentVersion: '0' })],
    ['no alias', resource({ ...whole, Alias: undefined })],
    ['no resources', JSON.stringify({ version: 0.0 })],
    ['two resources', JSON.stringify({ version: 0.0, Resources: [{ a: {} }, { b: {} }] })],
    ['another version of the format', resource(whole).replace('"version":0', '"version":1')],
    ['an unknown hook', yaml.replace('BeforeAllowTraffic', 'BeforeInstall')],
    ['the same hook twice', yaml.replace('AfterAllowTraffic', 'BeforeAllowTraffic')],
  ])('with %s is invalid', (_, text) => {
    expect(parseAppSpec(text)).toEqual({ kind: 'invalid' });
  });

  test('that is formatted is read as it was', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
    const version = fc.integer({ min: 1, max: 9999 }).map(String);
    const any = fc.record({ functionName: name, alias: name, currentVersion: version, targetVersion: version });
    fc.assert(
      fc.property(any, (given) => {
        expect(parseAppSpec(formatAppSpec(given))).toEqual({ kind: 'app-spec', spec: { ...given, hooks: {} } });
      }),
    );
  });

  test('that unfolds without bound is refused', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'
        .split('')
        .map(
          (name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[index]}`).join(',')}]`,
        ),
    ].join('\n');
    expect(parseAppSpec(bomb).kind).toBe('invalid');
  });
});
