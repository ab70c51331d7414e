/**
 * Templates that others wrote, as SAM's own translator hands them to CloudFormation: each becomes a
 * stack and is deleted again, or is refused for what Serin says that it does not support.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { call, openTypeStage, type TypeStage } from '../../src/services/cloudformation/type-stage.fixture.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/template/json.ts';
import { findCorpus } from '../corpus.ts';

const folder = findCorpus('templates');
const names =
  folder === undefined ? [] : readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/expected.json`));

/** Why a template may end otherwise than as a stack. */
const refusals = [
  /Serin does not support DurableConfig/,
  /is no longer supported for creating or updating AWS Lambda functions/,
  // What they name is not there: a role, a parameter; one leaves a variable without a value.
  /Could not resolve dynamic reference/,
  /Cannot assume role provided\./,
  /'null' values are not allowed in templates/,
];

const StackName = 'shop';

describe.skipIf(folder === undefined)('templates of others', () => {
  test.each(names)('%s', async (name) => {
    await using stage = await openTypeStage();
    const template: unknown = JSON.parse(readFileSync(`${folder}/${name}/expected.json`, 'utf8'));
    const ended = await createStack(stage, withStoredCode(template as JsonObject));
    if (ended.status !== 'CREATE_COMPLETE') {
      expect(ended.reasons.filter((reason) => !refusals.some((refusal) => refusal.test(reason)))).toEqual([]);
      return;
    }
    await stage.cloudformation.DeleteStack({ StackName }, call);
    for (let turn = 0; turn < 20; turn += 1) await stage.advance(5000);
    const { StackSummaries = [] } = await stage.cloudformation.ListStacks({}, call);
    expect(StackSummaries.map(({ StackStatus }) => StackStatus)).toEqual(['DELETE_COMPLETE']);
    expect(stage.problems).toEqual([]);
  });
});

interface Ended {
  readonly status: string;
  readonly reasons: readonly string[];
}

async function createStack(stage: TypeStage, template: JsonObject): Promise<Ended> {
  const { cloudformation, s3 } = stage;
  await s3.CreateBucket({ Bucket: 'code' }, call);
  await s3.PutObject({ Bucket: 'code', Key: 'code.zip', Body: packageOf('export const handler = () => 1;') }, call);
  try {
    await cloudformation.CreateStack(
      {
        StackName,
        TemplateBody: JSON.stringify(template),
        Parameters: parametersOf(template),
        Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      },
      call,
    );
  } catch (error) {
    return { status: 'REFUSED', reasons: [String(error)] };
  }
  let status = '';
  for (let turn = 0; turn < 300 && !/_(COMPLETE|FAILED)$/.test(status); turn += 1) {
    await stage.advance(1000);
    const { Stacks = [] } = await cloudformation.DescribeStacks({ StackName }, call);
    status = Stacks[0]?.StackStatus ?? '';
  }
  const { StackEvents = [] } = await cloudformation.DescribeStackEvents({ StackName }, call);
  const reasons = StackEvents.flatMap(({ ResourceStatus = '', ResourceStatusReason = '', LogicalResourceId }) =>
    ResourceStatus.endsWith('FAILED') && ResourceStatusReason !== 'Resource creation cancelled'
      ? [`${LogicalResourceId}: ${ResourceStatusReason}`]
      : [],
  );
  return { status, reasons };
}

/** Something for each parameter that has no value of its own. */
function parametersOf({ Parameters = {} }: JsonObject) {
  const given = isJsonObject(Parameters) ? Object.entries(Parameters) : [];
  return given
    .filter(([, parameter]) => isJsonObject(parameter) && parameter['Default'] === undefined)
    .map(([ParameterKey, parameter]) => {
      const { Type, AllowedValues } = isJsonObject(parameter) ? parameter : {};
      const first = Array.isArray(AllowedValues) ? String(AllowedValues[0]) : undefined;
      return { ParameterKey, ParameterValue: first ?? (Type === 'Number' ? '1' : 'value') };
    });
}

/** The code of others is not at hand: all functions and layers get one package. */
function withStoredCode(template: JsonObject): JsonObject {
  const stored = { S3Bucket: 'code', S3Key: 'code.zip' };
  const resource = (value: JsonValue): JsonValue => {
    if (!isJsonObject(value) || !isJsonObject(value['Properties'])) return value;
    const { Properties: properties, Type } = value;
    if (Type === 'AWS::Lambda::LayerVersion') return { ...value, Properties: { ...properties, Content: stored } };
    if (Type !== 'AWS::Lambda::Function') return value;
    const code = properties['Code'];
    return isJsonObject(code) && code['ZipFile'] !== undefined
      ? value
      : { ...value, Properties: { ...properties, Code: stored } };
  };
  const { Resources = {}, Transform: _, ...rest } = template;
  const resources = isJsonObject(Resources) ? Object.entries(Resources) : [];
  return { ...rest, Resources: Object.fromEntries(resources.map(([name, value]) => [name, resource(value)])) };
}
