/** Functions called by their URLs. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddPermissionCommandInput, CreateFunctionUrlConfigCommandInput } from '@aws-sdk/client-lambda';
import { invocation, type Replay, type Scenario } from '../../scenario.ts';
import { fn, nodeFunction, pythonFunction } from './functions.ts';

const permission = {
  ...fn,
  StatementId: 'urlPermission',
  Action: 'lambda:InvokeFunctionUrl',
  Principal: '*',
  FunctionUrlAuthType: 'NONE',
} as const satisfies AddPermissionCommandInput;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface UrlRequest {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends to the platform what is meant for a function URL, whose name not every machine resolves. */
export async function callUrl(s: Replay, functionUrl: string, call: UrlRequest = {}): Promise<Answer> {
  const { host } = new URL(functionUrl);
  const { path = '/', method = 'GET', headers = {}, body = '' } = call;
  const sent = request(s.platform.endpoint, { path, method, headers: { host, ...headers } });
  const answered = Promise.withResolvers<Answer>();
  sent.on('error', answered.reject);
  sent.on('response', (response) => {
    const { statusCode: status = 0, headers } = response;
    text(response).then((body) => answered.resolve({ status, headers, body }), answered.reject);
  });
  sent.end(body);
  return answered.promise;
}

/** Opens a function's URL to all. */
export async function openUrl(s: Replay, input: Partial<CreateFunctionUrlConfigCommandInput> = {}): Promise<string> {
  const config = s.lambda.createFunctionUrlConfig({ ...fn, AuthType: 'NONE', ...input });
  const { FunctionUrl = '' } = await s.item('create_lambda_url_config', config);
  await s.item('add_permission', s.lambda.addPermission(permission));
  return FunctionUrl;
}

/** What the function of a recorded case gave back, in Python. */
const results: Readonly<Record<string, string>> = {
  dict: '{"hello": "world"}',
  'http-response': '{"statusCode": 200, "body": "body123"}',
  'http-response-json': '{"statusCode": 200, "body": \'{"hello": "world"}\'}',
  'list-mixed': '["hello", 3, True]',
  string: '"hello"',
  integer: '3',
  float: '3.1',
  boolean: 'True',
};

/** Answers as a server does that echoes the request. */
const httpEchoFunction = `
exports.handler = async ({ rawPath, queryStringParameters, headers, body, requestContext }) => {
  const kept = Object.entries(headers).filter(([name]) => !name.startsWith('x-'));
  const { domainName: domain, http } = requestContext;
  const { method, sourceIp: origin } = http;
  const args = queryStringParameters ?? {};
  const data = headers['content-type'] === 'application/json' ? JSON.parse(body) : body;
  return { args, data, domain, headers: Object.fromEntries(kept), method, origin, path: rawPath };
};
`;

