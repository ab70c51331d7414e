import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ResponseSink } from './execution-host.ts';
import { HostFixture } from './process-host.fixture.ts';
import { windowBytesMax } from './output-reader.ts';

const fixture = new HostFixture({ idleTimeoutMs: 2000 });
afterAll(() => fixture[Symbol.asyncDispose]());

async function run(source: string, event: unknown = {}, runtime = 'nodejs22.x') {
  return await fixture.invoke(fixture.node(source, { runtime }), event);
}

describe('a handler is found', () => {
  const named = 'exports.a = { b: { c: async () => "nested" } }; exports.handler = async () => "plain";';

  it.each([
    ['index.js', 'index.handler', 'plain'],
    ['index.cjs', 'index.handler', 'plain'],
    ['src/deep/app.js', 'src/deep/app.handler', 'plain'],
    ['src/app.js', 'src/app.a.b.c', 'nested'],
  ])('in %s as %s', async (file, handler, wanted) => {
    const { body } = await fixture.invoke(fixture.version({ [file]: named }, { handler }));
    expect(body).toBe(wanted);
  });

  it.each([
    [{ 'index.mjs': 'export const handler = async () => import.meta.url.endsWith("index.mjs");' }],
    [{ 'index.js': 'export const handler = async () => true;', 'package.json': '{"type":"module"}' }],
    [{ 'index.mjs': 'export default { handler: async () => true };' }],
    [{ 'index.mjs': 'await Promise.resolve(); export const handler = async () => true;' }],
  ])('in an ES module (%#)', async (files) => {
    expect((await fixture.invoke(fixture.version(files))).body).toBe(true);
  });

  it('with its packages, and those of layers, from CommonJS and ES modules', async () => {
    const [first, second] = ['one', 'two'].map((value) =>
      fixture.pack({
        'nodejs/node_modules/shared/index.js': `module.exports = '${value}';`,
        [`nodejs/node_modules/${value}/index.js`]: `module.exports = '${value}';`,
      }),
    );
    const layerPaths = [first ?? '', second ?? ''];
    const common = fixture.node('exports.handler = async () => ["shared", "one", "two"].map(require);', { layerPaths });
    expect((await fixture.invoke(common)).body).toEqual(['two', 'one', 'two']);
    const source = 'import shared from "shared"; export const handler = async () => shared;';
    expect((await fixture.invoke(fixture.version({ 'index.mjs': source }, { layerPaths }))).body).toBe('two');
  });

  it('with the AWS SDK, which is not in the package', async () => {
    const source = 'exports.handler = async () => typeof require("@aws-sdk/client-codedeploy").CodeDeployClient;';
    expect((await run(source)).body).toBe('function');
    const module =
      'import { LambdaClient } from "@aws-sdk/client-lambda"; export const handler = async () => typeof LambdaClient;';
    expect((await fixture.invoke(fixture.version({ 'index.mjs': module }))).body).toBe('function');
  });

  it('but not with what is installed around the data folder', async () => {
    const around = path.join(fixture.folder, 'node_modules', 'around');
    mkdirSync(around, { recursive: true });
    writeFileSync(path.join(around, 'index.js'), 'module.exports = "around";');
    const { error } = await run('require("around"); exports.handler = async () => 1;');
    expect(error).toMatchObject({ errorType: 'Runtime.ImportModuleError' });
    expect(error.errorMessage).toMatch(/^Error: Cannot find module 'around'\nRequire stack:\n- /);
    const caught = 'exports.handler = () => import("around").catch((error) => error.code);';
    expect((await run(caught)).body).toBe('ERR_MODULE_NOT_FOUND');
  });

  it("with the runtime's AWS SDK, whatever is installed around the data folder", async () => {
    const around = path.join(fixture.folder, 'node_modules', '@aws-sdk', 'client-sts');
    mkdirSync(around, { recursive: true });
    writeFileSync(path.join(around, 'index.js'), 'exports.STSClient = "around";');
    const source = 'exports.handler = async () => typeof require("@aws-sdk/client-sts").STSClient;';
    expect((await run(source)).body).toBe('function');
    const esm = 'import { STSClient } from "@aws-sdk/client-sts"; export const handler = async () => typeof STSClient;';
    expect((await fixture.invoke(fixture.version({ 'index.mjs': esm }))).body).toBe('function');
  });

  it('but nothing else of Serin', async () => {
    expect((await run('require("kysely"); exports.handler = async () => 1;')).error.errorType).toBe(
      'Runtime.ImportModuleError',
    );
  });
});

