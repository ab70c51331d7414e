import { describe, expect, it } from 'vitest';
import { environmentVariables } from './environment-variables.ts';
import type { VersionSpec } from './execution-host.ts';
import type { RuntimeEntry } from './runtimes.ts';
import { versionSpec } from './version-spec.fixture.ts';

const spec = versionSpec({ version: '$LATEST', memoryMiB: 256 });
const node: RuntimeEntry = {
  runtime: 'nodejs22.x',
  family: 'nodejs',
  major: '22',
  kind: 'available',
  binary: '/n/bin/node',
};
const python: RuntimeEntry = {
  runtime: 'python3.12',
  family: 'python',
  major: '3.12',
  kind: 'available',
  binary: '/p/bin/python3',
};
const custom: RuntimeEntry = { runtime: 'provided.al2023', family: 'provided', major: 'al2023', kind: 'available' };

function variables(entry: RuntimeEntry, members: Partial<VersionSpec> = {}): Readonly<Record<string, string>> {
  return environmentVariables(
    { ...spec, runtime: entry.runtime, ...members },
    {
      entry,
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token', expiresAtMs: 0 },
      initializationType: 'on-demand',
      awsEndpointUrl: 'http://127.0.0.1:4566',
      places: {
        taskFolder: '/code',
        optFolder: '/layers',
        tmpFolder: '/t/tmp',
        runtimeFolder: '/boot',
        nodeModulesFolders: ['/sdk/node_modules'],
        libraryFolders: [],
        ...(entry.kind === 'available' && entry.binary !== undefined && { interpreter: entry.binary }),
      },
      logStream: 'stream',
    },
  );
}

describe('the variables of an environment', () => {
  it("are AWS's, with the folders of this machine", () => {
    expect(variables(node)).toEqual({
      AWS_ACCESS_KEY_ID: 'id',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_FUNCTION_NAME: 'checkout',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/checkout',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      AWS_REGION: 'eu-west-1',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
      AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
      LAMBDA_RUNTIME_DIR: '/boot',
      LAMBDA_TASK_ROOT: '/code',
      LANG: 'en_US.UTF-8',
      LD_LIBRARY_PATH: '/code:/code/lib:/layers/lib',
      NODE_PATH: '/layers/nodejs/node22/node_modules:/layers/nodejs/node_modules:/sdk/node_modules:/boot:/code',
      PATH: '/n/bin:/usr/local/bin:/usr/bin:/bin:/layers/bin',
      PWD: '/code',
      SHLVL: '0',
      TMPDIR: '/t/tmp',
      TZ: ':UTC',
      _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
      _AWS_XRAY_DAEMON_PORT: '2000',
      _HANDLER: 'index.handler',
    });
  });

  it('let Python find its layers, and custom runtimes bring all of their own', () => {
    expect(variables(python)['PYTHONPATH']).toBe('/layers/python/lib/python3.12/site-packages:/layers/python:/boot');
    expect(variables(python)).not.toHaveProperty('NODE_PATH');
    expect(variables(custom)['PATH']).toBe('/usr/local/bin:/usr/bin:/bin:/layers/bin');
    for (const name of ['AWS_EXECUTION_ENV', 'NODE_PATH', 'PYTHONPATH', 'PWD'])
      expect(variables(custom)).not.toHaveProperty(name);
  });

  it('of the function win over what may be extended, and over nothing that is reserved', () => {
    const environment = {
      PATH: '/own',
      AWS_ENDPOINT_URL: 'http://other',
      AWS_XRAY_CONTEXT_MISSING: 'X',
      AWS_REGION: 'X',
      AWS_ACCESS_KEY_ID: 'X',
      _HANDLER: 'X',
      MINE: '1',
    };
    expect(variables(node, { environment })).toMatchObject({
      PATH: '/own',
      AWS_ENDPOINT_URL: 'http://other',
      MINE: '1',
      AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      _HANDLER: 'index.handler',
    });
  });

  it('tell of the JSON log format and its level', () => {
    expect(variables(node, { logFormat: 'JSON' })).toMatchObject({
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
    });
    expect(variables(node, { logFormat: 'JSON', applicationLogLevel: 'WARN' })['AWS_LAMBDA_LOG_LEVEL']).toBe('WARN');
  });
});
