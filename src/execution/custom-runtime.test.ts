import { chmodSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ResponseSink } from './execution-host.ts';
import { HostFixture } from './process-host.fixture.ts';

const fixture = new HostFixture();
afterAll(() => fixture[Symbol.asyncDispose]());

/** A runtime of a few lines: `serve` is called with each event and its headers, `api` calls the Runtime API. */
function bootstrap(serve: string, before = ''): string {
  return `#!${process.execPath}
const root = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01';
const api = (method, path, body, headers) => fetch(root + path, { method, body, headers, ...(typeof body?.[Symbol.asyncIterator] === 'function' && { duplex: 'half' }) });
const post = (path, body, headers) => api('POST', '/runtime' + path, body, headers);
(async () => {
  ${before}
  for (;;) {
    const next = await api('GET', '/runtime/invocation/next');
    const id = next.headers.get('lambda-runtime-aws-request-id');
    const event = await next.json();
    await (${serve})({ id, event, next, answer: (body, headers) => post('/invocation/' + id + '/response', body, headers), fail: (body, headers) => post('/invocation/' + id + '/error', body, headers) });
  }
})();`;
}

/** A runtime that posts an answer and asks for the next event in one write, with no wait between. */
const pipelining = `#!${process.execPath}
const net = require('node:net');
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const socket = net.connect({ host, port, noDelay: true });
const root = '/2018-06-01/runtime/invocation/';
const next = 'GET ' + root + 'next HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n';
let [received, calls] = ['', 0];
socket.on('data', (chunk) => {
  received += chunk;
  for (let match; (match = /^HTTP\\/1\\.1 (\\d+)[^]*?\\r\\n\\r\\n/.exec(received)) !== null; ) {
    const length = Number(/^content-length: (\\d+)/im.exec(match[0])[1]);
    if (received.length < match[0].length + length) return;
    received = received.slice(match[0].length + length);
    if (match[1] !== '200') continue;
    const id = /^lambda-runtime-aws-request-id: (.*)\\r$/im.exec(match[0])[1];
    const body = JSON.stringify((calls += 1));
    const head = 'POST ' + root + id + '/response HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: ' + body.length;
    socket.write(head + '\\r\\n\\r\\n' + body + next);
  }
});
socket.write(next);
`;

function custom(source: string, members: Parameters<HostFixture['version']>[1] = {}) {
  return fixture.version({ bootstrap: source }, { runtime: 'provided.al2023', ...members });
}

const invocation = {
  requestId: 'request-stream',
  payload: Buffer.from('{}'),
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:checkout:live',
  wantsLogTail: true,
};

