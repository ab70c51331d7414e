/** A function or a version as the API shows it. */
import { createHash } from 'node:crypto';
import type { FunctionConfiguration } from '../wire.ts';
import { functionArn } from './function-reference.ts';
import { shownSettings } from './function-state.ts';
import type { FunctionRecord, FunctionSettings, FunctionState, UpdatePhase, VersionRecord } from './function.ts';
import type { Owner } from './keys.ts';

const underWay = { reason: 'The function is being created.', code: 'Creating' } as const;

/** `$LATEST`; `qualifier` is what the ARN ends in, where the caller gave one. */
export function describeFunction(record: FunctionRecord, qualifier?: string): FunctionConfiguration {
  return {
    ...describeLatest(record, qualifier),
    ...describeRuntimeVersion(record, shownSettings(record), record.runtimeManagement?.runtimeVersionArn),
    ...describeState(record.state),
    ...describeUpdate(record.lastUpdate),
  };
}

/** A published version; `qualifier` is the alias by which it was asked for, else its number. */
export function describeVersion(record: VersionRecord, qualifier = record.version): FunctionConfiguration {
  return {
    ...describeListedVersion(record, qualifier),
    ...describeRuntimeVersion(record, record.settings),
    ...describeState(record.state),
    ...(record.state.phase === 'active' ? { LastUpdateStatus: 'Successful' } : {}),
  };
}

/** As lists show `$LATEST`: without states and runtime version. */
export function describeLatest(record: FunctionRecord, qualifier?: string): FunctionConfiguration {
  const settings = shownSettings(record);
  return {
    ...describeSettings(settings, record.name),
    FunctionArn: functionArn(record, record.name, qualifier),
    Version: '$LATEST',
    LastModified: describeMoment(record.lastModifiedAt),
    RevisionId: record.revisionId,
    SnapStart: describeSnapStart(settings, 'Off'),
  };
}

/** As lists show a version. */
export function describeListedVersion(record: VersionRecord, qualifier = record.version): FunctionConfiguration {
  return {
    ...describeSettings(record.settings, record.functionName),
    FunctionArn: functionArn(record, record.functionName, qualifier),
    Version: record.version,
    LastModified: describeMoment(record.lastModifiedAt),
    RevisionId: record.revisionId,
    SnapStart: describeSnapStart(
      record.settings,
      record.settings.snapStartApplyOn === 'PublishedVersions' ? 'On' : 'Off',
    ),
  };
}

/** `2025-03-01T12:34:56.000+0000`. */
export function describeMoment(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+0000');
}

function describeSettings(settings: FunctionSettings, name: string): FunctionConfiguration {
  return {
    FunctionName: name,
    Runtime: known(settings.runtime),
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: settings.code.sizeBytes,
    CodeSha256: settings.code.sha256,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMiB,
    PackageType: settings.packageType,
    Architectures: settings.architectures.map((name) => known(name)),
    EphemeralStorage: { Size: settings.ephemeralStorageMiB },
    TracingConfig: { Mode: known(settings.tracingMode) },
    LoggingConfig: describeLogging(settings),
    ...(settings.environment && { Environment: { Variables: { ...settings.environment } } }),
    ...(settings.layers.length > 0 && {
      Layers: settings.layers.map((layer) => ({ Arn: layer.arn, CodeSize: layer.codeSize })),
    }),
    ...(settings.deadLetterTargetArn !== undefined && {
      DeadLetterConfig: { TargetArn: settings.deadLetterTargetArn },
    }),
    ...(settings.vpcConfig && { VpcConfig: { ...settings.vpcConfig } }),
    ...(settings.kmsKeyArn !== undefined && { KMSKeyArn: settings.kmsKeyArn }),
    ...(settings.fileSystemConfigs && {
      FileSystemConfigs: settings.fileSystemConfigs.map((config) => ({ ...config })),
    }),
  };
}

function describeLogging({ logging }: FunctionSettings): NonNullable<FunctionConfiguration['LoggingConfig']> {
  return {
    LogFormat: logging.format,
    LogGroup: logging.logGroup,
    ...(logging.applicationLogLevel !== undefined && { ApplicationLogLevel: known(logging.applicationLogLevel) }),
    ...(logging.systemLogLevel !== undefined && { SystemLogLevel: known(logging.systemLogLevel) }),
  };
}

function describeSnapStart(
  settings: FunctionSettings,
  status: 'On' | 'Off',
): NonNullable<FunctionConfiguration['SnapStart']> {
  return { ApplyOn: known(settings.snapStartApplyOn), OptimizationStatus: status };
}

/** AWS names the exact build of a runtime by a hash; ours is made of the runtime's name and the architecture. */
function describeRuntimeVersion({ region }: Owner, settings: FunctionSettings, pinned?: string): FunctionConfiguration {
  if (settings.runtime === undefined) return {};
  const hash = createHash('sha256')
    .update([settings.runtime, ...settings.architectures].join(' '))
    .digest('hex');
  return { RuntimeVersionConfig: { RuntimeVersionArn: pinned ?? `arn:aws:lambda:${region}::runtime:${hash}` } };
}

function describeState(state: FunctionState): FunctionConfiguration {
  switch (state.phase) {
    case 'pending':
      return { State: 'Pending', StateReason: underWay.reason, StateReasonCode: underWay.code };
    case 'active':
      return { State: 'Active' };
    case 'failed':
      return { State: 'Failed', StateReason: state.reason, StateReasonCode: known(state.reasonCode) };
  }
}

function describeUpdate(update: UpdatePhase | undefined): FunctionConfiguration {
  switch (update?.phase) {
    case undefined:
      return {};
    case 'successful':
      return { LastUpdateStatus: 'Successful' };
    case 'in-progress':
      return {
        LastUpdateStatus: 'InProgress',
        LastUpdateStatusReason: underWay.reason,
        LastUpdateStatusReasonCode: known(underWay.code),
      };
    case 'failed':
      return {
        LastUpdateStatus: 'Failed',
        LastUpdateStatusReason: update.reason,
        LastUpdateStatusReasonCode: known(update.reasonCode),
      };
  }
}

/** A value of one of the model's enums, as the API types it. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the place of use says which enum it is
function known<T extends string>(value: string | undefined): T {
  // It passed the model's constraints when it came in, and the record keeps it as it came.
  return value as T;
}
