import type { CloudformationOperations } from '../../../api/cloudformation.ts';
import type { Client } from '../../../api/service.ts';
import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { isJsonList, type JsonObject, type JsonValue } from '../../../template/json.ts';
import { physicalName } from '../physical-name.ts';
import { readNumber, readObject, readTags, readTexts, requireText } from '../property-readers.ts';
import type { Progress, ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';
import { replacementBySchema } from './schemas.ts';

export const nestedStackTypeName = 'AWS::CloudFormation::Stack';

/** CloudFormation as a client of itself. */
export type NestedStacks = Pick<
  Client<CloudformationOperations>,
  'DeleteStack' | 'DescribeStacks' | 'CancelUpdateStack'
> & {
  readonly createWithin: (
    input: CloudformationOperations['CreateStack']['input'],
    request: RequestContext,
    place: NestedPlace,
  ) => Promise<CloudformationOperations['CreateStack']['output']>;
  readonly updateWithin: (
    input: CloudformationOperations['UpdateStack']['input'],
    request: RequestContext,
    place: NestedPlace,
  ) => Promise<CloudformationOperations['UpdateStack']['output']>;
};

/** Which resource of which stack the nested one is. */
export interface NestedPlace {
  readonly parentId: string;
  readonly logicalId: string;
}

const placeOf = ({ stackId, logicalId }: ResourceRequest): NestedPlace => ({ parentId: stackId, logicalId });

const pollMs = 1000;

/** A stack that is a resource of another one. */
export function createNestedStackType(stacks: NestedStacks): ResourceType {
  return {
    typeName: nestedStackTypeName,
    serviceName: 'CloudFormation',
    isTaggable: true,
    replacementOf: replacementBySchema(nestedStackTypeName),
    async create(request) {
      if (request.physicalId !== undefined) return watch(stacks, request.physicalId, request, 'created');
      const timeoutMinutes = readNumber(request.properties, 'TimeoutInMinutes');
      const input = {
        ...inputOf(request),
        StackName: physicalName(request, { lengthMax: 128 }),
        ...(timeoutMinutes !== undefined && { TimeoutInMinutes: timeoutMinutes }),
      };
      // The token makes a repeated request find the stack that the first one made.
      const { StackId = '' } = await stacks.createWithin(input, request.call, placeOf(request));
      return waitFor(StackId);
    },
    async update(request) {
      const { physicalId, callbackContext } = request;
      if (callbackContext !== undefined) return watch(stacks, physicalId, request, 'updated');
      try {
        await stacks.updateWithin({ ...inputOf(request), StackName: physicalId }, request.call, placeOf(request));
      } catch (error) {
        const isSame = error instanceof ApiError && error.message === 'No updates are to be performed.';
        if (!isSame) throw error;
        // One that went back by itself is as it is wanted too.
        return watch(stacks, physicalId, request, 'unchanged');
      }
      return waitFor(physicalId);
    },
    cancel: (request) => cancel(stacks, request),
    async delete(request) {
      const { physicalId, call, callbackContext } = request;
      if (callbackContext === undefined) {
        const token = request.requestToken;
        await stacks.DeleteStack({ StackName: physicalId, ClientRequestToken: token }, call);
        return waitFor(physicalId);
      }
      return watch(stacks, physicalId, request, 'deleted');
    },
  };
}

const waitFor = (physicalId: string): Progress => ({
  kind: 'in-progress',
  physicalId,
  callbackContext: { isStarted: true },
  delayMs: pollMs,
});

const inputOf = (request: ResourceRequest) => ({
  ...nestedStackInput(request),
  ClientRequestToken: request.requestToken,
});

/** What the properties of a nested stack ask of CloudFormation. */
export function nestedStackInput({ properties, stackTags }: Pick<ResourceRequest, 'properties' | 'stackTags'>) {
  const parameters = readObject(properties, 'Parameters') ?? {};
  return {
    TemplateURL: requireText(properties, 'TemplateURL'),
    Parameters: Object.entries(parameters).map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: textOf(value),
    })),
    Tags: readTags(properties, stackTags).map(({ key, value }) => ({ Key: key, Value: value })),
    NotificationARNs: [...readTexts(properties, 'NotificationARNs')],
    // Whoever acknowledged the parent's capabilities has acknowledged those of what it is made of.
    Capabilities: ['CAPABILITY_IAM' as const, 'CAPABILITY_NAMED_IAM' as const, 'CAPABILITY_AUTO_EXPAND' as const],
  };
}

const textOf = (value: JsonValue): string => (isJsonList(value) ? value.map(String).join(',') : String(value));

async function cancel(stacks: NestedStacks, request: UpdateRequest): Promise<Progress> {
  const { physicalId, call } = request;
  const stack = await describe(stacks, physicalId, call);
  if (stack?.StackStatus === 'UPDATE_IN_PROGRESS') await stacks.CancelUpdateStack({ StackName: physicalId }, call);
  return watch(stacks, physicalId, request, 'updated');
}

const doneStatuses: Readonly<Record<'created' | 'updated' | 'unchanged' | 'deleted', readonly string[]>> = {
  created: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'],
  updated: ['UPDATE_COMPLETE'],
  unchanged: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'],
  deleted: ['DELETE_COMPLETE'],
};

/** Looks how far the stack is. */
async function watch(
  stacks: NestedStacks,
  stackId: string,
  { call }: ResourceRequest,
  deed: 'created' | 'updated' | 'unchanged' | 'deleted',
): Promise<Progress> {
  const stack = await describe(stacks, stackId, call);
  const { StackStatus: status = 'DELETE_COMPLETE', StackStatusReason: reason = '' } = stack ?? {};
  if (status.endsWith('_IN_PROGRESS')) return waitFor(stackId);
  const outputs = stack?.Outputs ?? [];
  const attributes: JsonObject = Object.fromEntries(
    outputs.map(({ OutputKey, OutputValue = '' }) => [`Outputs.${OutputKey}`, OutputValue]),
  );
  if (doneStatuses[deed].includes(status)) return { kind: 'done', physicalId: stackId, attributes };
  const state = deed === 'updated' ? `. Currently in ${status} with reason: ` : ': ';
  const message = `Embedded stack ${stackId} was not successfully ${deed}${state}${reason}`;
  return { kind: 'failed', message, code: 'NotStabilized', isVerbatim: true, physicalId: stackId };
}

async function describe(stacks: NestedStacks, stackId: string, call: RequestContext) {
  try {
    return (await stacks.DescribeStacks({ StackName: stackId }, call)).Stacks?.[0];
  } catch (error) {
    if (error instanceof ApiError && error.type === 'ValidationError') return undefined;
    throw error;
  }
}
