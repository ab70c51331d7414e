import { describe, expect, test } from 'vitest';
import { traceOf } from '../asynchronous-event.ts';
import { CapacityError } from '../../../execution/execution-host.ts';
import {
  account,
  arn,
  outcome,
  pointAlias,
  region,
  request,
  reserve,
  testPlane,
  versionSpec,
} from './scripted-host.fixture.ts';

const text = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();
const base64 = (value: string): string => Buffer.from(value).toString('base64');

describe('a synchronous invocation', () => {
  test('answers what the function answered, and which version ran', async () => {
    const { plane, host } = testPlane();
    const answer = await plane.invoke({ FunctionName: 'checkout', Payload: Buffer.from('{"a":1}') }, request);
    expect(answer).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload: Buffer.from('{"a":1}') });
    expect(host.invocations[0]!.invocation).toMatchObject({
      requestId: request.requestId,
      invokedFunctionArn: arn,
      wantsLogTail: false,
    });
  });

  test('of an empty body hands the function an empty object', async () => {
    const { plane } = testPlane();
    expect(text((await plane.invoke({ FunctionName: 'checkout', Payload: new Uint8Array() }, request)).Payload)).toBe(
      '{}',
    );
    expect(text((await plane.invoke({ FunctionName: 'checkout' }, request)).Payload)).toBe('{}');
  });

  test('that fails is an answer with the error as payload', async () => {
    const { plane, host, records } = testPlane();
    host.script = () => outcome('{"errorType":"Error"}', { functionError: 'Unhandled' });
    expect(await plane.invoke({ FunctionName: 'checkout' }, request)).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      ExecutedVersion: '$LATEST',
    });
    expect(records).toMatchObject([{ result: 'function-error' }]);
  });

  test('carries the end of the log only when asked', async () => {
    const { plane, host } = testPlane();
    host.script = (_, invocation) =>
      outcome('null', invocation.wantsLogTail ? { logTail: 'START RequestId: …\n' } : {});
    const tail = await plane.invoke({ FunctionName: 'checkout', LogType: 'Tail' }, request);
    expect(Buffer.from(tail.LogResult ?? '', 'base64').toString()).toBe('START RequestId: …\n');
    expect(await plane.invoke({ FunctionName: 'checkout', LogType: 'None' }, request)).not.toHaveProperty('LogResult');
  });

  test('hands the client context to the function as JSON', async () => {
    const { plane, host } = testPlane();
    await plane.invoke({ FunctionName: 'checkout', ClientContext: base64('{"custom":{"a":"b"}}') }, request);
    expect(host.invocations[0]!.invocation.clientContext).toBe('{"custom":{"a":"b"}}');
  });

  test('whose answer is larger than AWS allows becomes an error of the function', async () => {
    const { plane, host } = testPlane();
    host.script = () => outcome(new Uint8Array(6_291_557));
    const answer = await plane.invoke({ FunctionName: 'checkout' }, request);
    expect(answer.FunctionError).toBe('Unhandled');
    expect(text(answer.Payload)).toBe(
      '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
    );
  });
});

describe('a qualifier', () => {
  test.each([
    ['checkout', '1', '1', `${arn}:1`],
    ['checkout:1', undefined, '1', `${arn}:1`],
    [`${arn}:1`, undefined, '1', `${arn}:1`],
    [`${arn}:1`, '1', '1', `${arn}:1`],
    [`${account}:function:checkout:live`, undefined, '2', `${arn}:live`],
    [arn, 'live', '2', `${arn}:live`],
    [arn, undefined, '$LATEST', arn],
    ['checkout', '$LATEST', '$LATEST', `${arn}:$LATEST`],
  ])('in %s and %s runs version %s as %s', async (FunctionName, Qualifier, executed, invokedArn) => {
    const { plane, host } = testPlane();
    pointAlias({ plane }, { version: '2' });
    const input = Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier };
    expect((await plane.invoke(input, request)).ExecutedVersion).toBe(executed);
    expect(host.invocations[0]!.invocation.invokedFunctionArn).toBe(invokedArn);
  });
});

