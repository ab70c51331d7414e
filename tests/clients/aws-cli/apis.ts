/** API Gateway: an HTTP API before a function, by quick create, part by part, and from a definition. */
import assert from 'node:assert/strict';
import type { AwsCli } from './aws-cli-shell.ts';
import { versionTeller } from '../workspace.ts';

const area = 'apis';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:web';
const v2 = 'aws apigatewayv2';

export async function useApis(aws: AwsCli): Promise<void> {
  const { step } = aws;
  await step(area, 'lambda add-permission for apigateway.amazonaws.com', () => createFunction(aws));
  await step(area, 'apigatewayv2 create-api --target, and a request', () => quickCreate(aws));
  await step(area, 'create-integration, create-route, create-stage', () => makeParts(aws));
  await step(area, 'import-api, export-api, get-apis page by page', () => useDefinitions(aws));
}

async function createFunction({ sh, workspace }: AwsCli): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  workspace.write('trust.json', JSON.stringify({ Version: '2012-10-17', Statement: [trust] }));
  workspace.write('web.zip', versionTeller('web'));
  await sh('aws iam create-role --role-name web --assume-role-policy-document file://trust.json');
  await sh(
    'aws lambda create-function --runtime nodejs22.x --handler index.handler --function-name web ' +
      '--role arn:aws:iam::000000000000:role/web --zip-file fileb://web.zip',
  );
  await sh('aws lambda wait function-active-v2 --function-name web');
  await sh(
    'aws lambda add-permission --function-name web --statement-id api --action lambda:InvokeFunction ' +
      `--principal apigateway.amazonaws.com --source-arn 'arn:aws:execute-api:us-east-1:000000000000:*'`,
  );
}

const call = async ({ serin }: AwsCli, apiId: string, path: string): Promise<Response> =>
  fetch(`${serin.environment.AWS_ENDPOINT_URL}/_serin/execute-api/${apiId}${path}`);

async function quickCreate(aws: AwsCli): Promise<void> {
  const { sh, shFails } = aws;
  const create = `${v2} create-api --name quick --protocol-type HTTP --target ${functionArn}`;
  const api = JSON.parse(await sh(create)) as { readonly ApiId: string; readonly [name: string]: unknown };
  assert.match(api.ApiId, /^[a-z0-9]{10}$/);
  assert.equal(api['ApiEndpoint'], `https://${api.ApiId}.execute-api.us-east-1.amazonaws.com`);
  const answer = await call(aws, api.ApiId, '/pets');
  assert.equal(answer.status, 200);
  assert.equal(((await answer.json()) as { readonly code: string }).code, 'web');
  await sh(`${v2} delete-api --api-id ${api.ApiId}`);
  assert.match(
    await shFails(`${v2} get-api --api-id ${api.ApiId}`),
    new RegExp(`\\(NotFoundException\\) .* Invalid API identifier specified 000000000000:${api.ApiId}`),
  );
}

async function makeParts(aws: AwsCli): Promise<void> {
  const { sh, shFails } = aws;
  const make = (command: string, id: string): Promise<string> => sh(`${v2} ${command} --query ${id} --output text`);
  const api = await make('create-api --name shop --protocol-type HTTP --cors-configuration AllowOrigins=*', 'ApiId');
  const integration = await make(
    `create-integration --api-id ${api} --integration-type AWS_PROXY --integration-uri ${functionArn} --payload-format-version 2.0`,
    'IntegrationId',
  );
  const route = `create-route --api-id ${api} --route-key 'GET /pets/{id}' --target integrations/${integration}`;
  await make(route, 'RouteId');
  assert.match(
    await shFails(`${v2} ${route}`),
    /\(ConflictException\) .* Route with key GET \/pets\/\{id\} already exists for this API/,
  );
  await sh(`${v2} create-stage --api-id ${api} --stage-name dev --auto-deploy --stage-variables colour=red`);
  const answer = await call(aws, api, '/dev/pets/7');
  const { event } = (await answer.json()) as { readonly event: Readonly<Record<string, unknown>> };
  assert.deepEqual([event['pathParameters'], event['stageVariables']], [{ id: '7' }, { colour: 'red' }]);
  assert.equal((await call(aws, api, '/dev/toys')).status, 404);
  assert.match(
    await sh(`${v2} get-stage --api-id ${api} --stage-name dev --query LastDeploymentStatusMessage --output text`),
    /^Successfully deployed stage with deployment ID '[a-z0-9]{6}'$/,
  );
}

async function useDefinitions({ sh, workspace }: AwsCli): Promise<void> {
  const integration = { type: 'aws_proxy', httpMethod: 'POST', payloadFormatVersion: '2.0', uri: functionArn };
  const paths = { '/': { get: { 'x-amazon-apigateway-integration': integration } } };
  workspace.write('api.json', JSON.stringify({ openapi: '3.0.1', info: { title: 'imported' }, paths }));
  const api = await sh(`${v2} import-api --body file://api.json --query ApiId --output text`);
  await sh(`${v2} export-api --api-id ${api} --specification OAS30 --output-type JSON exported.json`);
  await sh(`${v2} reimport-api --api-id ${api} --body file://exported.json`);
  assert.equal(await sh(`${v2} get-routes --api-id ${api} --query 'Items[].RouteKey' --output text`), 'GET /');
  const names = await sh(`${v2} get-apis --page-size 1 --query 'Items[].Name' --output text`);
  assert.deepEqual(new Set(names.split(/\s/)), new Set(['shop', 'imported']));
}
