import { afterEach, describe, expect, test, vi } from 'vitest';
import { ConfigError } from './config-error.ts';
import { resolveConfig, type PlatformOptions } from './config.ts';

const problemsOf = (options: PlatformOptions): readonly string[] => {
  try {
    resolveConfig(options);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ place }) => place);
  }
};

describe('the configuration', () => {
  test('is whole and frozen without any option', () => {
    const config = resolveConfig({});
    expect(config).toMatchObject({
      port: 4566,
      host: '127.0.0.1',
      region: 'us-east-1',
      account: '000000000000',
      speed: 1,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('tells all that is wrong at once', () => {
    expect(
      problemsOf({ server: { port: 70_000 }, clock: { speed: 0 }, aws: { region: 'mars', account: '1' } }),
    ).toEqual(['port', 'speed', 'region', 'account']);
  });

  test('holds what functions may take against what makes sense', () => {
    const execution = { environmentsMax: 0, preStartedMax: -1, memoryMiBMax: 64, memoryReserveMiB: 0.5, drainMs: 0 };
    expect(problemsOf({ execution })).toEqual([
      'execution.environmentsMax',
      'execution.preStartedMax',
      'execution.memoryMiBMax',
      'execution.memoryReserveMiB',
    ]);
  });

  test('takes no option that it does not know', () => {
    const options: object = { dataFolder: 'x', sever: { port: 1 }, server: { prot: 2 } };
    expect(problemsOf(options)).toEqual(['sever', 'server.prot']);
  });
});

describe('the way to queues', () => {
  const endpoint = { kind: 'endpoint', url: 'http://127.0.0.1:9324' } as const;
  afterEach(() => vi.unstubAllEnvs());

  test('is none, unless one is configured by an address', () => {
    expect(resolveConfig({}).queues).toEqual({ kind: 'none' });
    expect(problemsOf({ queues: { ...endpoint, url: 'queues' } })).toEqual(['SQS endpoint']);
    expect(problemsOf({ queues: { ...endpoint, url: 'file:///queues' } })).toEqual(['SQS endpoint']);
  });

  test("is signed for with the environment's credentials, where the options name none", () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'token');
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' };
    expect(resolveConfig({ queues: endpoint }).queues).toEqual({ ...endpoint, credentials });
    const given = { accessKeyId: 'own', secretAccessKey: 'own' };
    expect(resolveConfig({ queues: { ...endpoint, credentials: given } }).queues).toMatchObject({ credentials: given });
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    expect(resolveConfig({ queues: endpoint }).queues).toMatchObject({ credentials: { accessKeyId: 'serin' } });
  });
});
