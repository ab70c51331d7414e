/** A SAM template with a REST API before an alias: a canary deployment reaches callers through the API. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { callApi } from './api-caller.ts';
import { openApiStack } from './api-stack.ts';

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

test('a REST API in a SAM template sends a tenth of its calls to a new version, and serves on after a restart', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'serin-rest-api-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  let apiId: string;
  {
    await using stage = await openApiStack({ dataFolder, path: '/Prod/checkout/7' });
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
  await using restarted = await openApiStack({ dataFolder, path: '/Prod/checkout/7' });
  expect(await restarted.answers(apiId, 3)).toEqual({ '200 version 2 GET /checkout/{id}': 3 });
  await restarted.cloudformation.deleteStack({ StackName });
  await expect(restarted.settle()).rejects.toThrow('does not exist');
  expect(await restarted.answers(apiId, 1)).toEqual({ '403 {"message":"Forbidden"}': 1 });
});