export const calledUrlScenarios: readonly Scenario[] = [
  ...Object.entries(results).map(([kind, result]) =>
    invocation(`TestLambdaURL::test_lambda_url_invocation[${kind}]`, async (s) => {
      await s.prepare(pythonFunction(s, `def handler(event, context):\n    return ${result}\n`));
      const { status, headers, body } = await callUrl(s, await openUrl(s));
      s.value('lambda_url_invocation', {
        statuscode: status,
        headers: { 'Content-Length': headers['content-length'], 'Content-Type': headers['content-type'] },
        content: body,
      });
    }),
  ),

  ...([undefined, 'BUFFERED', 'RESPONSE_STREAM'] as const).map((InvokeMode) =>
    invocation(`TestLambdaURL::test_lambda_url_echo_invoke[${InvokeMode ?? 'None'}]`, async (s) => {
      const source = 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });\n';
      await s.prepare(nodeFunction(s, source));
      const url = await openUrl(s, InvokeMode === undefined ? {} : { InvokeMode });
      const { status, body } = await callUrl(s, url, { path: '/path?q=1', method: 'POST', body: 'text' });
      // The upstream test reads a URL's streamed answer as what the handler returned, status code and all.
      const text = InvokeMode === 'RESPONSE_STREAM' ? (JSON.parse(body) as { readonly body: string }).body : body;
      const event = JSON.parse(text) as { readonly rawPath?: string; readonly rawQueryString?: string };
      s.assert(status === 200 && event.rawPath === '/path' && event.rawQueryString === 'q=1', 'the event comes back');
    }),
  ),

  invocation('TestLambdaURL::test_lambda_url_invocation_exception', async (s) => {
    await s.prepare(pythonFunction(s, 'def handler(event, context):\n    raise Exception("no")\n'));
    await s.item('get_fn_result', s.lambda.getFunction(fn));
    const { status, body } = await callUrl(s, await openUrl(s));
    s.assert(status === 502 && body === 'Internal Server Error', 'a failing function is a bad gateway');
  }),

  invocation('TestLambdaURL::test_lambda_update_function_url_config', async (s) => {
    await s.prepare(nodeFunction(s, 'exports.handler = async () => {};\n'));
    const create = s.lambda.createFunctionUrlConfig({ ...fn, AuthType: 'NONE', InvokeMode: 'BUFFERED' });
    await s.item('create_lambda_url_config', create);
    await s.item('get_url_config', s.lambda.getFunctionUrlConfig(fn));
    const stream = { ...fn, InvokeMode: 'RESPONSE_STREAM' } as const;
    await s.item('modify_lambda_url_config', s.lambda.updateFunctionUrlConfig(stream));
    await s.item('get_url_config_2', s.lambda.getFunctionUrlConfig(fn));
    const same = { ...fn, AuthType: 'NONE' } as const;
    await s.item('modify_lambda_url_config_none', s.lambda.updateFunctionUrlConfig(same));
    await s.item('get_url_config_3', s.lambda.getFunctionUrlConfig(fn));
  }),

  invocation('TestLambdaURL::test_lambda_url_invalid_invoke_mode', async (s) => {
    await s.prepare(nodeFunction(s, 'exports.handler = async () => {};\n'));
    // The recorded test sent on purpose what no type admits.
    const invalid = { ...fn, AuthType: 'NONE', InvokeMode: 'UNKNOWN' as 'BUFFERED' } as const;
    await s.refusal('invoke_function_invalid_invoke_type', s.lambda.createFunctionUrlConfig(invalid));
  }),

  invocation('TestLambdaURL::test_lambda_url_persists_after_alias_delete', async (s) => {
    const alias = { ...fn, Qualifier: 'alias' };
    await s.prepare(nodeFunction(s, 'exports.handler = async () => "hi";\n', { Publish: true }));
    await s.lambda.createAlias({ ...fn, Name: 'alias', FunctionVersion: '1' });
    const config = s.lambda.createFunctionUrlConfig({ ...alias, AuthType: 'NONE', InvokeMode: 'BUFFERED' });
    const { FunctionUrl = '' } = await s.item('create_lambda_url_config', config);
    await s.lambda.addPermission({ ...permission, ...alias });
    const before = await callUrl(s, FunctionUrl);
    s.value('invoke_aliased_url_response', { status_code: before.status });
    await s.item('delete_alias_resp', s.lambda.deleteAlias({ ...fn, Name: 'alias' }));
    const { status, headers, body } = await callUrl(s, FunctionUrl);
    s.value('invoke_deleted_alias_url_response_delayed', {
      status_code: status,
      headers: { 'x-amzn-ErrorType': headers['x-amzn-errortype'] },
      content: body,
    });
  }),

  invocation('TestLambdaURL::test_function_url_with_response_streaming', async (s) => {
    const source = `
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('Hello, ');
  stream.write('world!');
  stream.end();
});
`;
    await s.prepare(nodeFunction(s, source));
    const config = { ...fn, AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' } as const;
    const { FunctionUrl = '' } = await s.lambda.createFunctionUrlConfig(config);
    await s.lambda.addPermission(permission);
    const { status, body } = await callUrl(s, FunctionUrl);
    s.value('response_status', status);
    s.value('response_data', body);
  }),

  invocation('TestLambdaURL::test_lambda_url_echo_http_fixture_trim_x_headers', async (s) => {
    await s.prepare(nodeFunction(s, httpEchoFunction));
    const { FunctionUrl = '' } = await s.lambda.createFunctionUrlConfig({ ...fn, AuthType: 'NONE' });
    await s.lambda.addPermission(permission);
    const headers = {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate',
      'content-length': '14',
      'content-type': 'application/json',
      'ExTrA-HeADErs': 'With WeiRd CapS',
      'user-agent': 'test/echo',
    };
    const call = { path: '/path/1?q=query', method: 'POST', headers, body: '{"foo": "bar"}' };
    s.value('url_response', JSON.parse((await callUrl(s, FunctionUrl, call)).body));
  }),

  invocation('TestLambdaURL::test_lambda_url_form_payload', async (s) => {
    await s.prepare(nodeFunction(s, httpEchoFunction));
    const { FunctionUrl = '' } = await s.lambda.createFunctionUrlConfig({ ...fn, AuthType: 'NONE' });
    await s.lambda.addPermission(permission);
    // The recorded form, which the function was handed in base64.
    const body = Buffer.from(s.recordedText('url_response', 'data'), 'base64').toString();
    const headers = {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate',
      'content-length': String(body.length),
      'content-type': 'multipart/form-data; boundary=4efd159eae0c4f4e125a5a509e073d85',
      'user-agent': 'python/test-request',
    };
    const answer = await callUrl(s, FunctionUrl, { path: '/test/value', method: 'POST', headers, body });
    s.value('url_response', JSON.parse(answer.body));
  }),

  invocation('TestLambdaPermissions::test_lambda_permission_url_invocation', async (s) => {
    await s.prepare(nodeFunction(s, 'exports.handler = async () => "hi";\n'));
    const { FunctionUrl = '' } = await s.lambda.createFunctionUrlConfig({ ...fn, AuthType: 'NONE' });
    const { body } = await callUrl(s, FunctionUrl);
    s.value('lambda_url_invocation_missing_permission', body);
  }),
];