describe('a custom runtime', () => {
  it('serves event after event in one process', async () => {
    const spec = custom(
      bootstrap(
        '({ event, answer }) => { console.log("line"); return answer(JSON.stringify([++calls, event])); }',
        'globalThis.calls = 0;',
      ),
    );
    const first = await fixture.invoke(spec, { n: 1 }, { requestId: 'r-1' });
    expect(first.body).toEqual([1, { n: 1 }]);
    expect(first.outcome.logTail).toMatch(/^START RequestId: r-1 Version: 7\nline\nEND RequestId: r-1\nREPORT /);
    expect((await fixture.invoke(spec, { n: 2 })).body).toEqual([2, { n: 2 }]);
  });

  it('may be a shell script', async () => {
    const script = `#!/bin/sh
while true; do
  headers=$(mktemp)
  event=$(curl -sS -D "$headers" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next")
  id=$(sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: *\\([^[:space:]]*\\).*/\\1/p' "$headers")
  curl -sS -X POST "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response" -d "{\\"event\\":$event,\\"handler\\":\\"$_HANDLER\\"}" >/dev/null
done
`;
    const spec = custom(script, { handler: 'any' });
    expect((await fixture.invoke(spec, { a: 1 })).body).toEqual({ event: { a: 1 }, handler: 'any' });
    expect((await fixture.invoke(spec, { a: 2 })).body).toEqual({ event: { a: 2 }, handler: 'any' });
  });

  it.each([
    ['POST', '2020-01-01/extension/register'],
    ['GET', '2020-01-01/extension/event/next'],
    ['PUT', '2020-08-15/logs'],
    ['PUT', '2022-07-01/telemetry'],
  ])('is told by name that %s %s is not served', async (method, path) => {
    const call = `fetch("http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/${path}", { method: "${method}" })`;
    const answering = `async ({ answer }) => { const refused = await ${call}; return answer(JSON.stringify([refused.status, await refused.json()])); }`;
    const { body } = await fixture.invoke(custom(bootstrap(answering)), {});
    expect(body).toEqual([
      501,
      {
        errorMessage: expect.stringContaining(`${method} /${path} is not served`),
        errorType: 'Extension.NotSupported',
      },
    ]);
  });

  it('may answer and ask for the next event in one write', async () => {
    const spec = custom(pipelining);
    const bodies: unknown[] = [];
    for (let call = 0; call < 20; call += 1) bodies.push((await fixture.invoke(spec, { call })).body);
    expect(bodies).toEqual(Array.from({ length: 20 }, (_, call) => call + 1));
  });

  it('is told of the invocation in headers', async () => {
    const spec = custom(bootstrap('({ next, answer }) => answer(JSON.stringify(Object.fromEntries(next.headers)))'));
    const { body } = await fixture.invoke(
      spec,
      {},
      { requestId: 'r-1', traceId: 'Root=1', clientContext: '{"a":"é"}' },
    );
    expect(body).toMatchObject({
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': 'r-1',
      'lambda-runtime-deadline-ms': expect.stringMatching(/^\d{13}$/),
      'lambda-runtime-invoked-function-arn': `${spec.functionArn}:live`,
      'lambda-runtime-trace-id': 'Root=1',
      'lambda-runtime-client-context': '{"a":"\\u00e9"}',
    });
  });

  it("has AWS's variables, and none of the managed runtimes'", async () => {
    const { body } = await fixture.invoke(custom(bootstrap('({ answer }) => answer(JSON.stringify(process.env))')));
    expect(body).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: 'checkout',
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    expect(body).not.toHaveProperty('AWS_EXECUTION_ENV');
    expect(body).not.toHaveProperty('NODE_PATH');
  });

  it('fails in its own words', async () => {
    const spec = custom(
      bootstrap(
        '({ fail }) => fail(\'{"errorMessage":"no","errorType":"errorString"}\', { "Lambda-Runtime-Function-Error-Type": "Custom" })',
      ),
    );
    const { outcome } = await fixture.invoke(spec);
    expect(outcome.functionError).toBe('Unhandled');
    expect(Buffer.from(outcome.payload).toString()).toBe('{"errorMessage":"no","errorType":"errorString"}');
  });

  it('fails in its own words while it starts', async () => {
    const spec = custom(
      bootstrap(
        'null',
        `await post('/init/error', '{"errorMessage":"no start","errorType":"Runtime.NoStart"}', { 'Lambda-Runtime-Function-Error-Type': 'Runtime.NoStart' }); process.exit(1);`,
      ),
    );
    const { error, outcome } = await fixture.invoke(spec);
    expect(error).toEqual({ errorMessage: 'no start', errorType: 'Runtime.NoStart' });
    expect(outcome.logTail).toMatch(/\tStatus: error\tError Type: Runtime.NoStart\n$/);
  });

  it('streams its answer, which is handed on whole', async () => {
    const stream =
      'new ReadableStream({ async start(c) { c.enqueue(Buffer.from("[1,")); await new Promise(setImmediate); c.enqueue(Buffer.from("2]")); c.close(); } })';
    const spec = custom(
      bootstrap(`({ answer }) => answer(${stream}, { 'Lambda-Runtime-Function-Response-Mode': 'streaming' })`),
    );
    expect((await fixture.invoke(spec)).body).toEqual([1, 2]);
  });

  it('streams its answer to who takes it as it comes, and waits where there is no room', async () => {
    const room = Promise.withResolvers<void>();
    const full = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    let bytes = 0;
    const response: ResponseSink = {
      begin: (contentType) => void seen.push(contentType),
      write(chunk) {
        bytes += chunk.length;
        full.resolve();
        return room.promise;
      },
    };
    const stream =
      'new ReadableStream({ pull(c) { if (left-- > 0) c.enqueue(new Uint8Array(65536)); else c.close(); } })';
    const spec = custom(
      bootstrap(
        `({ answer }) => answer(${stream}, { 'Lambda-Runtime-Function-Response-Mode': 'streaming', 'Content-Type': 'text/plain' })`,
        'globalThis.left = 200;',
      ),
    );
    const answer = fixture.host.invoke(spec, { ...invocation, response });
    await full.promise;
    // What a request holds until it is read, and what came last.
    expect(bytes).toBeLessThanOrEqual(2 * 65_536);
    room.resolve();
    const { payload, functionError } = await answer;
    expect([payload.length, functionError, bytes, seen]).toEqual([0, undefined, 200 * 65_536, ['text/plain']]);
  });

  it.each([
    ['that streams', "'Lambda-Runtime-Function-Response-Mode': 'streaming',"],
    ['that does not say so, as Go', ''],
  ])('%s tells in trailers that it cannot finish', async (_, mode) => {
    const serve = `({ id }) => new Promise((resolve) => {
      const headers = { ${mode} Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body' };
      const request = require('node:http').request(root + '/runtime/invocation/' + id + '/response', { method: 'POST', headers }, resolve);
      request.write('half');
      const body = Buffer.from('{"errorType":"Function.Half","errorMessage":"no more"}').toString('base64');
      request.addTrailers({ 'Lambda-Runtime-Function-Error-Type': 'Function.Half', 'Lambda-Runtime-Function-Error-Body': body });
      request.end();
    })`;
    const spec = custom(bootstrap(serve));
    const half = { errorType: 'Function.Half', errorMessage: 'no more' };
    const { error, outcome } = await fixture.invoke(spec);
    expect([error, outcome.functionError]).toEqual([half, 'Unhandled']);
    const seen: string[] = [];
    const response: ResponseSink = {
      begin: () => undefined,
      write: (bytes) => void seen.push(Buffer.from(bytes).toString()),
    };
    const streamed = await fixture.invoke(spec, {}, { response });
    expect([seen, streamed.error]).toEqual([['half'], half]);
  });

  it('hands on what it answers to who takes it as it comes, whatever it says of it', async () => {
    const seen: string[] = [];
    const response: ResponseSink = {
      begin: (contentType) => void seen.push(contentType),
      write: (bytes) => void seen.push(Buffer.from(bytes).toString()),
    };
    const spec = custom(bootstrap(`({ answer }) => answer('{"n":1}', { 'Content-Type': 'application/json' })`));
    const { payload, functionError } = await fixture.host.invoke(spec, { ...invocation, response });
    expect([seen, payload.length, functionError]).toEqual([['application/json', '{"n":1}'], 0, undefined]);
  });

  it('may ask for its next event before it has heard that its stream was taken', async () => {
    const serve = `async ({ event, answer }) => {
      const body = new ReadableStream({ pull(c) { c.enqueue(Buffer.from(JSON.stringify(event.n))); c.close(); } });
      answer(body, { 'Lambda-Runtime-Function-Response-Mode': 'streaming' }).catch(() => undefined);
    }`;
    const spec = custom(bootstrap(serve));
    for (let n = 0; n < 20; n += 1) expect((await fixture.invoke(spec, { n })).body).toBe(n);
  });

  it('that breaks off its answer and asks for the next event has failed', async () => {
    const serve = `({ id }) => new Promise((resolve) => {
      const headers = { 'Lambda-Runtime-Function-Response-Mode': 'streaming' };
      const request = require('node:http').request(root + '/runtime/invocation/' + id + '/response', { method: 'POST', headers });
      request.on('error', () => setTimeout(resolve, 50));
      request.write('half', () => request.destroy(new Error('over')));
    })`;
    const { error } = await fixture.invoke(custom(bootstrap(serve)));
    expect(error).toEqual({ errorType: 'Runtime.TruncatedResponse' });
  });

  it('is refused what AWS refuses, and goes on', async () => {
    const serve = `async ({ id, answer, fail }) => {
      const seen = [];
      const note = async (call) => { const response = await call; seen.push([response.status, await response.json()]); };
      await note(post('/invocation/other/response', '1'));
      await note(post('/init/error', '{}'));
      globalThis.last ??= [];
      const mine = globalThis.last;
      globalThis.last = [];
      await answer(JSON.stringify([...seen, ...mine]));
      const second = await answer('2');
      globalThis.last.push([second.status, await second.json()]);
    }`;
    const spec = custom(bootstrap(serve));
    const transition = (from: string, to: string) => ({
      errorMessage: `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
      errorType: 'InvalidStateTransition',
    });
    const always = [
      [400, { errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' }],
      [403, transition('Running', 'InitError')],
    ];
    expect((await fixture.invoke(spec)).body).toEqual(always);
    expect((await fixture.invoke(spec)).body).toEqual([
      ...always,
      [403, transition('RuntimeResponseSentState', 'InvocationResponse')],
    ]);
  });

  it('that answers too much is told so, and so is the caller', async () => {
    const spec = custom(
      bootstrap(
        `async ({ answer, event }) => { const { status } = await answer(event.long ? 'x'.repeat(6291557) : JSON.stringify(globalThis.status)); globalThis.status = status; }`,
      ),
    );
    expect((await fixture.invoke(spec, { long: true })).error.errorType).toBe('Function.ResponseSizeTooLarge');
    expect((await fixture.invoke(spec)).body).toBe(413);
  });

  it('that ends after its answer is started again for the next event', async () => {
    const spec = custom(
      bootstrap('async ({ answer }) => { await answer(String(performance.timeOrigin)); process.exit(0); }'),
    );
    const [first, second] = [await fixture.invoke(spec), await fixture.invoke(spec)];
    expect(first.body).not.toBe(second.body);
    expect(second.outcome.functionError).toBeUndefined();
  });

  it('that never asks for its next event is ended when its time is over', async () => {
    const source = bootstrap(
      'async ({ answer }) => { await answer(String(performance.timeOrigin)); await new Promise((resolve) => setTimeout(resolve, 1e6)); }',
    );
    const spec = custom(source, { timeoutMs: 1000 });
    const [first, second] = [await fixture.invoke(spec), await fixture.invoke(spec)];
    expect(second.body).not.toBe(first.body);
    expect(second.outcome.functionError).toBeUndefined();
  });

  it.each([
    ['exits', '#!/bin/sh\nexit 5\n', 'Runtime.ExitError', 'Runtime exited with error: exit status 5'],
    [
      'has no interpreter',
      '#!/no/such\n',
      'Runtime.InvalidEntrypoint',
      'fork/exec /var/task/bootstrap: no such file or directory',
    ],
    ['names no interpreter', 'echo', 'Runtime.InvalidEntrypoint', 'fork/exec /var/task/bootstrap: exec format error'],
    [
      'is a program for another processor',
      `\x7fELF${'\0'.repeat(60)}`,
      'Runtime.InvalidEntrypoint',
      'fork/exec /var/task/bootstrap: exec format error',
    ],
  ])('whose bootstrap %s is told so', async (_what, source, errorType, reason) => {
    const { error } = await fixture.invoke(custom(source), {}, { requestId: 'r-1' });
    expect(error).toEqual({ errorType, errorMessage: `RequestId: r-1 Error: ${reason}` });
  });

  it('without a bootstrap is told so', async () => {
    const { error, outcome } = await fixture.invoke(
      fixture.version({ other: '' }, { runtime: 'provided.al2' }),
      {},
      { requestId: 'r-1' },
    );
    expect(error).toEqual({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: "RequestId: r-1 Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
    });
    expect(outcome.logTail).toMatch(
      /Couldn't find valid bootstrap\(s\): .*\nRuntime.InvalidEntrypoint\nEND .*\nREPORT .*\tStatus: error\tError Type: Runtime.InvalidEntrypoint\n$/,
    );
  });

  it('whose bootstrap is not executable is told so', async () => {
    const spec = custom('#!/bin/sh\n');
    chmodSync(path.join(spec.codePath, 'bootstrap'), 0o644);
    expect((await fixture.invoke(spec)).error.errorMessage).toMatch(
      /fork\/exec \/var\/task\/bootstrap: permission denied$/,
    );
  });

  it('may come from a layer', async () => {
    const layer = fixture.pack({ bootstrap: bootstrap('({ answer }) => answer(\'"layer"\')') });
    expect(
      (await fixture.invoke(fixture.version({ data: '' }, { runtime: 'provided.al2023', layerPaths: [layer] }))).body,
    ).toBe('layer');
  });
});
