import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { HostFixture, runtimes } from './process-host.fixture.ts';

const python = await runtimes.find('python3.13');
if (python.kind === 'unavailable') console.warn(`Python functions are not tested: ${python.reason}`);

/** Whether the interpreter that runs these functions has AWS's SDK. */
function hasBoto3(): boolean {
  if (python.kind === 'unavailable' || python.binary === undefined) return false;
  return spawnSync(python.binary, ['-c', 'import boto3']).status === 0;
}

const fixture = new HostFixture();
afterAll(() => fixture[Symbol.asyncDispose]());

async function run(source: string, event: unknown = {}, members: Parameters<HostFixture['version']>[1] = {}) {
  const spec = fixture.version({ 'app.py': source }, { runtime: 'python3.13', handler: 'app.handler', ...members });
  return await fixture.invoke(spec, event, {
    requestId: 'r-1',
    traceId: 'Root=1',
    clientContext: '{"custom":{"a":1}}',
  });
}

describe.skipIf(python.kind === 'unavailable')('a Python function', () => {
  it('answers JSON as json.dumps writes it', async () => {
    const { outcome } = await run('def handler(event, context):\n    return {"got": event, "é": None}\n', {
      n: [1, 2],
    });
    expect(Buffer.from(outcome.payload).toString()).toBe('{"got": {"n": [1, 2]}, "é": null}');
    expect(outcome.functionError).toBeUndefined();
    const older = await run('def handler(event, context):\n    return "é"\n', {}, { runtime: 'python3.9' });
    expect(Buffer.from(older.outcome.payload).toString()).toBe('"\\u00e9"');
  });

  it('is found in a package, with its layers', async () => {
    const layer = fixture.pack({ 'python/shared.py': 'value = "layer"' });
    const spec = fixture.version(
      { 'src/app.py': 'import shared\ndef handler(event, context):\n    return shared.value\n' },
      { runtime: 'python3.13', handler: 'src/app.handler', layerPaths: [layer] },
    );
    expect((await fixture.invoke(spec)).body).toBe('layer');
  });

  it.skipIf(!hasBoto3())("has AWS's SDK where the machine's Python has it", async () => {
    const { body } = await run(`import boto3, os
def handler(event, context):
    client = boto3.client("lambda")
    return [client.meta.region_name, client.meta.endpoint_url == os.environ["AWS_ENDPOINT_URL"]]
`);
    expect(body).toEqual(['eu-west-1', true]);
  });

  it('is handed its context and environment', async () => {
    const { body } = await run(`
import os
def handler(event, context):
    return [context.aws_request_id, context.function_name, context.function_version, context.memory_limit_in_mb,
            context.invoked_function_arn, context.log_stream_name == os.environ["AWS_LAMBDA_LOG_STREAM_NAME"],
            context.client_context.custom["a"], context.identity.cognito_identity_id,
            0 < context.get_remaining_time_in_millis() <= 20000, os.environ["_X_AMZN_TRACE_ID"], os.environ["AWS_EXECUTION_ENV"]]
`);
    expect(body).toEqual([
      'r-1',
      'checkout',
      '7',
      '128',
      'arn:aws:lambda:eu-west-1:000000000000:function:checkout:live',
      true,
      1,
      null,
      true,
      'Root=1',
      'AWS_Lambda_python3.13',
    ]);
  });

  it('answers an exception with its stack, and logs it as one record', async () => {
    const { error } = await run('def handler(event, context):\n    raise ValueError("no good")\n');
    // Wherever it lies on this machine.
    const file = '/var/task/app.py';
    expect(error).toEqual({
      errorMessage: 'no good',
      errorType: 'ValueError',
      requestId: 'r-1',
      stackTrace: [`  File "${file}", line 2, in handler\n    raise ValueError("no good")\n`],
    });
    expect(Object.keys(error)).toEqual(['errorMessage', 'errorType', 'requestId', 'stackTrace']);
    expect(fixture.log).toContain(
      `[ERROR] ValueError: no good\nTraceback (most recent call last):\n\u00a0\u00a0File "${file}", line 2, in handler\n\u00a0\u00a0\u00a0\u00a0raise ValueError("no good")\n`,
    );
  });

  it('of python3.8 tells no request in its errors', async () => {
    const { error } = await run(
      'def handler(event, context):\n    raise KeyError("k")\n',
      {},
      { runtime: 'python3.8' },
    );
    expect(Object.keys(error)).toEqual(['errorMessage', 'errorType', 'stackTrace']);
  });

  it.each([
    [
      'missing.handler',
      '',
      'Runtime.ImportModuleError',
      "Unable to import module 'missing': No module named 'missing'",
    ],
    ['app.other', 'x = 1', 'Runtime.HandlerNotFound', "Handler 'other' missing on module 'app'"],
    ['app', '', 'Runtime.MalformedHandlerName', "Bad handler 'app': not enough values to unpack (expected 2, got 1)"],
    [
      'app.handler',
      'def handler(',
      'Runtime.UserCodeSyntaxError',
      expect.stringContaining("Syntax error in module 'app': "),
    ],
    ['app.handler', 'raise Exception("Runtime startup fails")', 'Exception', 'Runtime startup fails'],
    [
      'app.handler',
      'def handler(event, context):\n    return {1, 2}\n',
      'Runtime.MarshalError',
      'Unable to marshal response: Object of type set is not JSON serializable',
    ],
    [
      'app.handler',
      'import sys\ndef handler(event, context):\n    sys.exit(0)\n',
      'Runtime.ExitError',
      'RequestId: r-1 Error: Runtime exited without providing a reason',
    ],
    [
      'app.handler',
      'import sys\nsys.exit(4)\n',
      'Runtime.ExitError',
      'RequestId: r-1 Error: Runtime exited with error: exit status 4',
    ],
  ])('fails as %s of %j', async (handler, source, errorType, errorMessage) => {
    const { error, outcome } = await run(source, {}, { handler });
    expect(outcome.functionError).toBe('Unhandled');
    expect(error).toMatchObject({ errorType, errorMessage });
  });

  it('that fails while it is loaded tells an empty request', async () => {
    expect((await run('raise Exception("no")')).error).toMatchObject({
      requestId: '',
      stackTrace: expect.arrayContaining([expect.stringContaining('raise Exception("no")')]),
    });
  });

  it('logs what it prints, a line at a time, and its records', async () => {
    const { outcome } = await run(`
import logging
def handler(event, context):
    print("multi\\nline")
    logging.getLogger().setLevel("INFO")
    logging.info("said %s", "so")
`);
    const lines = (outcome.logTail ?? '').split('\n');
    expect(lines.slice(0, 5)).toEqual([
      'START RequestId: r-1 Version: 7',
      'multi',
      'line',
      expect.stringMatching(/^\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tr-1\tsaid so$/),
      'END RequestId: r-1',
    ]);
  });

  it('logs JSON where it is asked to', async () => {
    const source =
      'import logging\ndef handler(event, context):\n    logging.info("quiet")\n    logging.warning("loud", extra={"order": 7})\n';
    const { outcome } = await run(
      source,
      {},
      { logFormat: 'JSON', applicationLogLevel: 'WARN', systemLogLevel: 'WARN' },
    );
    const record: unknown = JSON.parse(outcome.logTail ?? '');
    expect(record).toEqual({
      timestamp: expect.any(String),
      level: 'WARNING',
      message: 'loud',
      logger: 'root',
      requestId: 'r-1',
      order: 7,
    });
  });

  it('answers megabytes', async () => {
    const text = 'x'.repeat(3_000_000);
    expect((await run('def handler(event, context):\n    return event\n', { text })).body).toEqual({ text });
    const { error } = await run('def handler(event, context):\n    return "x" * 6291555\n');
    expect(error.errorType).toBe('Function.ResponseSizeTooLarge');
  });
});
