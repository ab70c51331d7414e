/** Answers that functions stream, through AWS's own client and plain HTTP. That a function still runs is proven by what it waits for. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeWithResponseStreamCommand, type InvokeWithResponseStreamCommandInput } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { openApiStage } from './api-stage.ts';

/** What functions call to tell the test how far they are; they go on when the test answers. */
async function openSignals() {
  const calls: { readonly path: string; readonly response: ServerResponse }[] = [];
  const waiting: ((call: (typeof calls)[number]) => void)[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const call = { path: request.url ?? '', response };
    const next = waiting.shift();
    if (next === undefined) calls.push(call);
    else next(call);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    /** The next call of a function, as soon as it comes. */
    next: () =>
      new Promise<(typeof calls)[number]>((resolve) => {
        const call = calls.shift();
        if (call === undefined) waiting.push(resolve);
        else resolve(call);
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function openStage(source: string) {
  const signals = await openSignals();
  const prelude = `const signals = '${signals.origin}'; const signal = (path) => fetch(signals + path); let calls = 0;\n`;
  const stage = await openApiStage(prelude + source);
  const limit = async (Timeout: number): Promise<void> => {
    await stage.lambda.updateFunctionConfiguration({ FunctionName: 'checkout', Timeout });
    await stage.platform.advance(10_000);
  };
  // A busy machine may take longer than AWS's three seconds.
  await limit(120);
  const urlOf = async (InvokeMode: 'BUFFERED' | 'RESPONSE_STREAM'): Promise<string> => {
    const { FunctionUrl = '' } = await stage.lambda.createFunctionUrlConfig({
      FunctionName: 'checkout',
      AuthType: 'NONE',
      InvokeMode,
    });
    await stage.lambda.addPermission({
      FunctionName: 'checkout',
      StatementId: 'url',
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    });
    const id = /\/\/([a-z0-9]+)\.lambda-url/.exec(FunctionUrl)?.[1];
    return `${stage.platform.endpoint}/_serin/lambda-url/${id}/`;
  };
  return {
    ...stage,
    signals,
    limit,
    urlOf,
    async stream(event: unknown = {}, input: Partial<InvokeWithResponseStreamCommandInput> = {}) {
      const Payload = Buffer.from(JSON.stringify(event));
      const answer = await stage.lambda.send(
        new InvokeWithResponseStreamCommand({ FunctionName: 'checkout', Payload, ...input }),
      );
      return { answer, events: texts(answer.EventStream ?? none()) };
    },
    async [Symbol.asyncDispose]() {
      await signals[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}

async function* none() {
  yield* [];
}

interface StreamEvent {
  readonly PayloadChunk?: { readonly Payload?: Uint8Array | undefined } | undefined;
}

/** The events, with bytes as text. */
async function* texts(stream: AsyncIterable<StreamEvent>): AsyncGenerator<unknown, undefined> {
  for await (const event of stream)
    yield event.PayloadChunk === undefined ? event : Buffer.from(event.PayloadChunk.Payload ?? []).toString();
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const story = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
  if (event.version === '2.0') {
    const headers = { 'Content-Type': 'text/plain', 'X-Kind': 'story' };
    stream = awslambda.HttpResponseStream.from(stream, { statusCode: 203, headers, cookies: ['a=1'] });
  }
  stream.write('once ');
  await signal('/written');
  stream.write('upon ');
  stream.end('a time');
});`;

test('the first chunk of a streamed answer comes while the function goes on', async () => {
  await using stage = await openStage(story);
  const { answer, events } = await stage.stream({}, { LogType: 'Tail' });
  expect(answer).toMatchObject({
    ExecutedVersion: '$LATEST',
    ResponseStreamContentType: 'application/vnd.amazon.eventstream',
  });
  expect((await events.next()).value).toBe('once ');
  (await stage.signals.next()).response.end();
  const rest = await all(events);
  expect(rest.slice(0, -1).join('')).toBe('upon a time');
  const { InvokeComplete } = rest.at(-1) as { readonly InvokeComplete: { readonly LogResult: string } };
  expect(Object.keys(InvokeComplete)).toEqual(['LogResult']);
  expect(Buffer.from(InvokeComplete.LogResult, 'base64').toString()).toMatch(/^START [^]*\nEND [^]*\nREPORT /);
});

test("a function URL that streams answers with the handler's own head, and then as the function goes on", async () => {
  await using stage = await openStage(story);
  const response = await fetch(await stage.urlOf('RESPONSE_STREAM'));
  expect([response.status, response.headers.get('content-type'), response.headers.get('x-kind')]).toEqual([
    203,
    'text/plain',
    'story',
  ]);
  expect(response.headers.getSetCookie()).toEqual(['a=1']);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe('once ');
  (await stage.signals.next()).response.end();
  let rest = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) rest += read.value;
  expect(rest).toBe('upon a time');
});

test('who asks for the answer whole gets it whole', async () => {
  const source = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
    for (const part of ['{"statusCode":', '201,', '"body":"whole"}']) stream.write(part);
    stream.end();
  });`;
  await using stage = await openStage(source);
  const { Payload, FunctionError } = await stage.lambda.invoke({ FunctionName: 'checkout' });
  expect([Payload?.transformToString(), FunctionError]).toEqual(['{"statusCode":201,"body":"whole"}', undefined]);
  const response = await fetch(await stage.urlOf('BUFFERED'));
  expect([response.status, await response.text()]).toEqual([201, 'whole']);
});

test('what an ordinary handler returns is one chunk, and the body of a URL that streams', async () => {
  await using stage = await openStage('export const handler = async () => ({ statusCode: 201, body: "whole" });');
  const { events } = await stage.stream();
  expect(await all(events)).toEqual(['{"statusCode":201,"body":"whole"}', { InvokeComplete: {} }]);
  const response = await fetch(await stage.urlOf('RESPONSE_STREAM'));
  expect([response.status, await response.json()]).toEqual([200, { statusCode: 201, body: 'whole' }]);
});

test('a function that fails after it has begun to answer says so at the end, and a URL breaks off', async () => {
  const source = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
    stream.write('half');
    await signal('/written');
    const how = event.how ?? event.queryStringParameters.how;
    if (how === 'exit') process.exit(3);
    if (how === 'uncaught') setTimeout(() => { throw new RangeError('late'); });
    if (how !== 'throw') await new Promise((resolve) => setTimeout(resolve, 1e9));
    throw new TypeError('no more');
  });`;
  await using stage = await openStage(source);
  const url = await stage.urlOf('RESPONSE_STREAM');
  for (const [how, errorType] of [
    ['throw', 'TypeError'],
    ['exit', 'Runtime.ExitError'],
    ['uncaught', 'RangeError'],
    ['timeout', 'Sandbox.Timedout'],
  ] as const) {
    if (how === 'timeout') await stage.limit(5);
    const { events } = await stage.stream({ how });
    expect((await events.next()).value).toBe('half');
    (await stage.signals.next()).response.end();
    const [last, ...more] = await all(events);
    expect(more).toEqual([]);
    expect(last).toEqual({ InvokeComplete: { ErrorCode: 'Unhandled', ErrorDetails: expect.any(String) } });
    const { InvokeComplete } = last as { readonly InvokeComplete: { readonly ErrorDetails: string } };
    expect(JSON.parse(InvokeComplete.ErrorDetails)).toMatchObject({ errorType });
  }
  const response = await fetch(`${url}?how=throw`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect([response.status, (await reader.read()).value]).toEqual([200, 'half']);
  (await stage.signals.next()).response.end();
  await expect(reader.read()).rejects.toThrow('terminated');
});

const flood = `import { once } from 'node:events';
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const chunk = Buffer.alloc(65_536, 'x');
    for (let written = 0; written < 600; written += 1) {
      if (stream.write(chunk)) continue;
      const stuck = setTimeout(() => signal('/stuck/' + written), 1000);
      await once(stream, 'drain');
      clearTimeout(stuck);
    }
    stream.end();
    await signal('/ended/' + ++calls);
  });`;

test('a client that does not read makes the function wait, and gets all of its answer in the end', async () => {
  await using stage = await openStage(flood);
  const response = await fetch(await stage.urlOf('RESPONSE_STREAM'));
  const stuck = await stage.signals.next();
  const chunks = Number(/^\/stuck\/(\d+)$/.exec(stuck.path)?.[1]);
  stuck.response.end();
  // The system's own buffers hold some megabytes on the way, and Serin hardly any.
  expect(chunks).toBeLessThan(400);
  const reading = response.arrayBuffer();
  (await stage.signals.next()).response.end();
  expect((await reading).byteLength).toBe(600 * 65_536);
});

test('a client that hangs up leaves the function running to its end, and its environment serves on', async () => {
  await using stage = await openStage(flood.replace('const chunk', "await signal('/begun'); const chunk"));
  const url = await stage.urlOf('RESPONSE_STREAM');
  for (const [index, when] of ['before the first chunk', 'after it'].entries()) {
    const hangUp = new AbortController();
    const answer = fetch(url, { signal: hangUp.signal });
    const begun = await stage.signals.next();
    if (when === 'before the first chunk') {
      hangUp.abort();
      await expect(answer).rejects.toThrow('aborted');
    }
    begun.response.end();
    if (when === 'after it') {
      await (await answer).body!.getReader().read();
      hangUp.abort();
    }
    let signal = await stage.signals.next();
    while (signal.path.startsWith('/stuck/')) {
      signal.response.end();
      signal = await stage.signals.next();
    }
    expect(signal.path).toBe(`/ended/${index + 1}`);
    signal.response.end();
  }
});
