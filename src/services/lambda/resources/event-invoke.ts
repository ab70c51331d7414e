/** How a function's asynchronous events are retried, and where their outcomes go. */
import type { ApiError } from '../../../aws/api-error.ts';
import { parseArn } from '../../../aws/arn.ts';
import { invalidParameter } from '../errors.ts';
import type { Request, Response } from '../wire.ts';
import type { EventInvokeRecord } from './attachments.ts';
import { whyNoWay } from './failure-targets.ts';
import { functionArn, type FunctionReference } from './function-reference.ts';
import type { Owner } from './keys.ts';

type Settings = Request<'PutFunctionEventInvokeConfig'>;
type Destinations = Settings['DestinationConfig'];

/** Services that AWS delivers outcomes to; a bucket takes failures only. */
const destinationServices = {
  onSuccess: ['lambda', 'sqs', 'sns', 'events'],
  onFailure: ['lambda', 'sqs', 'sns', 'events', 's3'],
};

export function refuseNothing(input: Settings): ApiError | undefined {
  const isGiven =
    input.MaximumRetryAttempts !== undefined ||
    input.MaximumEventAgeInSeconds !== undefined ||
    input.DestinationConfig !== undefined;
  return isGiven
    ? undefined
    : invalidParameter('You must specify at least one of error handling or destination setting.');
}

/**
 * Why the destinations cannot be taken as they are written; whether a function among them exists is
 * another question. As on AWS, a topic, bucket or queue need not be there: the delivery will tell.
 */
export function refuseDestinations(
  config: Destinations,
  { owner, name }: FunctionReference,
  { hasQueues }: { readonly hasQueues: boolean },
): ApiError | undefined {
  for (const kind of ['onSuccess', 'onFailure'] as const) {
    const destination = destinationOf(config, kind);
    if (destination === undefined) continue;
    const service = parseArn(destination)?.service ?? '';
    if (!destinationServices[kind].includes(service)) {
      return invalidParameter(`The provided destination config ${formatDestinations(config)} is invalid.`);
    }
    const own = functionArn(owner, name);
    if (destination === own || destination.startsWith(`${own}:`)) {
      return invalidParameter("You can't specify the function as a destination for itself.");
    }
    const noWay = whyNoWay(destination, hasQueues);
    if (noWay !== undefined) return noWay;
  }
  return undefined;
}

/** The functions among the destinations. */
export function functionDestinations(config: Destinations): readonly string[] {
  return (['onSuccess', 'onFailure'] as const)
    .map((kind) => destinationOf(config, kind))
    .filter((destination) => destination !== undefined && parseArn(destination)?.service === 'lambda')
    .map(String);
}

function destinationOf(config: Destinations, kind: 'onSuccess' | 'onFailure'): string | undefined {
  const destination = kind === 'onSuccess' ? config?.OnSuccess?.Destination : config?.OnFailure?.Destination;
  return destination === '' ? undefined : destination;
}

/** As AWS prints it in its refusal. */
function formatDestinations(config: Destinations): string {
  const format = (name: string, member: { readonly Destination?: string | undefined } | undefined): string =>
    member === undefined ? 'null' : `${name}(destination=${member.Destination ?? 'null'})`;
  return `DestinationConfig(onSuccess=${format('OnSuccess', config?.OnSuccess)}, onFailure=${format('OnFailure', config?.OnFailure)})`;
}

/** The record that a request asks for, on top of what is there for an update, or of nothing. */
export function createEventInvoke(
  input: Settings,
  target: { readonly functionName: string; readonly qualifier: string; readonly at: number },
  before?: EventInvokeRecord,
): EventInvokeRecord {
  const retries = input.MaximumRetryAttempts ?? before?.maximumRetryAttempts;
  const age = input.MaximumEventAgeInSeconds ?? before?.maximumEventAgeSeconds;
  const isReplaced = input.DestinationConfig !== undefined;
  const onSuccess = isReplaced ? destinationOf(input.DestinationConfig, 'onSuccess') : before?.onSuccess;
  const onFailure = isReplaced ? destinationOf(input.DestinationConfig, 'onFailure') : before?.onFailure;
  return {
    functionName: target.functionName,
    qualifier: target.qualifier,
    ...(retries === undefined ? {} : { maximumRetryAttempts: retries }),
    ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
    ...(onSuccess === undefined ? {} : { onSuccess }),
    ...(onFailure === undefined ? {} : { onFailure }),
    lastModifiedAt: target.at,
  };
}

export function describeEventInvoke(owner: Owner, record: EventInvokeRecord): Response<'GetFunctionEventInvokeConfig'> {
  return {
    // Whole seconds: AWS sends the moment as epoch seconds.
    LastModified: new Date(Math.floor(record.lastModifiedAt / 1000) * 1000),
    FunctionArn: functionArn(owner, record.functionName, record.qualifier),
    ...(record.maximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts: record.maximumRetryAttempts }),
    ...(record.maximumEventAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: record.maximumEventAgeSeconds }),
    DestinationConfig: {
      OnSuccess: record.onSuccess === undefined ? {} : { Destination: record.onSuccess },
      OnFailure: record.onFailure === undefined ? {} : { Destination: record.onFailure },
    },
  };
}
