import { lambda as lambdaApi } from '../../../api/lambda.ts';
import { isSameJson, type JsonObject } from '../../../template/json.ts';
import { createOnce } from '../create-once.ts';
import { configurationInput, codeInput, knownProperties } from '../function-properties.ts';
import { findOrNone } from '../missing.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { readNumber, readObject, readText, requireKnown } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import { ownedTags, tagChange } from '../resource-tags.ts';
import type {
  CreateRequest,
  Progress,
  Properties,
  ResourceRequest,
  ResourceType,
  UpdateRequest,
} from '../resource-type.ts';
import { replacementBySchema } from './schemas.ts';

type Clients = Pick<ResourceClients, 'lambda'>;
type Configuration = Awaited<ReturnType<Clients['lambda']['GetFunctionConfiguration']>>;

/** What Lambda does to a function takes about this long. */
const pollMs = 1000;

const typeName = 'AWS::Lambda::Function';

export function createFunctionType(clients: Clients): ResourceType {
  const { lambda } = clients;
  return {
    typeName,
    serviceName: 'Lambda',
    isTaggable: true,
    attributeNames: ['Arn', 'SnapStartResponse', 'SnapStartResponse.ApplyOn', 'SnapStartResponse.OptimizationStatus'],
    replacementOf: replacementBySchema(typeName),
    create(request) {
      const { properties } = request;
      requireKnown(properties, knownProperties);
      const name =
        readText(properties, 'FunctionName') ??
        physicalName(request, { lengthMax: 64, letters: 'mixed', randomLength: 12 });
      return createOnce(request, {
        physicalId: name,
        exists: async () => (await findFunction(clients, name, request)) !== undefined,
        takenMessage: `Function already exist: ${name} (Service: Lambda, Status Code: 409, Request ID: ${request.requestToken})`,
        create: () => createFunction(clients, name, request),
      });
    },
    update(request) {
      requireKnown(request.properties, knownProperties);
      return updateFunction(clients, request);
    },
    async delete({ physicalId, attributes, call }) {
      await lambda.DeleteFunction({ FunctionName: physicalId }, call);
      return { kind: 'done', physicalId, attributes };
    },
  };
}

const findFunction = (
  { lambda }: Clients,
  name: string,
  { call }: ResourceRequest,
): Promise<Configuration | undefined> =>
  findOrNone(() => lambda.GetFunctionConfiguration({ FunctionName: name }, call));

async function createFunction(clients: Clients, name: string, request: CreateRequest): Promise<Progress> {
  const { lambda } = clients;
  const { properties, call } = request;
  const found = await findFunction(clients, name, request);
  if (found === undefined) {
    const { Code, ...members } = await codeInput(properties);
    const input = await operationInput(lambdaApi, 'CreateFunction', {
      ...configurationInput(properties),
      ...members,
      FunctionName: name,
    });
    await lambda.CreateFunction({ ...input, Code, Tags: { ...ownedTags(request) } }, call);
    return waiting(name, { step: 'creating' });
  }
  if (found.State === 'Pending') return waiting(name, { step: 'creating' });
  if (found.State === 'Failed') return unstable(name, found.StateReason);
  await configureRest(clients, name, request, {});
  return describe(clients, name, request);
}

const waiting = (name: string, callbackContext: JsonObject, delayMs = pollMs): Progress => ({
  kind: 'in-progress',
  physicalId: name,
  callbackContext,
  delayMs,
});

const unstable = (name: string, reason = 'it gave no reason'): Progress => ({
  kind: 'failed',
  message: `Resource of type 'AWS::Lambda::Function' with identifier '${name}' did not stabilize. ${reason}`,
  code: 'NotStabilized',
});

/**
 * Changes the code, then the configuration, and waits for each. A step saves the function's revision
 * before it changes anything: where that is another one, an earlier call has made the change.
 */
async function updateFunction(clients: Clients, request: UpdateRequest): Promise<Progress> {
  const { physicalId: name, previousProperties, callbackContext = {}, call } = request;
  const { step = 'code', revisionId } = callbackContext;
  const found = await clients.lambda.GetFunctionConfiguration({ FunctionName: name }, call);
  if (found.LastUpdateStatus === 'InProgress') return waiting(name, callbackContext);
  if (step !== 'rest') {
    const change = step === 'code' ? codeChange(clients, request) : configurationChange(clients, request);
    const next = step === 'code' ? 'configuration' : 'rest';
    if (change === undefined) return updateFunction(clients, { ...request, callbackContext: { step: next } });
    if (revisionId === undefined) return waiting(name, { step, revisionId: found.RevisionId ?? '' }, 0);
    if (revisionId === found.RevisionId) {
      await change();
      return waiting(name, callbackContext);
    }
    if (found.LastUpdateStatus === 'Failed') return unstable(name, found.LastUpdateStatusReason);
    return waiting(name, { step: next }, 0);
  }
  await configureTags(clients, found.FunctionArn ?? '', request);
  await configureRest(clients, name, request, previousProperties);
  return describe(clients, name, request);
}

