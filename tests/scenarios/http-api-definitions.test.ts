/** HTTP APIs from definitions and back, their deployments, tags and pages, through AWS's own client. */
import { expect, test } from 'vitest';
import { openApiStage } from './api-stage.ts';

const definition = (path: string, functionArn: string): string =>
  JSON.stringify({
    openapi: '3.0.1',
    info: { title: 'shop', version: '1.0', description: 'sells' },
    tags: [{ name: 'colour', 'x-amazon-apigateway-tag-value': 'red' }],
    paths: {
      [path]: {
        get: {
          'x-amazon-apigateway-integration': {
            type: 'aws_proxy',
            httpMethod: 'POST',
            payloadFormatVersion: '2.0',
            uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
          },
        },
      },
    },
  });

test('an API is imported, imported again, and exported', async () => {
  await using stage = await openApiStage();
  const { apis, functionArn } = stage;
  const { ApiId = '', ...api } = await apis.importApi({ Body: definition('/one', functionArn) });
  expect(api).toMatchObject({ Name: 'shop', Description: 'sells', Version: '1.0', Tags: { colour: 'red' } });
  await stage.permit('checkout', ApiId);
  await apis.createStage({ ApiId, StageName: '$default', AutoDeploy: true });
  expect((await stage.call(ApiId, '/one')).status).toBe(200);

  await apis.reimportApi({ ApiId, Body: definition('/two', functionArn) });
  expect((await stage.call(ApiId, '/one')).status).toBe(404);
  expect((await stage.call(ApiId, '/two')).status).toBe(200);

  const { body } = await apis.exportApi({ ApiId, OutputType: 'YAML', Specification: 'OAS30' });
  const again = await apis.importApi({ Body: Buffer.from(body ?? []).toString() });
  expect((await apis.getRoutes({ ApiId: again.ApiId })).Items).toMatchObject([{ RouteKey: 'GET /two' }]);

  await expect(apis.importApi({ Body: '{"swagger":"2.0"}' })).rejects.toMatchObject({ name: 'BadRequestException' });
  const unserved = JSON.stringify({ openapi: '3.0.1', info: { title: 'shop' }, paths: { '/': { get: {} } } });
  await expect(apis.importApi({ Body: unserved, FailOnWarnings: true })).rejects.toMatchObject({
    name: 'BadRequestException',
  });
});

test('a stage goes back to a deployment that was made before', async () => {
  await using stage = await openApiStage();
  const { apis, functionArn } = stage;
  const { ApiId = '' } = await apis.importApi({ Body: definition('/one', functionArn) });
  await stage.permit('checkout', ApiId);
  await apis.createStage({ ApiId, StageName: 'dev' });
  const first = await apis.createDeployment({ ApiId, StageName: 'dev', Description: 'first' });
  await apis.reimportApi({ ApiId, Body: definition('/two', functionArn) });
  await apis.createDeployment({ ApiId, StageName: 'dev' });
  expect((await stage.call(ApiId, '/dev/one')).status).toBe(404);
  await apis.updateStage({ ApiId, StageName: 'dev', DeploymentId: first.DeploymentId });
  expect((await stage.call(ApiId, '/dev/one')).status).toBe(200);
  await expect(apis.deleteDeployment({ ApiId, DeploymentId: first.DeploymentId })).rejects.toMatchObject({
    name: 'BadRequestException',
    message: 'Active stages pointing to this deployment must be moved or deleted',
  });
});

test('lists come in pages, and tags stand on APIs and stages', async () => {
  await using stage = await openApiStage();
  const { apis, functionArn } = stage;
  for (const Name of ['one', 'two', 'three']) await apis.createApi({ Name, ProtocolType: 'HTTP', Target: functionArn });
  const first = await apis.getApis({ MaxResults: '2' });
  const rest = await apis.getApis({ MaxResults: '2', NextToken: first.NextToken });
  const names = [...(first.Items ?? []), ...(rest.Items ?? [])].map(({ Name }) => Name);
  expect(new Set(names)).toEqual(new Set(['one', 'two', 'three']));
  expect(names).toHaveLength(3);
  expect(rest.NextToken).toBeUndefined();

  const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${first.Items?.[0]?.ApiId}`;
  for (const arn of [ResourceArn, `${ResourceArn}/stages/$default`]) {
    await apis.tagResource({ ResourceArn: arn, Tags: { colour: 'red', size: 'xl' } });
    await apis.untagResource({ ResourceArn: arn, TagKeys: ['size'] });
    expect((await apis.getTags({ ResourceArn: arn })).Tags).toEqual({ colour: 'red' });
  }
});
