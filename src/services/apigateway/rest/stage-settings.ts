/** What may be set of a stage. */
import { badRequest, notServed } from './errors.ts';
import { invalidOperation, type Patch, patchBoolean, patchNumber, requireValue } from './patch.ts';
import type { CanarySettings, MethodSetting, StageRecord } from './resources/rest-api.ts';

export const defaultMethodSetting: MethodSetting = {
  metricsEnabled: false,
  loggingLevel: 'OFF',
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

export function requireStageName(name: string): string {
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(name)) throw badRequest('Stage name only allows a-zA-Z0-9_-');
  return name;
}

export function requireVariables(
  variables: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const entries = Object.entries(variables ?? {});
  for (const [name, value] of entries) {
    if (!/^[A-Za-z0-9_]+$/.test(name))
      throw badRequest(
        `Stage variable name ${name} is invalid. Please use alphanumeric characters and underscores only.`,
      );
    if (!/^[A-Za-z0-9\-._~:/?#&=,@]*$/.test(value))
      throw badRequest(`Stage variable value is invalid for ${name}: please use [A-Za-z0-9-._~:/?#&=,] only.`);
  }
  return variables ?? {};
}

interface CanaryInput {
  readonly percentTraffic?: number | undefined;
  readonly deploymentId?: string | undefined;
  readonly stageVariableOverrides?: Readonly<Record<string, string>> | undefined;
  readonly useStageCache?: boolean | undefined;
}

export function parseCanary(input: CanaryInput, deploymentId: string): CanarySettings {
  const { percentTraffic = 0, stageVariableOverrides, useStageCache = false } = input;
  return {
    percentTraffic: requirePercent(percentTraffic),
    deploymentId: input.deploymentId ?? deploymentId,
    ...(stageVariableOverrides && { stageVariableOverrides: requireVariables(stageVariableOverrides) }),
    useStageCache,
  };
}

function requirePercent(percent: number): number {
  if (Number.isNaN(percent) || percent < 0 || percent > 100)
    throw badRequest('Invalid canary percentTraffic specified. Must be between 0.0 and 100.0');
  return percent;
}

const replaceable = [
  '/deploymentId',
  '/description',
  '/cacheClusterEnabled',
  '/cacheClusterSize',
  '/clientCertificateId',
  '/accessLogSettings',
  '/accessLogSettings/destinationArn',
  '/accessLogSettings/format',
  '/{resourcePath}/{httpMethod}/metrics/enabled',
  '/{resourcePath}/{httpMethod}/logging/dataTrace',
  '/{resourcePath}/{httpMethod}/logging/loglevel',
  '/{resourcePath}/{httpMethod}/throttling/burstLimit',
  '/{resourcePath}/{httpMethod}/throttling/rateLimit',
  '/{resourcePath}/{httpMethod}/caching/ttlInSeconds',
  '/{resourcePath}/{httpMethod}/caching/enabled',
  '/{resourcePath}/{httpMethod}/caching/dataEncrypted',
  '/{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl',
  '/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy',
  '/*/*/metrics/enabled',
  '/*/*/logging/dataTrace',
  '/*/*/logging/loglevel',
  '/*/*/throttling/burstLimit',
  '/*/*/throttling/rateLimit',
  '/*/*/caching/ttlInSeconds',
  '/*/*/caching/enabled',
  '/*/*/caching/dataEncrypted',
  '/*/*/caching/requireAuthorizationForCacheControl',
  '/*/*/caching/unauthorizedCacheControlHeaderStrategy',
  '/variables/{variable_name}',
  '/tracingEnabled',
];

export function patchStage(stage: StageRecord, patch: Patch): StageRecord {
  const [first = '', second] = patch.segments;
  switch (first) {
    case 'variables':
      return { ...stage, variables: patchVariable(stage.variables, second, patch) };
    case 'accessLogSettings':
      return patchAccessLog(stage, patch);
    case 'canarySettings':
      return patchCanary(stage, patch);
    case 'description':
    case 'documentationVersion':
    case 'clientCertificateId':
      return patchText(stage, first, patch);
  }
  if (patch.segments.length >= 4 || (patch.op === 'remove' && patch.segments.length === 2))
    return { ...stage, methodSettings: patchMethodSettings(stage.methodSettings, patch) };
  if (patch.op !== 'replace') throw invalidOperation(patch, []);
  switch (patch.path) {
    case '/deploymentId':
      return { ...stage, deploymentId: requireValue(patch) };
    case '/tracingEnabled':
      return { ...stage, tracingEnabled: patchBoolean(patch) };
    case '/cacheClusterEnabled':
      return { ...stage, cacheClusterEnabled: patchBoolean(patch) };
    case '/cacheClusterSize':
      return { ...stage, cacheClusterSize: requireValue(patch) };
    default:
      throw invalidOperation(patch, replaceable);
  }
}

function patchText(
  stage: StageRecord,
  name: 'description' | 'documentationVersion' | 'clientCertificateId',
  { op, value }: Patch,
): StageRecord {
  const { [name]: _, ...rest } = stage;
  return op === 'remove' || value === undefined ? rest : { ...rest, [name]: value };
}

function patchVariable(
  variables: Readonly<Record<string, string>>,
  name: string | undefined,
  patch: Patch,
): Readonly<Record<string, string>> {
  if (name === undefined) throw invalidOperation(patch, replaceable);
  const { [name]: _, ...rest } = variables;
  if (patch.op === 'remove') return rest;
  return { ...rest, ...requireVariables({ [name]: requireValue(patch) }) };
}

function patchAccessLog(stage: StageRecord, patch: Patch): StageRecord {
  const { accessLogSettings, ...rest } = stage;
  const [, member] = patch.segments;
  if (patch.op === 'remove' && member === undefined) return rest;
  if (member !== 'destinationArn' && member !== 'format') throw invalidOperation(patch, replaceable);
  return { ...rest, accessLogSettings: { ...accessLogSettings, [member]: requireValue(patch) } };
}

function patchCanary(stage: StageRecord, patch: Patch): StageRecord {
  const { canarySettings, ...rest } = stage;
  const [, member, name] = patch.segments;
  if (patch.op === 'remove' && member === undefined) return rest;
  if (patch.op === 'copy') return promote(stage, patch);
  const known: CanarySettings = canarySettings ?? {
    percentTraffic: 0,
    deploymentId: stage.deploymentId,
    useStageCache: false,
  };
  switch (member ?? '') {
    case 'percentTraffic':
      return { ...rest, canarySettings: { ...known, percentTraffic: requirePercent(patchNumber(patch)) } };
    case 'deploymentId':
      return { ...rest, canarySettings: { ...known, deploymentId: requireValue(patch) } };
    case 'useStageCache':
      return { ...rest, canarySettings: { ...known, useStageCache: patchBoolean(patch) } };
    case 'stageVariableOverrides': {
      const overrides = patchVariable(known.stageVariableOverrides ?? {}, name, patch);
      return { ...rest, canarySettings: { ...known, stageVariableOverrides: overrides } };
    }
    default:
      throw invalidOperation(patch, replaceable);
  }
}

function promote(_stage: StageRecord, { from = '' }: Patch): StageRecord {
  throw notServed(`the patch operation 'copy' into ${from}`);
}

const settingNames: Readonly<Record<string, keyof MethodSetting>> = {
  'metrics/enabled': 'metricsEnabled',
  'logging/dataTrace': 'dataTraceEnabled',
  'logging/loglevel': 'loggingLevel',
  'throttling/burstLimit': 'throttlingBurstLimit',
  'throttling/rateLimit': 'throttlingRateLimit',
  'caching/ttlInSeconds': 'cacheTtlInSeconds',
  'caching/enabled': 'cachingEnabled',
  'caching/dataEncrypted': 'cacheDataEncrypted',
  'caching/requireAuthorizationForCacheControl': 'requireAuthorizationForCacheControl',
  'caching/unauthorizedCacheControlHeaderStrategy': 'unauthorizedCacheControlHeaderStrategy',
};

/** The path of a method is that of its resource, its slashes written as `~1`; then the method; then the setting. */
function patchMethodSettings(settings: StageRecord['methodSettings'], patch: Patch): StageRecord['methodSettings'] {
  const { segments, op } = patch;
  if (op === 'remove') {
    const { [settingKey(segments)]: _, ...rest } = settings;
    return rest;
  }
  const key = settingKey(segments.slice(0, -2));
  const name = settingNames[segments.slice(-2).join('/')];
  if (op !== 'replace' || name === undefined) throw invalidOperation(patch, op === 'replace' ? replaceable : []);
  const before = settings[key] ?? defaultMethodSetting;
  return { ...settings, [key]: { ...before, [name]: settingValue(name, patch) } };
}

const settingKey = (segments: readonly string[]): string => segments.join('/').replace(/^\/+/, '');

function settingValue(name: keyof MethodSetting, patch: Patch): string | number | boolean {
  const usual = defaultMethodSetting[name];
  if (typeof usual === 'boolean') return patchBoolean(patch);
  return typeof usual === 'number' ? patchNumber(patch) : requireValue(patch);
}
