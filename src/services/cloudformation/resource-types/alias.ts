import { formatArn } from '../../../aws/arn.ts';
import { isJsonObject, isSameJson } from '../../../template/json.ts';
import {
  appSpec,
  endLeftovers,
  findBegun,
  followRollback,
  followShift,
  prepareShift,
  readShiftPolicy,
  readStage,
  type Shift,
  type ShiftPolicy,
  type ShiftProgress,
  startShift,
} from '../alias-shift.ts';
import { createOnce } from '../create-once.ts';
import { parseFunctionText } from '../lambda-names.ts';
import { findOrNone } from '../missing.ts';
import {
  InvalidProperty,
  readList,
  readNumber,
  readObject,
  readText,
  requireKnown,
  requireText,
} from '../property-readers.ts';
import { provision } from '../provisioned-concurrency.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type {
  CreateRequest,
  Progress,
  Properties,
  ResourceRequest,
  ResourceType,
  UpdateRequest,
} from '../resource-type.ts';
import { replacementBySchema } from './schemas.ts';

type Clients = Pick<ResourceClients, 'lambda' | 'codedeploy'>;
type Alias = Awaited<ReturnType<Clients['lambda']['GetAlias']>>;

const typeName = 'AWS::Lambda::Alias';
const pollMs = 1000;
const knownProperties = [
  'Description',
  'FunctionName',
  'FunctionVersion',
  'Name',
  'ProvisionedConcurrencyConfig',
  'RoutingConfig',
];

export function createAliasType(clients: Clients): ResourceType {
  const { lambda } = clients;
  return {
    typeName,
    serviceName: 'Lambda',
    attributeNames: ['AliasArn'],
    replacementOf: replacementBySchema(typeName),
    create(request) {
      requireKnown(request.properties, knownProperties);
      return createAlias(clients, request);
    },
    update(request) {
      requireKnown(request.properties, knownProperties);
      return request.isRollback ? restoreAlias(clients, request) : updateAlias(clients, request);
    },
    cancel: (request) => cancelUpdate(clients, request),
    async delete({ physicalId, attributes, call }) {
      const { functionName, qualifier = '' } = parseFunctionText(physicalId);
      await lambda.DeleteAlias({ FunctionName: functionName, Name: qualifier }, call);
      return { kind: 'done', physicalId, attributes };
    },
  };
}

async function createAlias(clients: Clients, request: CreateRequest): Promise<Progress> {
  const { lambda } = clients;
  const { properties, call } = request;
  const FunctionName = requireText(properties, 'FunctionName');
  const Name = requireText(properties, 'Name');
  const find = (): Promise<Alias | undefined> => findOrNone(() => lambda.GetAlias({ FunctionName, Name }, call));
  return createOnce(request, {
    physicalId: aliasArn(request, FunctionName, Name),
    exists: async () => (await find()) !== undefined,
    takenMessage: `Alias already exists: ${Name} (Service: Lambda, Status Code: 409, Request ID: ${request.requestToken})`,
    async create() {
      const alias =
        (await find()) ?? (await lambda.CreateAlias({ FunctionName, Name, ...settingsOf(properties) }, call));
      return settle(clients, alias.AliasArn ?? '', { request, previous: {} });
    },
  });
}

const aliasArn = ({ owner }: ResourceRequest, fn: string, name: string): string =>
  formatArn({ service: 'lambda', ...owner, resource: `function:${parseFunctionText(fn).functionName}:${name}` });

const settingsOf = (properties: Properties) => ({
  FunctionVersion: requireText(properties, 'FunctionVersion'),
  Description: readText(properties, 'Description') ?? '',
  RoutingConfig: { AdditionalVersionWeights: readWeights(properties) },
});

function readWeights(properties: Properties): Record<string, number> {
  const weights: Record<string, number> = {};
  const routing = readObject(properties, 'RoutingConfig') ?? {};
  for (const item of readList(routing, 'AdditionalVersionWeights')) {
    if (!isJsonObject(item)) continue;
    weights[requireText(item, 'FunctionVersion')] = readNumber(item, 'FunctionWeight') ?? 0;
  }
  return weights;
}

/** The last step of each act: what is kept ready for the alias. */
async function settle(
  clients: Clients,
  arn: string,
  change: { readonly request: ResourceRequest; readonly previous: Properties },
): Promise<Progress> {
  const { functionName, qualifier = '' } = parseFunctionText(arn);
  const provisioning = await provision(clients, { FunctionName: functionName, Qualifier: qualifier }, change);
  if (provisioning === 'ready') return { kind: 'done', physicalId: arn, attributes: { AliasArn: arn } };
  if (provisioning === 'waiting')
    return { kind: 'in-progress', physicalId: arn, callbackContext: { stage: 'settling' }, delayMs: pollMs };
  return {
    kind: 'failed',
    physicalId: arn,
    message: `Resource of type 'AWS::Lambda::Alias' with identifier '${arn}' did not stabilize. ${provisioning.failed}`,
    code: 'NotStabilized',
  };
}

/** A new version is shifted to where the update policy says so; all else is set at once. */
async function updateAlias(clients: Clients, request: UpdateRequest): Promise<Progress> {
  const { physicalId, properties, previousProperties, callbackContext } = request;
  const policy = readShiftPolicy(request.updatePolicy);
  const isMoved = readText(properties, 'FunctionVersion') !== readText(previousProperties, 'FunctionVersion');
  if (callbackContext?.['stage'] !== 'settling') {
    if (policy !== undefined && isMoved) {
      if (properties['RoutingConfig'] !== undefined) throw refusedMix();
      const progress = await shift(clients, policy, request);
      if (progress.kind !== 'shifted') return progress;
    }
    await setAlias(clients, request, { isMoved: isMoved && policy === undefined });
  }
  return settle(clients, physicalId, { request, previous: previousProperties });
}