describe('a handler answers', () => {
  it.each([
    ['async (event) => ({ got: event })', { got: { n: 1 } }],
    ['async () => undefined', null],
    ['() => "ignored without a promise"', null],
    ['(event, context, callback) => callback(null, event.n)', 1],
    ['(event, context, callback) => setTimeout(() => callback(null, "later"), 5)', 'later'],
    ['(event, context) => context.succeed("succeeded")', 'succeeded'],
    ['(event, context) => context.done(null, "done")', 'done'],
    ['async () => Buffer.from("a")', { type: 'Buffer', data: [97] }],
  ])('%s', async (handler, wanted) => {
    const { body, outcome } = await run(`exports.handler = ${handler};`, { n: 1 });
    expect(body).toEqual(wanted);
    expect(outcome.functionError).toBeUndefined();
  });

  it('after the event loop has emptied, unless it says otherwise', async () => {
    const source = `const order = [];
      exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = event.waits;
        order.length = 0;
        setTimeout(() => order.push('timer'), 20);
        callback(null, order);
      };`;
    expect((await run(source, { waits: true })).body).toEqual(['timer']);
    expect((await run(source, { waits: false })).body).toEqual([]);
  });

  it('with a stream, which is handed on whole', async () => {
    const source = `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
      stream.write('{"id":"' + context.awsRequestId + '",');
      setTimeout(() => stream.end('"n":' + event.n + '}'), 5);
    });`;
    expect((await run(source, { n: 3 })).body).toEqual({ id: expect.stringMatching(/^request-/), n: 3 });
  });

  it('with a stream of what is no text, and says at once what it is', async () => {
    const source = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.setContentType('application/json');
      stream.write({ a: 1 });
      try { stream.setContentType('text/plain'); } catch (error) { stream.write(error.name + ': ' + error.message); }
      stream.end();
    });`;
    const seen: string[] = [];
    const response: ResponseSink = {
      begin: (contentType) => void seen.push(contentType),
      write: (bytes) => void seen.push(Buffer.from(bytes).toString()),
    };
    const payload = Buffer.from('{}');
    const invokedFunctionArn = 'arn:aws:lambda:eu-west-1:000000000000:function:checkout';
    const request = { requestId: 'r-1', payload, invokedFunctionArn, wantsLogTail: false, response };
    await fixture.host.invoke(fixture.node(source), request);
    const late = 'Runtime.InvalidStreamingOperation: Cannot set content-type, too late.';
    expect(seen).toEqual(['application/json', '{"a":1}', late]);
  });

  it.each([
    ['its time is over', 'await new Promise((resolve) => stream.end(resolve));', 'Sandbox.Timedout'],
    ['its process ends', 'setTimeout(() => process.exit(3), 100);', 'Runtime.ExitError'],
  ])('with a stream that nobody reads, until %s', async (_, rest, errorType) => {
    const source = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      for (let count = 0; count < 100; count += 1) stream.write(Buffer.alloc(65536));
      ${rest}
    });`;
    let bytes = 0;
    const response: ResponseSink = {
      begin: () => undefined,
      write(chunk) {
        bytes += chunk.length;
        return new Promise(() => undefined);
      },
    };
    const spec = fixture.node(source, { timeoutMs: 3000 });
    expect((await fixture.invoke(spec, {}, { response })).error.errorType).toBe(errorType);
    expect(bytes).toBeLessThan(20 * 65_536);
    // What is left of it is no part of the next answer.
    const next = fixture.invoke(spec, {}, { response: { begin: () => undefined, write: () => undefined } });
    expect((await next).error.errorType).toBe(errorType === 'Sandbox.Timedout' ? undefined : errorType);
  });

  it('a megabyte as it was given', async () => {
    const text = 'ä'.repeat(500_000);
    expect((await run('exports.handler = async (event) => event;', { text })).body).toEqual({ text });
  });

  it('with its context', async () => {
    const spec = fixture.node(`exports.handler = async (event, context) => ({
      ...context, remaining: context.getRemainingTimeInMillis(), keys: Object.keys(context), trace: process.env._X_AMZN_TRACE_ID });`);
    const { body } = await fixture.invoke(
      spec,
      {},
      { requestId: 'r-1', clientContext: '{"custom":{"a":"é"}}', traceId: 'Root=1' },
    );
    expect(body).toMatchObject({
      functionName: 'checkout',
      functionVersion: '7',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/checkout',
      logStreamName: fixture.lines.at(-1)?.stream,
      invokedFunctionArn: `${spec.functionArn}:live`,
      awsRequestId: 'r-1',
      clientContext: { custom: { a: 'é' } },
      callbackWaitsForEmptyEventLoop: true,
      trace: 'Root=1',
    });
    expect(body).toHaveProperty('remaining', expect.any(Number));
    expect(body).toHaveProperty('keys', expect.arrayContaining(['identity', 'done', 'succeed', 'fail']));
  });
});

