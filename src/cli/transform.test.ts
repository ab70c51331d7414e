import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bin/serin.js', import.meta.url));

const functionTemplate = (extra = ''): string => `Transform: AWS::Serverless-2016-10-31
Parameters:
  Name: {Type: String, Default: checkout}
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Ref Name
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: exports.handler = async () => 1;
${extra}`;

describe('serin transform', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'serin-transform-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const transform = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'transform', ...words], {
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  test('prints what becomes of a template', () => {
    const { status, stdout } = transform(write('function.yaml', functionTemplate()));
    expect(status).toBe(0);
    const { Resources } = JSON.parse(stdout);
    expect(Object.keys(Resources)).toEqual(['Checkout', 'CheckoutRole']);
    expect(Resources.Checkout.Type).toBe('AWS::Lambda::Function');
  });

  test('names versions after the values of parameters', () => {
    const file = write(
      'version.yaml',
      functionTemplate('      AutoPublishAlias: live\n').replace(
        /InlineCode.*/,
        'CodeUri: {Bucket: packages, Key: !Ref Name}',
      ),
    );
    const idOf = (name: string): string | undefined =>
      Object.keys(JSON.parse(transform(file, '--parameter', `Name=${name}`).stdout).Resources ?? {}).find((id) =>
        id.startsWith('CheckoutVersion'),
      );
    expect(idOf('s3://bucket/one')).not.toBe(idOf('s3://bucket/two'));
  });

  test('tells a refusal in the words of AWS, and fails', () => {
    const { status, stdout } = transform(
      write('bad.yaml', functionTemplate('      DeploymentPreference: {Type: AllAtOnce}\n')),
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      errorMessage:
        'Invalid Serverless Application Specification document. Number of errors found: 1. Resource with id [Checkout] is invalid. ' +
        "'DeploymentPreference' requires AutoPublishAlias property to be specified.",
    });
  });

  test('writes a file for each, the refused ones too', () => {
    const good = write('good.yaml', functionTemplate());
    const bad = write('refused.yaml', 'Resources: []\n');
    const out = join(folder, 'out');
    const { status, stdout } = transform(good, bad, '--out', out);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(JSON.parse(readFileSync(join(out, 'good.json'), 'utf8'))).toHaveProperty('Resources.Checkout');
    expect(JSON.parse(readFileSync(join(out, 'refused.json'), 'utf8'))).toHaveProperty('errorMessage');
  });

  test('puts in the files that AWS::Include names, then writes out loops', () => {
    write('topic.yaml', 'DisplayName: included\n');
    const file = write(
      'include.yaml',
      `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Fn::ForEach::Topics:
    - Name
    - [One, Two]
    - Topic\${Name}:
        Type: AWS::SNS::Topic
        Properties:
          Fn::Transform: {Name: AWS::Include, Parameters: {Location: topic.yaml}}
`,
    );
    const topic = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'included' } };
    expect(JSON.parse(transform(file).stdout).Resources).toEqual({ TopicOne: topic, TopicTwo: topic });
  });

  test.each([
    ['a file that is not there', ['nowhere.yaml'], /cannot read nowhere.yaml/],
    ['a parameter without a value', ['nowhere.yaml', '--parameter', 'Name'], /NAME=VALUE/],
  ])('%s is wrong usage', (_, words, message) => {
    const { status, stderr } = transform(...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
