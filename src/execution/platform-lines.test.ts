import { describe, expect, it } from 'vitest';
import { describeJson, describeText } from './platform-lines.ts';
import type { PlatformEvent, Report } from './platform-lines.ts';
import { versionSpec } from './version-spec.fixture.ts';

const spec = versionSpec({ logFormat: 'JSON' });
const success = { kind: 'success' } as const;
const report: Report = {
  requestId: 'r',
  status: success,
  durationMs: 2.374,
  initDurationMs: undefined,
  maxMemoryUsedMiB: 36,
};
const exited = { kind: 'error', errorType: 'Runtime.ExitError' } as const;
const runtimeVersion = { name: 'nodejs:22.v1', arn: 'arn:aws:lambda:eu-west-1::runtime:ab' };

describe('in the text format', () => {
  it.each<[PlatformEvent, string | undefined]>([
    [
      { kind: 'init-start', initializationType: 'on-demand', runtimeVersion },
      'INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:ab\n',
    ],
    [
      { kind: 'init-report', initializationType: 'on-demand', phase: 'init', status: success, durationMs: 1 },
      undefined,
    ],
    [
      {
        kind: 'init-report',
        initializationType: 'on-demand',
        phase: 'init',
        status: { kind: 'timeout' },
        durationMs: 10009.131,
      },
      'INIT_REPORT Init Duration: 10009.13 ms\tPhase: init\tStatus: timeout\n',
    ],
    [{ kind: 'start', requestId: 'r' }, 'START RequestId: r Version: 7\n'],
    [{ kind: 'end', requestId: 'r', status: success, durationMs: 1, producedBytes: 4 }, 'END RequestId: r\n'],
    [
      { kind: 'report', ...report },
      'REPORT RequestId: r\tDuration: 2.37 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n',
    ],
    [
      { kind: 'report', ...report, initDurationMs: 423.98 },
      'REPORT RequestId: r\tDuration: 2.37 ms\tBilled Duration: 427 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 423.98 ms\t\n',
    ],
    [
      { kind: 'report', ...report, status: exited },
      'REPORT RequestId: r\tDuration: 2.37 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tStatus: error\tError Type: Runtime.ExitError\n',
    ],
  ])('%j', (event, line) => {
    expect(describeText(spec, event)).toBe(line);
  });
});

describe('in the JSON format', () => {
  const parse = (event: PlatformEvent, systemLogLevel = 'DEBUG'): unknown => {
    const line = describeJson({ ...spec, systemLogLevel }, event, 1000);
    return line === undefined ? undefined : JSON.parse(line);
  };

  it.each<[PlatformEvent, string, object]>([
    [
      { kind: 'init-start', initializationType: 'on-demand', runtimeVersion },
      'platform.initStart',
      {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: 'nodejs:22.v1',
        runtimeVersionArn: runtimeVersion.arn,
        functionName: 'checkout',
        functionVersion: '7',
      },
    ],
    [
      { kind: 'init-report', initializationType: 'on-demand', phase: 'invoke', status: exited, durationMs: 1.23456 },
      'platform.initReport',
      {
        initializationType: 'on-demand',
        phase: 'invoke',
        metrics: { durationMs: 1.235 },
        status: 'error',
        errorType: 'Runtime.ExitError',
      },
    ],
    [
      { kind: 'start', requestId: 'r' },
      'platform.start',
      { requestId: 'r', functionArn: spec.functionArn, version: '7' },
    ],
    [
      { kind: 'end', requestId: 'r', status: success, durationMs: 1, producedBytes: 4 },
      'platform.runtimeDone',
      { requestId: 'r', metrics: { durationMs: 1, producedBytes: 4 }, status: 'success' },
    ],
    [
      { kind: 'report', ...report, initDurationMs: 10 },
      'platform.report',
      {
        requestId: 'r',
        metrics: {
          durationMs: 2.374,
          billedDurationMs: 13,
          memorySizeMB: 128,
          maxMemoryUsedMB: 36,
          initDurationMs: 10,
        },
        status: 'success',
      },
    ],
  ])('%j', (event, type, record) => {
    expect(parse(event)).toEqual({ time: '1970-01-01T00:00:01.000Z', type, record });
  });

  it('leaves out what is below the configured level', () => {
    const start: PlatformEvent = { kind: 'start', requestId: 'r' };
    const end: PlatformEvent = { kind: 'end', requestId: 'r', status: success, durationMs: 1, producedBytes: 4 };
    expect(parse(start, 'INFO')).toBeDefined();
    expect(parse(end, 'INFO')).toBeUndefined();
    expect(parse(start, 'WARN')).toBeUndefined();
    expect(parse({ kind: 'report', ...report, status: exited }, 'WARN')).toBeDefined();
  });
});
