import { describe, expect, test } from 'vitest';
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
