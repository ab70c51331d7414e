/** A SAM template with a REST API before an alias: a canary deployment reaches callers through the API. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { expect, onTestFinished, test } from 'vitest';
import { startTestPlatform } from '../../src/testing/index.ts';
import { callApi } from './api-caller.ts';

const StackName = 'shop';
const minuteMs = 60_000;

const template = (version: number): string =>
  JSON.stringify({
    Transform: 'AWS::Serverless-2016-10-31',
    Globals: { Api: { Cors: "'*'" } },
    Resources: {
      Checkout: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          InlineCode: `exports.handler = async (event) => ({ statusCode: 200, body: 'version ${version} ' + event.httpMethod + ' ' + event.resource });`,
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          AutoPublishAlias: 'live',
          DeploymentPreference: { Type: 'Canary10Percent5Minutes' },
          Events: { Get: { Type: 'Api', Properties: { Path: '/checkout/{id}', Method: 'get' } } },
        },
      },
    },
    Outputs: { ApiId: { Value: { Ref: 'ServerlessRestApi' } } },
  });

async function openStage(dataFolder: string) {
  const platform = await startTestPlatform({ platform: { dataFolder } });
  const cloudformation = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
  const find = async () => (await cloudformation.describeStacks({ StackName })).Stacks?.[0];
  return {
    platform,
    cloudformation,
    async begin(ChangeSetType: 'CREATE' | 'UPDATE', TemplateBody: string): Promise<void> {
      const change = { StackName, ChangeSetName: `change-${platform.clock.now()}` };
      const Capabilities = ['CAPABILITY_IAM' as const, 'CAPABILITY_AUTO_EXPAND' as const];
      await cloudformation.createChangeSet({ ...change, ChangeSetType, TemplateBody, Capabilities });
      await platform.advance(1000);
      await cloudformation.executeChangeSet(change);
    },
    async settle(): Promise<string | undefined> {
      for (let turn = 0; turn < 600; turn += 1) {
        await platform.advance(1000);
        const status = (await find())?.StackStatus;
        if (status?.endsWith('IN_PROGRESS') === false) return status;
      }
      return (await find())?.StackStatus;
    },
    async apiId(): Promise<string> {
      return (await find())?.Outputs?.[0]?.OutputValue ?? '';
    },
    async answers(apiId: string, calls: number): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      for (let index = 0; index < calls; index += 1) {
        const host = `${apiId}.execute-api.us-east-1.amazonaws.com`;
        const { status, text } = await callApi(platform.endpoint, { host, path: '/Prod/checkout/7' });
        const answer = `${status} ${text}`;
        counts[answer] = (counts[answer] ?? 0) + 1;
      }
      return counts;
    },
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  };
}

test('a REST API in a SAM template sends a tenth of its calls to a new version, and serves on after a restart', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'serin-rest-api-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  let apiId: string;
  {
    await using stage = await openStage(dataFolder);
    await stage.begin('CREATE', template(1));
    expect(await stage.settle()).toBe('CREATE_COMPLETE');
    apiId = await stage.apiId();
    expect(await stage.answers(apiId, 3)).toEqual({ '200 version 1 GET /checkout/{id}': 3 });
    const { endpoint } = stage.platform;
    const path = `/_serin/execute-api/${apiId}/Prod/checkout/7`;
    const preflight = await callApi(
      endpoint,
      { path },
      { method: 'OPTIONS', headers: { origin: 'https://a.example' } },
    );
    expect(preflight.status).toBe(200);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET,OPTIONS',
    });
    const unknown = await callApi(endpoint, { path: `/_serin/execute-api/${apiId}/Prod/nowhere` });
    expect(unknown).toMatchObject({ status: 403, text: '{"message":"Missing Authentication Token"}' });
    expect(unknown.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');

    await stage.begin('UPDATE', template(2));
    for (let second = 0; second < 60; second += 1) await stage.platform.advance(1000);
    const counts = await stage.answers(apiId, 300);
    expect(Object.keys(counts).toSorted()).toEqual([
      '200 version 1 GET /checkout/{id}',
      '200 version 2 GET /checkout/{id}',
    ]);
    // Binomial, n = 300, p = 0.1: outside of this in fewer than one of a million runs.
    expect(counts['200 version 2 GET /checkout/{id}']).toBeGreaterThan(6);
    expect(counts['200 version 2 GET /checkout/{id}']).toBeLessThan(60);
    await stage.platform.advance(5 * minuteMs);
    expect(await stage.settle()).toBe('UPDATE_COMPLETE');
    expect(await stage.answers(apiId, 3)).toEqual({ '200 version 2 GET /checkout/{id}': 3 });
  }
  await using restarted = await openStage(dataFolder);
  expect(await restarted.answers(apiId, 3)).toEqual({ '200 version 2 GET /checkout/{id}': 3 });
  await restarted.cloudformation.deleteStack({ StackName });
  await expect(restarted.settle()).rejects.toThrow('does not exist');
  expect(await restarted.answers(apiId, 1)).toEqual({ '403 {"message":"Forbidden"}': 1 });
}, 120_000);