type Change = () => Promise<unknown>;

function codeChange({ lambda }: Clients, request: UpdateRequest): Change | undefined {
  const { physicalId, properties, previousProperties, call } = request;
  if (!isCodeChanged(properties, previousProperties)) return undefined;
  return async () => {
    const { Code, ...members } = await codeInput(properties);
    const input = await operationInput(lambdaApi, 'UpdateFunctionCode', { ...members, FunctionName: physicalId });
    await lambda.UpdateFunctionCode({ ...input, ...Code }, call);
  };
}

function configurationChange({ lambda }: Clients, request: UpdateRequest): Change | undefined {
  const { physicalId, properties, previousProperties, call } = request;
  const wanted = configurationInput(properties, previousProperties);
  if (isSameJson(wanted, configurationInput(previousProperties, properties))) return undefined;
  return async () => {
    const input = await operationInput(lambdaApi, 'UpdateFunctionConfiguration', {
      ...wanted,
      FunctionName: physicalId,
    });
    await lambda.UpdateFunctionConfiguration(input, call);
  };
}

/** Runtime is in: how inline code is packed depends on its family. */
const isCodeChanged = (next: Properties, previous: Properties): boolean =>
  ['Code', 'Architectures'].some((name) => !isSameJson(next[name], previous[name])) ||
  familyOf(next) !== familyOf(previous);

const familyOf = (properties: Properties): string | undefined =>
  readText(properties, 'Runtime')?.replace(/[\d.]+.*$/, '');

async function configureTags({ lambda }: Clients, arn: string, request: UpdateRequest): Promise<void> {
  const { previousProperties, previousStackTags, call } = request;
  const { gone } = tagChange(request, { properties: previousProperties, stackTags: previousStackTags });
  if (gone.length > 0) await lambda.UntagResource({ Resource: arn, TagKeys: [...gone] }, call);
  await lambda.TagResource({ Resource: arn, Tags: { ...ownedTags(request) } }, call);
}

/** What has operations of its own; each leaves what it is to be where that is so already. */
async function configureRest(
  { lambda }: Clients,
  name: string,
  { properties, call }: ResourceRequest,
  previous: Properties,
): Promise<void> {
  const target = { FunctionName: name };
  const reserved = readNumber(properties, 'ReservedConcurrentExecutions');
  if (reserved !== undefined)
    await lambda.PutFunctionConcurrency({ ...target, ReservedConcurrentExecutions: reserved }, call);
  else if (previous['ReservedConcurrentExecutions'] !== undefined) await lambda.DeleteFunctionConcurrency(target, call);
  const recursion = readText(properties, 'RecursiveLoop');
  if (recursion !== readText(previous, 'RecursiveLoop'))
    await lambda.PutFunctionRecursionConfig(
      await operationInput(lambdaApi, 'PutFunctionRecursionConfig', {
        ...target,
        RecursiveLoop: recursion ?? 'Terminate',
      }),
      call,
    );
  const management = readObject(properties, 'RuntimeManagementConfig');
  if (isSameJson(management, previous['RuntimeManagementConfig'])) return;
  await lambda.PutRuntimeManagementConfig(
    await operationInput(lambdaApi, 'PutRuntimeManagementConfig', {
      ...target,
      ...(management ?? { UpdateRuntimeOn: 'Auto' }),
    }),
    call,
  );
}

async function describe({ lambda }: Clients, name: string, { properties, call }: ResourceRequest): Promise<Progress> {
  const { FunctionArn = '', SnapStart } = await lambda.GetFunctionConfiguration({ FunctionName: name }, call);
  const { ApplyOn = 'None', OptimizationStatus = 'Off' } = SnapStart ?? {};
  return {
    kind: 'done',
    physicalId: name,
    attributes: {
      Arn: FunctionArn,
      SnapStartResponse: { ApplyOn, OptimizationStatus },
      'SnapStartResponse.ApplyOn': ApplyOn,
      'SnapStartResponse.OptimizationStatus': OptimizationStatus,
    },
    ...(properties['DurableConfig'] !== undefined && {
      note: 'Serin records DurableConfig, and runs this function without durable executions',
    }),
  };
}
