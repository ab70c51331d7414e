/** Answers that come while the function goes on, by the SDK and by a function URL. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  type LambdaClientConfig,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipFiles } from '../workspace.ts';

type Step = (area: string, name: string, body: () => Promise<void>) => Promise<void>;

const FunctionName = 'streams';

/** It writes, waits until it is told to go on, and writes again. */
const source = (origin: string): string => `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  if (event.version === '2.0') stream = awslambda.HttpResponseStream.from(stream, { statusCode: 203 });
  stream.write('first ');
  await fetch('${origin}');
  stream.end('second');
});\n`;

export async function useStreams(
  config: LambdaClientConfig & { readonly endpoint: string },
  step: Step,
): Promise<void> {
  const lambda = new LambdaClient(config);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await step('streaming', 'InvokeWithResponseStream', async () => {
      const ZipFile = zipFiles({ 'index.js': source(`http://127.0.0.1:${port}/`) });
      const Role = 'arn:aws:iam::000000000000:role/runner';
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Role,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: { ZipFile },
        }),
      );
      await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
      const told = nextRequest(server);
      const { EventStream = none() } = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName }));
      const seen: string[] = [];
      for await (const { PayloadChunk, InvokeComplete } of EventStream) {
        if (PayloadChunk !== undefined) seen.push(Buffer.from(PayloadChunk.Payload ?? []).toString());
        if (seen.length === 1) (await told).end();
        if (InvokeComplete !== undefined) seen.push(JSON.stringify(InvokeComplete));
      }
      assert.deepEqual(seen, ['first ', 'second', '{}']);
    });
    await step('streaming', 'a function URL', async () => {
      const { FunctionUrl = '' } = await lambda.send(
        new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' }),
      );
      const isPublic = { StatementId: 'public', Principal: '*', FunctionUrlAuthType: 'NONE' } as const;
      await lambda.send(new AddPermissionCommand({ FunctionName, Action: 'lambda:InvokeFunctionUrl', ...isPublic }));
      const id = new URL(FunctionUrl).host.split('.')[0];
      const told = nextRequest(server);
      const response = await fetch(`${config.endpoint}/_serin/lambda-url/${id}/`);
      assert.equal(response.status, 203);
      const seen: string[] = [];
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? none()) {
        seen.push(chunk);
        if (seen.length === 1) (await told).end();
      }
      assert.deepEqual(seen, ['first ', 'second']);
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function nextRequest(server: Server): Promise<ServerResponse> {
  // The second argument of the event is the response.
  return (await once(server, 'request'))[1] as ServerResponse;
}

async function* none() {
  yield* [];
}