// On AWS the two do not go together either, but the deployment fails; the wording is our own.
const refusedMix = (): InvalidProperty =>
  new InvalidProperty('RoutingConfig cannot be given where CodeDeployLambdaAliasUpdate shifts the traffic');

async function shift(clients: Clients, policy: ShiftPolicy, request: UpdateRequest): Promise<ShiftProgress> {
  const { codedeploy } = clients;
  const stage = readStage(request.callbackContext);
  switch (stage?.stage) {
    case undefined: {
      const alias = await readAlias(clients, request);
      // Somebody has brought it there already.
      if (alias.FunctionVersion === request.properties['FunctionVersion'] && !isSplit(alias))
        return { kind: 'shifted' };
      return prepareShift(codedeploy, shiftOf(policy, request, alias.FunctionVersion ?? ''), request);
    }
    case 'starting':
      return startShift(codedeploy, shiftOf(policy, request, stage.currentVersion), { request, after: stage.after });
    case 'shifting':
      return followShift(codedeploy, stage.deploymentId, { request, isUnwanted: false });
    case 'rolling-back':
      return followRollback(codedeploy, stage, request);
  }
}

function shiftOf(policy: ShiftPolicy, { physicalId, properties }: UpdateRequest, currentVersion: string): Shift {
  const { functionName, qualifier: alias = '' } = parseFunctionText(physicalId);
  return { policy, functionName, alias, currentVersion, targetVersion: requireText(properties, 'FunctionVersion') };
}

function readAlias({ lambda }: Clients, { physicalId, call }: UpdateRequest): Promise<Alias> {
  const { functionName, qualifier = '' } = parseFunctionText(physicalId);
  return lambda.GetAlias({ FunctionName: functionName, Name: qualifier }, call);
}

const isSplit = ({ RoutingConfig }: Alias): boolean =>
  Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0;

/** Touches nothing but what the template changes: a version may have been moved by others. */
async function setAlias(
  { lambda }: Clients,
  { physicalId, properties, previousProperties, call }: UpdateRequest,
  { isMoved }: { readonly isMoved: boolean },
): Promise<void> {
  const { functionName, qualifier = '' } = parseFunctionText(physicalId);
  const { FunctionVersion, Description, RoutingConfig } = settingsOf(properties);
  const isRerouted = !isSameJson(readWeights(properties), readWeights(previousProperties));
  const isRedescribed = Description !== settingsOf(previousProperties).Description;
  if (!isMoved && !isRerouted && !isRedescribed) return;
  await lambda.UpdateAlias(
    {
      FunctionName: functionName,
      Name: qualifier,
      ...(isMoved && { FunctionVersion }),
      ...((isMoved || isRerouted) && { RoutingConfig }),
      ...(isRedescribed && { Description }),
    },
    call,
  );
}

/**
 * Brings the alias back at once, all of its calls, without alarms and hooks: they had their say, and
 * what is left is to undo. Where CodeDeploy has taken its shift back, there is nothing to do.
 */
async function restoreAlias(clients: Clients, request: UpdateRequest): Promise<Progress> {
  const { physicalId, properties, call, callbackContext } = request;
  if (callbackContext?.['stage'] !== 'settling') {
    const policy = readShiftPolicy(request.updatePolicy);
    // A shift that goes on would move the traffic away again.
    if (policy !== undefined && !(await endLeftovers(clients.codedeploy, policy, request)))
      return { kind: 'in-progress', callbackContext: { stage: 'ending' }, delayMs: pollMs };
    const alias = await readAlias(clients, request);
    const wanted = settingsOf(properties);
    const weights = alias.RoutingConfig?.AdditionalVersionWeights ?? {};
    const isBack =
      alias.FunctionVersion === wanted.FunctionVersion &&
      isSameJson(weights, wanted.RoutingConfig.AdditionalVersionWeights) &&
      (alias.Description ?? '') === wanted.Description;
    const { functionName, qualifier = '' } = parseFunctionText(physicalId);
    if (!isBack) await clients.lambda.UpdateAlias({ FunctionName: functionName, Name: qualifier, ...wanted }, call);
  }
  return settle(clients, physicalId, { request, previous: request.previousProperties });
}

/** Stops the shift, and ends when the traffic is back. */
async function cancelUpdate(clients: Clients, request: UpdateRequest): Promise<Progress> {
  const { codedeploy } = clients;
  const policy = readShiftPolicy(request.updatePolicy);
  const stage = readStage(request.callbackContext);
  if (policy === undefined || stage === undefined) return givenUp('Resource update cancelled');
  const progress = await endShift();
  return progress.kind === 'shifted' ? givenUp('Resource update cancelled') : progress;

  async function endShift(): Promise<ShiftProgress> {
    if (policy === undefined || stage === undefined) return { kind: 'shifted' };
    if (stage.stage === 'rolling-back') return followRollback(codedeploy, stage, request);
    if (stage.stage === 'shifting') return followShift(codedeploy, stage.deploymentId, { request, isUnwanted: true });
    const content = appSpec(shiftOf(policy, request, stage.currentVersion), request);
    const begun = await findBegun(codedeploy, policy.group, { content, after: stage.after, request });
    return begun === undefined ? { kind: 'shifted' } : followShift(codedeploy, begun, { request, isUnwanted: true });
  }
}

const givenUp = (message: string) => ({ kind: 'failed', message, code: 'GeneralServiceException' }) as const;
