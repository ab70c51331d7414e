/** Calls a resource type's handler for an act, and makes an answer of all that may come of it. */
import { ApiError } from '../../aws/api-error.ts';
import { serviceRequest } from '../../aws/service-caller.ts';
import { FailedAfterCreation } from './create-once.ts';
import { InvalidProperty } from './property-readers.ts';
import type {
  CreateRequest,
  HandlerErrorCode,
  PeerResource,
  Progress,
  ResourceRequest,
  ResourceType,
} from './resource-type.ts';
import { invariant } from '../../invariant.ts';
import type { Act, ResourceRecord } from './resources/resource.ts';
import { stackArn, type StackRecord } from './resources/stack.ts';

export interface HandlerCall {
  readonly stack: StackRecord;
  readonly record: ResourceRecord;
  readonly act: Act;
  readonly isRollback: boolean;
  readonly peers: readonly PeerResource[];
  /** Where clients reach Serin: some attributes are addresses. */
  readonly origin: string;
}

export type CallOutcome =
  | Progress
  /** The properties are not what the type takes; the reason stands as it is. */
  | { readonly kind: 'invalid'; readonly reason: string }
  /** It was given up between two calls. */
  | { readonly kind: 'not-called' }
  /** It did not come to an answer, and may when tried again. */
  | { readonly kind: 'broken'; readonly problem: unknown };

export async function callHandler(type: ResourceType, call: HandlerCall): Promise<CallOutcome> {
  try {
    return await handle(type, call);
  } catch (thrown) {
    const made = thrown instanceof FailedAfterCreation ? { physicalId: thrown.physicalId } : {};
    const problem = thrown instanceof FailedAfterCreation ? thrown.cause : thrown;
    if (problem instanceof InvalidProperty) return { kind: 'invalid', reason: problem.message };
    if (!(problem instanceof ApiError) || isPassing(problem.type)) return { kind: 'broken', problem };
    const { physicalId = '' } = call.act;
    const code = codeOf(problem.type);
    if (call.act.kind === 'delete' && code === 'NotFound') return { kind: 'done', physicalId, attributes: {} };
    const origin = `Service: ${type.serviceName}, Status Code: ${statusOf(code, problem.type)}, Request ID: ${call.act.token}`;
    return { kind: 'failed', message: `${problem.message} (${origin})`, code, ...made };
  }
}

/** Whether the type itself ends an act that is no longer wanted. */
export const canCancel = (type: ResourceType, act: Act): boolean => act.kind === 'update' && type.cancel !== undefined;

function handle(type: ResourceType, call: HandlerCall): Promise<Progress> {
  const { act, record } = call;
  const request = requestOf(call);
  const { physicalId } = act;
  if (act.kind === 'create') {
    const create: CreateRequest = { ...request, ...(physicalId !== undefined && { physicalId }) };
    return type.create(create);
  }
  invariant(physicalId !== undefined, 'what is changed or deleted has an ID');
  const live = [record.live, ...record.stale].find((one) => one?.physicalId === physicalId);
  const attributes = live?.attributes ?? {};
  if (act.kind === 'delete') return type.delete({ ...request, physicalId, attributes });
  invariant(type.update !== undefined, 'a type without update is never updated');
  const { updatePolicy } = act.settings;
  const update = {
    ...request,
    physicalId,
    attributes,
    previousProperties: live?.properties ?? {},
    previousStackTags: live?.stackTags ?? [],
    ...(updatePolicy !== undefined && { updatePolicy }),
  };
  return act.isCancelled && type.cancel !== undefined ? type.cancel(update) : type.update(update);
}

function requestOf({ stack, record, act, isRollback, peers, origin }: HandlerCall): ResourceRequest {
  const { region, account } = stack;
  const roleArn = stack.settings?.roleArn;
  return {
    owner: { region, account },
    stackId: stackArn(stack),
    stackName: stack.stackName,
    logicalId: record.logicalId,
    typeName: act.settings.typeName,
    requestToken: act.token,
    properties: act.settings.properties,
    stackTags: act.settings.stackTags,
    isRollback,
    peers,
    call: serviceRequest({ principal: 'cloudformation.amazonaws.com', region, account, requestId: act.token, origin }),
    ...(roleArn !== undefined && { roleArn }),
    ...(act.callbackContext !== undefined && { callbackContext: act.callbackContext }),
  };
}

/** What a service says when it is only too busy. */
const isPassing = (errorType: string): boolean =>
  /^(Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|InternalFailure|ServiceException$)/.test(
    errorType,
  );

/** By the families of names that AWS's services give to their errors. */
function codeOf(errorType: string): HandlerErrorCode {
  if (/NotFound|NoSuch|DoesNotExist/.test(errorType)) return 'NotFound';
  if (/AlreadyExists|AlreadyOwned|EntityAlready/.test(errorType)) return 'AlreadyExists';
  if (/AccessDenied|Unauthorized|NotAuthorized/.test(errorType)) return 'AccessDenied';
  if (/LimitExceeded|QuotaExceeded/.test(errorType)) return 'ServiceLimitExceeded';
  if (/Conflict|InUse/.test(errorType)) return 'ResourceConflict';
  if (/Invalid|Validation|Malformed|BadRequest/.test(errorType)) return 'InvalidRequest';
  return 'GeneralServiceException';
}

/** Services that speak REST answer with these; the others with 400, which their texts do not always say. */
const statuses: Readonly<Partial<Record<HandlerErrorCode, number>>> = {
  NotFound: 404,
  AlreadyExists: 409,
  ResourceConflict: 409,
  AccessDenied: 403,
};

const statusOf = (code: HandlerErrorCode, errorType: string): number =>
  errorType.endsWith('NotEmpty') ? 409 : (statuses[code] ?? 400);

/** All physical resources of the act's type but the one that the act is about. */
export function peersOf(records: Iterable<ResourceRecord>, subject: ResourceRecord, act: Act): PeerResource[] {
  const peers: PeerResource[] = [];
  for (const { logicalId, live, stale, act: other } of records) {
    const isOwn = logicalId === subject.logicalId;
    const made = isOwn || other?.physicalId === undefined ? [] : [{ ...other.settings, physicalId: other.physicalId }];
    for (const one of [...(live === undefined ? [] : [live]), ...stale, ...made])
      if (one.typeName === act.settings.typeName && !(isOwn && one.physicalId === act.physicalId))
        peers.push({ logicalId, physicalId: one.physicalId });
  }
  return peers;
}
