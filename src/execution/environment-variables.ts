import path from 'node:path';
import type { EnvironmentCredentials, VersionSpec } from './execution-host.ts';
import type { RuntimeEntry } from './runtimes.ts';
import type { FunctionPlaces } from './placement.ts';
import type { InitializationType } from './platform-lines.ts';

/**
 * The variables that a process of this version sees, and no others: nothing of Serin's own
 * environment passes.
 *
 * AWS's precedence, lowest first: what a function may extend (`PATH` and its like), the function's own
 * variables, X-Ray's, the credentials, then all that is reserved.
 */
export function environmentVariables(
  spec: VersionSpec,
  options: {
    readonly entry: RuntimeEntry;
    readonly places: FunctionPlaces;
    readonly logStream: string;
    readonly credentials: EnvironmentCredentials;
    readonly initializationType: InitializationType;
    readonly awsEndpointUrl: string;
  },
): Record<string, string> {
  const { entry, places, credentials } = options;
  return {
    ...extensible(spec, entry, places),
    AWS_ENDPOINT_URL: options.awsEndpointUrl,
    ...spec.environment,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
    _AWS_XRAY_DAEMON_PORT: '2000',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    _HANDLER: spec.handler,
    LAMBDA_TASK_ROOT: places.taskFolder,
    LAMBDA_RUNTIME_DIR: places.runtimeFolder,
    TMPDIR: places.tmpFolder,
    ...(entry.family !== 'provided' && { AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}` }),
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.region,
    AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: spec.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMiB),
    AWS_LAMBDA_INITIALIZATION_TYPE: options.initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: options.logStream,
    ...(spec.logFormat === 'JSON' && {
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: spec.applicationLogLevel ?? 'INFO',
    }),
  };
}

/** Variables that AWS sets and a function may set otherwise. */
function extensible(spec: VersionSpec, entry: RuntimeEntry, places: FunctionPlaces): Record<string, string> {
  const { taskFolder, optFolder, runtimeFolder } = places;
  const own = places.interpreter === undefined ? [] : [path.dirname(places.interpreter)];
  const variables: Record<string, string> = {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: [...own, '/usr/local/bin', '/usr/bin', '/bin', `${optFolder}/bin`].join(':'),
    LD_LIBRARY_PATH: [...places.libraryFolders, taskFolder, `${taskFolder}/lib`, `${optFolder}/lib`].join(':'),
  };
  if (entry.family !== 'provided') Object.assign(variables, { PWD: taskFolder, SHLVL: '0' });
  if (entry.family === 'nodejs') {
    variables['NODE_PATH'] = [
      `${optFolder}/nodejs/node${entry.major}/node_modules`,
      `${optFolder}/nodejs/node_modules`,
      ...places.nodeModulesFolders,
      runtimeFolder,
      taskFolder,
    ].join(':');
  }
  if (entry.family === 'python') {
    const sitePackages = `${optFolder}/python/lib/${spec.runtime}/site-packages`;
    variables['PYTHONPATH'] = [sitePackages, `${optFolder}/python`, runtimeFolder].join(':');
  }
  return variables;
}