const large = new Uint8Array(6_291_457).fill(0x20);
const notFound = (suffix: string) =>
  ['ResourceNotFoundException', `Function not found: arn:aws:lambda:${region}:${account}:function:${suffix}`] as const;

describe('AWS refuses', () => {
  test.each([
    ['an unknown function', { FunctionName: 'other' }, ...notFound('other:$LATEST')],
    ['an unknown function with a qualifier', { FunctionName: 'other', Qualifier: '1' }, ...notFound('other:1')],
    ['an unknown version', { FunctionName: 'checkout', Qualifier: '9' }, ...notFound('checkout:9')],
    ['an unknown alias', { FunctionName: 'checkout:nope' }, ...notFound('checkout:nope')],
    ['`$latest` in lower case', { FunctionName: 'checkout', Qualifier: '$latest' }, ...notFound('checkout:$latest')],
    ['an unknown function, dry', { FunctionName: 'other', InvocationType: 'DryRun' }, ...notFound('other:$LATEST')],
    [
      'an unknown function, asynchronously',
      { FunctionName: 'other', InvocationType: 'Event' },
      ...notFound('other:$LATEST'),
    ],
    [
      'two qualifiers that differ',
      { FunctionName: 'checkout:1', Qualifier: '2' },
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    ],
    [
      "another region's function",
      { FunctionName: 'arn:aws:lambda:us-west-2:111111111111:function:checkout' },
      'ResourceNotFoundException',
      `Functions from 'us-west-2' are not reachable in this region ('${region}')`,
    ],
    [
      'a request that is too large',
      { FunctionName: 'checkout', Payload: large },
      'RequestEntityTooLargeException',
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    ],
    [
      'an event that is too large',
      { FunctionName: 'checkout', InvocationType: 'Event', Payload: new Uint8Array(1_048_577) },
      'RequestEntityTooLargeException',
      '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    ],
    [
      'a client context that is not base64',
      { FunctionName: 'checkout', ClientContext: '{"a":1}' },
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    ],
    [
      'a client context that is no object',
      { FunctionName: 'checkout', ClientContext: base64('[1]') },
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    ],
    [
      'a client context that is too large',
      { FunctionName: 'checkout', ClientContext: 'a'.repeat(3584) },
      'InvalidRequestContentException',
      'Client context must not be larger than 3583 bytes.',
    ],
  ] as const)('%s', async (_, input, type, message) => {
    const { plane, records, events } = testPlane();
    await expect(plane.invoke(input, request)).rejects.toMatchObject({ type, message });
    expect([records, events]).toEqual([[], []]);
  });

  test.each(['RequestResponse', 'Event'] as const)('a body that is no JSON (%s)', async (InvocationType) => {
    const { plane } = testPlane();
    const call = plane.invoke(
      { FunctionName: 'checkout', InvocationType, Payload: Buffer.from([0x99, 0xeb]) },
      request,
    );
    await expect(call).rejects.toMatchObject({
      type: 'InvalidRequestContentException',
      message: expect.stringContaining(
        'Could not parse request body into json: Could not parse payload into json: Unexpected character ((CTRL-CHAR, code 153))',
      ),
      members: { Type: 'User' },
    });
  });

  test.each(['Pending', 'Failed'])('a function that is %s', async (state) => {
    const { plane } = testPlane();
    plane.apply({ kind: 'version', functionArn: arn, version: '$LATEST', route: { phase: 'unready', state } });
    const message = `The operation cannot be performed at this time. The function is currently in the following state: ${state}`;
    for (const InvocationType of ['RequestResponse', 'Event'] as const) {
      await expect(plane.invoke({ FunctionName: 'checkout', InvocationType }, request)).rejects.toMatchObject({
        type: 'ResourceConflictException',
        message,
      });
    }
  });
});

test('a dry run runs nothing', async () => {
  const { plane, host } = testPlane();
  expect(await plane.invoke({ FunctionName: 'checkout', InvocationType: 'DryRun' }, request)).toEqual({
    StatusCode: 204,
  });
  expect(host.invocations).toEqual([]);
});

describe('an asynchronous invocation', () => {
  test('hands the event over and answers without a body', async () => {
    const { plane, host, events, clock } = testPlane();
    const Payload = Buffer.from('{"order":7}');
    const answer = await plane.invoke(
      { FunctionName: 'checkout', InvocationType: 'Event', Qualifier: '1', Payload },
      request,
    );
    expect(answer).toEqual({ StatusCode: 202, Payload: new Uint8Array() });
    expect(events).toEqual([
      {
        requestId: request.requestId,
        region,
        account,
        functionName: 'checkout',
        functionArn: arn,
        qualifier: '1',
        payload: Payload,
        traceId: traceOf(request.requestId, clock.now()),
        acceptedAtMs: clock.now(),
      },
    ]);
    expect(host.invocations).toEqual([]);
  });

  test('is answered only once the event is durable', async () => {
    const disk = Promise.withResolvers<void>();
    const { plane } = testPlane({ written: disk.promise });
    let isAnswered = false;
    const call = plane
      .invoke({ FunctionName: 'checkout', InvocationType: 'Event' }, request)
      .then(() => (isAnswered = true));
    await new Promise((turn) => setImmediate(turn));
    expect(isAnswered).toBe(false);
    disk.resolve();
    await call;
    expect(isAnswered).toBe(true);
  });

  test('is accepted even where nothing may run now', async () => {
    const test = testPlane();
    reserve(test, 0);
    expect((await test.plane.invoke({ FunctionName: 'checkout', InvocationType: 'Event' }, request)).StatusCode).toBe(
      202,
    );
  });

  test('may be sent the older way', async () => {
    const { plane, events } = testPlane();
    const answer = await plane.operations.InvokeAsync?.(
      { FunctionName: 'checkout', InvokeArgs: Buffer.from('{"a":1}') },
      request,
    );
    expect(answer).toEqual({ Status: 202 });
    expect(events).toMatchObject([{ functionArn: arn, payload: Buffer.from('{"a":1}') }]);
  });
});

describe('concurrency', () => {
  const busy = 'Rate Exceeded.';
  const reservedOut = {
    type: 'TooManyRequestsException',
    message: busy,
    members: { Type: 'User', Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
  };
  const accountOut = {
    type: 'TooManyRequestsException',
    message: busy,
    members: { Type: 'User', Reason: 'ConcurrentInvocationLimitExceeded' },
  };

  test('above the reservation is refused, and free again after each end', async () => {
    const test = testPlane();
    reserve(test, 1);
    const running = Promise.withResolvers<ReturnType<typeof outcome>>();
    test.host.script = () => running.promise;
    const first = test.plane.invoke({ FunctionName: 'checkout' }, request);
    await expect(test.plane.invoke({ FunctionName: 'checkout', Qualifier: '1' }, request)).rejects.toMatchObject(
      reservedOut,
    );
    running.resolve(outcome('1'));
    await first;
    await test.plane.invoke({ FunctionName: 'checkout' }, request);
    expect(test.records.map(({ result, functionConcurrency }) => [result, functionConcurrency])).toEqual([
      ['throttle', 1],
      ['success', 1],
      ['success', 1],
    ]);
  });

  test('of a reservation of 0 refuses all', async () => {
    const test = testPlane();
    reserve(test, 0);
    await expect(test.plane.invoke({ FunctionName: 'checkout' }, request)).rejects.toMatchObject(reservedOut);
    reserve(test);
    expect((await test.plane.invoke({ FunctionName: 'checkout' }, request)).StatusCode).toBe(200);
  });

  test("above the account's limit is refused", async () => {
    const { plane } = testPlane({ accountConcurrency: 0 });
    await expect(plane.invoke({ FunctionName: 'checkout' }, request)).rejects.toMatchObject(accountOut);
  });

  test('that the host cannot give is refused as if it were the account that is full', async () => {
    const { plane, host, records } = testPlane({ accountConcurrency: 1 });
    host.script = () => Promise.reject(new CapacityError('no room'));
    await expect(plane.invoke({ FunctionName: 'checkout' }, request)).rejects.toMatchObject(accountOut);
    expect(records).toMatchObject([{ result: 'throttle' }]);
    host.script = () => outcome('1');
    expect((await plane.invoke({ FunctionName: 'checkout' }, request)).StatusCode).toBe(200);
  });

  test('is given back when the host fails', async () => {
    const { plane, host } = testPlane({ accountConcurrency: 1 });
    host.script = () => Promise.reject(new Error('the host is broken'));
    await expect(plane.invoke({ FunctionName: 'checkout' }, request)).rejects.toThrow('the host is broken');
    host.script = () => outcome('1');
    expect((await plane.invoke({ FunctionName: 'checkout' }, request)).StatusCode).toBe(200);
  });
});

describe('a weighted alias', () => {
  const invokeLive = async (
    plane: ReturnType<typeof testPlane>['plane'],
    calls: number,
    ClientContext?: string,
  ): Promise<string[]> => {
    const versions: string[] = [];
    for (let call = 0; call < calls; call += 1) {
      const input = {
        FunctionName: 'checkout',
        Qualifier: 'live',
        ...(ClientContext !== undefined && { ClientContext }),
      };
      versions.push((await plane.invoke(input, request)).ExecutedVersion ?? '');
    }
    return versions;
  };

  test.each([
    [0, 0, 0],
    [0.1, 73, 127],
    [1, 1000, 1000],
  ])('with weight %d sends between %d and %d of 1000 calls to the additional version', async (weight, least, most) => {
    const { plane } = testPlane();
    pointAlias({ plane }, { version: '1', additional: { version: '2', weight } });
    const target = (await invokeLive(plane, 1000)).filter((version) => version === '2').length;
    expect(target).toBeGreaterThanOrEqual(least);
    expect(target).toBeLessThanOrEqual(most);
  });

  test('moves with the next call after the change', async () => {
    const { plane } = testPlane();
    pointAlias({ plane }, { version: '1' });
    expect(await invokeLive(plane, 3)).toEqual(['1', '1', '1']);
    pointAlias({ plane }, { version: '2' });
    expect(await invokeLive(plane, 3)).toEqual(['2', '2', '2']);
  });

  test('sends exactly its share where the routing is of low variance', async () => {
    const { plane } = testPlane({ routingMode: { kind: 'lowVariance' } });
    pointAlias({ plane }, { version: '1', additional: { version: '2', weight: 0.2 } });
    expect((await invokeLive(plane, 50)).filter((version) => version === '2')).toHaveLength(10);
  });

  test('keeps a caller on one side where the routing is sticky', async () => {
    const { plane } = testPlane({ routingMode: { kind: 'sticky', header: 'X-Customer' } });
    pointAlias({ plane }, { version: '1', additional: { version: '2', weight: 0.5 } });
    const sides = new Set<string>();
    for (let customer = 0; customer < 20; customer += 1) {
      const versions = new Set(
        await invokeLive(plane, 5, base64(JSON.stringify({ custom: { 'X-Customer': `c${customer}` } }))),
      );
      expect(versions.size).toBe(1);
      for (const version of versions) sides.add(version);
    }
    expect(sides).toEqual(new Set(['1', '2']));
  });
});

describe('a record', () => {
  test('names what was called and what ran', async () => {
    const test = testPlane();
    pointAlias(test, { version: '1', additional: { version: '2', weight: 1 } });
    test.host.script = () => outcome('1', { startedAtMs: 5, durationMs: 3.25, initDurationMs: 120 });
    await test.plane.invoke({ FunctionName: 'checkout:live' }, request);
    expect(test.records).toEqual([
      {
        region,
        account,
        functionName: 'checkout',
        functionArn: arn,
        resource: 'checkout:live',
        qualifier: 'live',
        isAlias: true,
        isWeighted: true,
        executedVersion: '2',
        result: 'success',
        startedAtMs: 5,
        durationMs: 3.25,
        initDurationMs: 120,
        maxMemoryUsedMiB: 60,
        targetConcurrency: 1,
        functionConcurrency: 1,
        accountConcurrency: 1,
        unreservedConcurrency: 1,
        provisioning: 'none',
        provisionedCount: 0,
        provisionedRunning: 0,
      },
    ]);
  });

  test('of a version or the bare name has no alias', async () => {
    const test = testPlane();
    await test.plane.invoke({ FunctionName: 'checkout' }, request);
    await test.plane.invoke({ FunctionName: 'checkout', Qualifier: '1' }, request);
    expect(test.records).toMatchObject([
      { resource: 'checkout', qualifier: undefined, isAlias: false },
      { resource: 'checkout:1', qualifier: '1', isAlias: false },
    ]);
  });
});

describe('provisioned concurrency', () => {
  test('of an alias is split over its versions by weight, and follows it', async () => {
    const test = testPlane();
    pointAlias(test, { version: '1' });
    test.plane.apply({ kind: 'provisioned', functionArn: arn, qualifier: 'live', count: 10 });
    pointAlias(test, { version: '1', additional: { version: '2', weight: 0.7 } });
    pointAlias(test, { version: '2' });
    expect(test.host.provisioned).toEqual([
      { version: '1', count: 10 },
      // In binary fractions 10 × (1 − 0.7) is a hair more than 3: the API shows 3.
      { version: '1', count: 3 },
      { version: '2', count: 7 },
      { version: '2', count: 10 },
      { version: '1', count: 0 },
    ]);
    expect(await test.plane.provisioned(arn, 'live')).toEqual({ kind: 'ready' });
  });

  test('that cannot be initialised says why', async () => {
    const test = testPlane();
    test.host.provisionOutcome = { kind: 'failed', reason: 'FUNCTION_ERROR_INIT_FAILURE' };
    test.plane.apply({ kind: 'provisioned', functionArn: arn, qualifier: '1', count: 1 });
    expect(await test.plane.provisioned(arn, '1')).toEqual({ kind: 'failed', reason: 'FUNCTION_ERROR_INIT_FAILURE' });
  });

  test('that takes the whole reservation leaves $LATEST none, and goes with its alias', async () => {
    const test = testPlane();
    pointAlias(test, { version: '1' });
    reserve(test, 1);
    test.plane.apply({ kind: 'provisioned', functionArn: arn, qualifier: 'live', count: 1 });
    await expect(test.plane.invoke({ FunctionName: 'checkout' }, request)).rejects.toMatchObject({
      type: 'TooManyRequestsException',
    });
    await test.plane.invoke({ FunctionName: 'checkout:live' }, request);
    expect(test.records.at(-1)).toMatchObject({
      provisioning: 'provisioned',
      provisionedCount: 1,
      provisionedRunning: 1,
    });
    test.plane.apply({ kind: 'alias-deleted', functionArn: arn, alias: 'live' });
    expect((await test.plane.invoke({ FunctionName: 'checkout' }, request)).StatusCode).toBe(200);
  });
});

describe('a change of routing', () => {
  test('retires what no call can reach any more', () => {
    const { plane, host } = testPlane();
    const active = (key: string) => ({ phase: 'active', spec: versionSpec('$LATEST', key) }) as const;
    plane.apply({ kind: 'version', functionArn: arn, version: '$LATEST', route: active('checkout/$LATEST') });
    expect(host.retired).toEqual([]);
    plane.apply({ kind: 'version', functionArn: arn, version: '$LATEST', route: active('checkout/$LATEST/new') });
    plane.apply({ kind: 'version-deleted', functionArn: arn, version: '1' });
    plane.apply({ kind: 'function-deleted', functionArn: arn });
    expect(host.retired).toEqual(['checkout/$LATEST', 'checkout/1', 'checkout/$LATEST/new', 'checkout/2']);
  });

  test('lets running invocations end on what they began with', async () => {
    const test = testPlane({ accountConcurrency: 1 });
    const running = Promise.withResolvers<ReturnType<typeof outcome>>();
    test.host.script = () => running.promise;
    const call = test.plane.invoke({ FunctionName: 'checkout', Qualifier: '1' }, request);
    test.plane.apply({ kind: 'function-deleted', functionArn: arn });
    await expect(test.plane.invoke({ FunctionName: 'checkout' }, request)).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
    });
    running.resolve(outcome('"done"'));
    expect(await call).toMatchObject({ StatusCode: 200, ExecutedVersion: '1' });
  });

  test('may come in any order', async () => {
    const { plane } = testPlane();
    const other = arn.replace('checkout', 'other');
    plane.apply({ kind: 'alias', functionArn: other, alias: 'live', route: { version: '1' } });
    plane.apply({
      kind: 'version',
      functionArn: other,
      version: '1',
      route: { phase: 'active', spec: versionSpec('1', 'other/1') },
    });
    await expect(plane.invoke({ FunctionName: 'other:live' }, request)).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
    });
    plane.apply({ kind: 'function', functionArn: other, route: { region, account, functionName: 'other' } });
    expect((await plane.invoke({ FunctionName: 'other:live' }, request)).ExecutedVersion).toBe('1');
  });

  test('to what was deleted before changes nothing', async () => {
    const { plane } = testPlane();
    plane.apply({ kind: 'function-deleted', functionArn: arn });
    plane.apply({ kind: 'version-deleted', functionArn: arn, version: '1' });
    plane.apply({ kind: 'alias-deleted', functionArn: arn, alias: 'live' });
    plane.apply({ kind: 'function-deleted', functionArn: arn });
    await expect(plane.invoke({ FunctionName: 'checkout' }, request)).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
    });
  });
});