describe('a handler fails', () => {
  it.each([
    ['async () => { throw new TypeError("no good"); }', 'TypeError', 'no good'],
    ['() => { throw new RangeError("at once"); }', 'RangeError', 'at once'],
    ['(event, context, callback) => callback(new Error("called back"))', 'Error', 'called back'],
    ['(event, context, callback) => callback("text")', 'string', 'text'],
    ['async () => { throw "text"; }', 'string', 'text'],
    ['(event, context) => context.fail()', 'string', 'handled'],
    ['async () => { const a = {}; a.a = a; return a; }', 'Error', 'Unable to stringify response body'],
    [
      'async () => new Promise(() => undefined)',
      'Runtime.NodeJsExit',
      expect.stringContaining('a Promise that was never settled'),
    ],
    [
      'async () => { Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 1e4)); }',
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
    [
      'async () => { setTimeout(() => { throw new Error("out of reach"); }); await new Promise((r) => setTimeout(r, 1e4)); }',
      'Error',
      'out of reach',
    ],
    ['awslambda.streamifyResponse(async () => undefined)', 'Error', 'Response stream is not finished.'],
  ])('%s', async (handler, errorType, errorMessage) => {
    const { outcome, error } = await run(`exports.handler = ${handler};`);
    expect(outcome.functionError).toBe('Unhandled');
    expect(error).toEqual({ errorType, errorMessage, trace: expect.any(Array) });
    if (errorType !== 'string') expect(error.trace?.[0]).toMatch(`${errorType}: `);
  });

  it('in the order of members that AWS writes', async () => {
    const { outcome } = await run('exports.handler = async () => { throw new Error("x"); };');
    expect(Buffer.from(outcome.payload).toString()).toMatch(
      /^{"errorType":"Error","errorMessage":"x","trace":\["Error: x","    at /,
    );
  });

  it('with its files by the names that they have on AWS', async () => {
    const { error } = await run('exports.handler = async () => { throw new Error("x"); };');
    expect(error.trace?.[1]).toMatch(/\(\/var\/task\/\w+\.js:1:\d+\)$/);
  });

  it('and after an error outside of its reach a new process serves the next event', async () => {
    const spec = fixture.node(`let n = 0; exports.handler = async (event) => {
      n += 1;
      if (!event.dies) return n;
      setTimeout(() => { throw new Error('out of reach'); });
      await new Promise((resolve) => setTimeout(resolve, 1e4));
    };`);
    expect((await fixture.invoke(spec)).body).toBe(1);
    expect((await fixture.invoke(spec, { dies: true })).error.errorMessage).toBe('out of reach');
    expect((await fixture.invoke(spec)).body).toBe(1);
  });

  it.each([
    ['index', 'exports.handler = 1', 'Runtime.MalformedHandlerName', 'Bad handler'],
    ['../index.handler', '', 'Runtime.MalformedHandlerName', expect.stringContaining('is not a valid handler name')],
    ['index.other', 'exports.handler = () => 1', 'Runtime.HandlerNotFound', 'index.other is undefined or not exported'],
    ['index.handler', 'exports.handler = 1', 'Runtime.HandlerNotFound', 'index.handler is not a function'],
    [
      'missing.handler',
      '',
      'Runtime.ImportModuleError',
      expect.stringMatching(/^Error: Cannot find module 'missing'\nRequire stack:/),
    ],
    [
      'index.handler',
      'require("x-y")',
      'Runtime.ImportModuleError',
      expect.stringMatching(/^Error: Cannot find module 'x-y'\nRequire stack:/),
    ],
    ['index.handler', 'exports.handler = (', 'Runtime.UserCodeSyntaxError', expect.stringContaining('SyntaxError: ')],
    [
      'index.handler',
      'export const handler = 1',
      'Runtime.UserCodeSyntaxError',
      expect.stringContaining('SyntaxError: '),
    ],
    ['index.handler', 'throw new Error("at load")', 'Error', 'at load'],
  ])('before it is called: %s of %j', async (handler, source, errorType, errorMessage) => {
    const { outcome, error } = await fixture.invoke(fixture.node(source, { handler }));
    expect(outcome.functionError).toBe('Unhandled');
    expect(error).toMatchObject({ errorType, errorMessage });
  });

  it('when it takes a callback on nodejs24.x', async () => {
    const source = 'exports.handler = (event, context, callback) => callback(null, 1);';
    const { error } = await run(source, {}, 'nodejs24.x');
    expect(error.errorType).toBe('Runtime.CallbackHandlerDeprecated');
    expect(error.errorMessage).toContain(
      'removed support for callback-based function handlers starting with Node.js 24',
    );
    expect((await run('exports.handler = (event, context) => "sync";', {}, 'nodejs24.x')).body).toBe('sync');
  });

  it('when its answer is longer than 6291556 bytes', async () => {
    const spec = fixture.node('exports.handler = async (event) => "x".repeat(event.length);');
    const { outcome } = await fixture.invoke(spec, { length: 6_291_555 });
    expect(Buffer.from(outcome.payload).toString()).toBe(
      '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
    );
    expect((await fixture.invoke(spec, { length: 6_291_554 })).outcome.payload).toHaveLength(6_291_556);
  });
});

describe('the console', () => {
  it('writes a line a record, with time, request and level', async () => {
    const source = `console.log('loading');
      exports.handler = async () => { console.log('a %s', 'b', { c: 1 }); console.warn('two\\nlines'); console.error(new Error('e').message); console.debug('d'); process.stdout.write('raw\\n'); };`;
    const { outcome } = await run(source);
    const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
    const [, ...printed] = (outcome.logTail ?? '').split('\n');
    expect(printed.slice(0, 5)).toEqual([
      expect.stringMatching(new RegExp(`^${time}\trequest-\\d+\tINFO\ta b { c: 1 }$`)),
      expect.stringMatching(/\trequest-\d+\tWARN\ttwo\rlines$/),
      expect.stringMatching(/\tERROR\te$/),
      expect.stringMatching(/\tDEBUG\td$/),
      'raw',
    ]);
    expect(fixture.log).toContainEqual(expect.stringMatching(new RegExp(`^${time}\tundefined\tINFO\tloading\n$`)));
  });

  it('is read whole before the invocation ends, also where it came too fast to be read at once', async () => {
    // What is beyond the window fits into the pipe, so that the answer comes while nobody reads.
    const count = Math.ceil(windowBytesMax / (4096 + 256)) + 40;
    const source = `exports.handler = async () => {
      for (let line = 0; line < ${count}; line += 1) process.stdout.write(String(line).padEnd(4095, 'x') + '\\n'); };`;
    const from = fixture.log.length;
    await run(source);
    const lines = fixture.log.slice(from);
    const printed = lines.slice(lines.findIndex((line) => line.startsWith('START')) + 1);
    expect(printed.findIndex((line) => line.startsWith('END'))).toBe(count);
    expect(printed.slice(0, count).filter((line) => line.length !== 4096)).toEqual([]);
  });

  it("tells of errors in AWS's form", async () => {
    const { outcome } = await run(
      'exports.handler = async () => { throw Object.assign(new Error("x"), { code: "E1" }); };',
    );
    expect(outcome.logTail).toMatch(
      /\tERROR\tInvoke Error \t\{"errorType":"Error","errorMessage":"x","code":"E1","stack":\["Error: x",/,
    );
    const rejected = await run(
      'exports.handler = async () => { Promise.reject(1); await new Promise((r) => setTimeout(r, 1e4)); };',
    );
    expect(rejected.outcome.logTail).toMatch(
      /\tERROR\tUnhandled Promise Rejection \t\{"errorType":"Runtime.UnhandledPromiseRejection","errorMessage":"1","reason":1,"promise":\{\},"stack":\[/,
    );
  });

  it('writes JSON where the function asks for it, from its level on', async () => {
    const source = `exports.handler = async () => {
      console.info('quiet'); console.warn('loud %d', 1); console.error({ a: new Error('inner') }); console.error('with', new TypeError('outer')); };`;
    const spec = fixture.node(source, { logFormat: 'JSON', applicationLogLevel: 'WARN', systemLogLevel: 'WARN' });
    const { outcome } = await fixture.invoke(spec, {}, { requestId: 'r-2' });
    const records = (outcome.logTail ?? '')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(records).toEqual([
      { timestamp: expect.any(String), level: 'WARN', requestId: 'r-2', message: 'loud 1' },
      {
        timestamp: expect.any(String),
        level: 'ERROR',
        requestId: 'r-2',
        message: { a: { errorType: 'Error', errorMessage: 'inner', stackTrace: expect.any(Array) } },
      },
      expect.objectContaining({
        message: expect.stringMatching(/^with TypeError: outer/),
        errorType: 'TypeError',
        errorMessage: 'outer',
        stackTrace: expect.any(Array),
      }),
    ]);
  });
});
