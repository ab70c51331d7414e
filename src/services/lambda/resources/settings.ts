/** A function's settings from what a request says and, for an update, from what they were. Pure. */
import { ApiError } from '../../../aws/api-error.ts';
import type { Request } from '../wire.ts';
import type { CodePackage, FunctionSettings, LayerReference } from './function.ts';
import type { Owner } from './keys.ts';
import { defaultLogging, mergeLogging } from './logging.ts';
import { parseVpcConfig } from './vpc-config.ts';

/** Members that creating a function and updating its configuration have in common. */
type Configuration = Omit<Request<'UpdateFunctionConfiguration'>, 'FunctionName' | 'RevisionId' | 'Layers'>;

/** What a new function has where the request says nothing. */
export function initialSettings(input: Request<'CreateFunction'>, name: string, code: CodePackage): FunctionSettings {
  return {
    runtime: input.Runtime,
    packageType: 'Zip',
    code,
    role: input.Role ?? '',
    handler: input.Handler,
    description: '',
    timeoutSeconds: 3,
    memoryMiB: 128,
    ephemeralStorageMiB: 512,
    architectures: input.Architectures ?? ['x86_64'],
    layers: [],
    tracingMode: 'PassThrough',
    logging: defaultLogging(name),
    snapStartApplyOn: 'None',
  };
}

/** Lays a request over settings: what the request leaves out stays as it was. */
export function mergeSettings(
  before: FunctionSettings,
  input: Configuration,
  { layers, owner }: { readonly layers: readonly LayerReference[] | undefined; readonly owner: Owner },
): ApiError | FunctionSettings {
  const logging = mergeLogging(before.logging, input.LoggingConfig);
  if (logging instanceof ApiError) return logging;
  const vpcConfig = parseVpcConfig(input.VpcConfig, before.vpcConfig, owner);
  if (vpcConfig instanceof ApiError) return vpcConfig;
  const {
    environment: _environment,
    deadLetterTargetArn: _target,
    kmsKeyArn: _key,
    vpcConfig: _vpc,
    fileSystemConfigs: _files,
    ...rest
  } = before;
  const environment = input.Environment === undefined ? before.environment : (input.Environment.Variables ?? {});
  // Recorded: an empty DeadLetterConfig changes nothing; an empty TargetArn takes the queue away.
  const deadLetterTargetArn = input.DeadLetterConfig?.TargetArn ?? before.deadLetterTargetArn;
  const kmsKeyArn = input.KMSKeyArn ?? before.kmsKeyArn;
  const fileSystemConfigs = input.FileSystemConfigs?.map((config) => ({
    Arn: config.Arn ?? '',
    LocalMountPath: config.LocalMountPath ?? '',
  }));
  return {
    ...rest,
    runtime: input.Runtime ?? before.runtime,
    role: input.Role ?? before.role,
    handler: input.Handler ?? before.handler,
    description: input.Description ?? before.description,
    timeoutSeconds: input.Timeout ?? before.timeoutSeconds,
    memoryMiB: input.MemorySize ?? before.memoryMiB,
    ephemeralStorageMiB: input.EphemeralStorage?.Size ?? before.ephemeralStorageMiB,
    layers: layers ?? before.layers,
    tracingMode: input.TracingConfig?.Mode ?? before.tracingMode,
    snapStartApplyOn: input.SnapStart?.ApplyOn ?? before.snapStartApplyOn,
    logging,
    ...(environment && { environment }),
    ...(deadLetterTargetArn !== undefined && deadLetterTargetArn !== '' && { deadLetterTargetArn }),
    ...(kmsKeyArn !== undefined && kmsKeyArn !== '' && { kmsKeyArn }),
    ...(vpcConfig && { vpcConfig }),
    ...optionalList('fileSystemConfigs', fileSystemConfigs ?? before.fileSystemConfigs),
  };
}

function optionalList<Name extends string, T>(
  name: Name,
  list: readonly T[] | undefined,
): Partial<Record<Name, readonly T[]>> {
  const holder: Partial<Record<Name, readonly T[]>> = {};
  if (list !== undefined && list.length > 0) holder[name] = list;
  return holder;
}