describe('an attempt at an event', () => {
  const event = {
    requestId: 'r',
    region,
    account,
    functionName: 'checkout',
    functionArn: arn,
    payload: Buffer.from('{}'),
    acceptedAtMs: 0,
  };

  test('is answered with the version that ran and its dead-letter target', async () => {
    const { plane, host } = testPlane();
    const deadLetterTargetArn = 'arn:aws:sns:eu-central-1:111111111111:dead';
    plane.apply({
      kind: 'version',
      functionArn: arn,
      version: '1',
      route: { phase: 'active', spec: versionSpec('1'), deadLetterTargetArn },
    });
    host.script = () => outcome('"boom"', { functionError: 'Unhandled' });
    expect(await plane.dispatch({ ...event, qualifier: '1' })).toEqual({
      kind: 'answered',
      executedVersion: '1',
      functionError: 'Unhandled',
      payload: Buffer.from('"boom"'),
      deadLetterTargetArn,
    });
  });

  test('chooses the version anew', async () => {
    const { plane } = testPlane({ routingMode: { kind: 'lowVariance' } });
    pointAlias({ plane }, { version: '1', additional: { version: '2', weight: 0.5 } });
    const attempts = [
      await plane.dispatch({ ...event, qualifier: 'live' }),
      await plane.dispatch({ ...event, qualifier: 'live' }),
    ];
    expect(attempts).toMatchObject([{ executedVersion: '2' }, { executedVersion: '1' }]);
  });

  test('is an outcome whatever happens', async () => {
    const test = testPlane({ accountConcurrency: 1 });
    expect(await test.plane.dispatch({ ...event, qualifier: 'gone' })).toEqual({
      kind: 'gone',
      message: `Function not found: ${arn}:gone`,
    });
    test.host.script = () => Promise.reject(new Error('the host is broken'));
    expect(await test.plane.dispatch(event)).toEqual({ kind: 'unavailable', message: 'the host is broken' });
    test.host.script = () => Promise.reject(new CapacityError('full'));
    expect(await test.plane.dispatch(event)).toEqual({ kind: 'throttled', isBlocked: false });
    reserve(test, 0);
    expect(await test.plane.dispatch(event)).toEqual({ kind: 'throttled', isBlocked: true });
    test.plane.apply({
      kind: 'version',
      functionArn: arn,
      version: '$LATEST',
      route: { phase: 'unready', state: 'Pending' },
    });
    expect(await test.plane.dispatch(event)).toMatchObject({ kind: 'unavailable' });
  });
});
