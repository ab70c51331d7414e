/** A SAM template with an API before an alias: a canary deployment reaches callers through the API. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { expect, onTestFinished, test } from 'vitest';
import { startTestPlatform } from '../../src/testing/index.ts';
import { openApiStack } from './api-stack.ts';

const StackName = 'shop';
const minuteMs = 60_000;

const template = (version: number, events = {}): string =>
  JSON.stringify({
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: {
      Checkout: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          InlineCode: `exports.handler = async (event) => ({ statusCode: 200, body: 'version ${version} ' + event.routeKey });`,
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          AutoPublishAlias: 'live',
          DeploymentPreference: { Type: 'Canary10Percent5Minutes' },
          Events: {
            Get: { Type: 'HttpApi', Properties: { Path: '/checkout/{id}', Method: 'get' } },
            ...events,
          },
        },
      },
    },
    Outputs: { ApiId: { Value: { Ref: 'ServerlessHttpApi' } } },
  });

test('a WebSocket API is refused where only what is carried out may be in a stack', async () => {
  await using platform = await startTestPlatform({ platform: { stacks: { strictResources: true } } });
  const cloudformation = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
  const templateOf = (ProtocolType: string): string =>
    JSON.stringify({
      Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'chat', ProtocolType } } },
    });
  await expect(cloudformation.createStack({ StackName, TemplateBody: templateOf('WEBSOCKET') })).rejects.toThrow(
    '[AWS::ApiGatewayV2::Api]',
  );
  await cloudformation.createStack({ StackName, TemplateBody: templateOf('HTTP') });
});

test('an API in a SAM template sends a tenth of its calls to a new version, and serves on after a restart', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'serin-http-api-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  let apiId: string;
  {
    await using stage = await openApiStack({ dataFolder, path: '/checkout/7' });
    await stage.begin('CREATE', template(1));
    expect(await stage.settle()).toBe('CREATE_COMPLETE');
    apiId = await stage.apiId();
    expect(await stage.answers(apiId, 3)).toEqual({ '200 version 1 GET /checkout/{id}': 3 });

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
  await using restarted = await openApiStack({ dataFolder, path: '/checkout/7' });
  expect(await restarted.answers(apiId, 3)).toEqual({ '200 version 2 GET /checkout/{id}': 3 });
});
