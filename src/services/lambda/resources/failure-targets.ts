/** Which targets Serin can hand outcomes to, and what it says to a request that names another. Pure. */
import type { ApiError } from '../../../aws/api-error.ts';
import { parseArn } from '../../../aws/arn.ts';
import { invalidParameter } from '../errors.ts';

/** Why there is no way to a target of a service that AWS delivers to; `undefined`: there is one. */
export function whyNoWay(targetArn: string, hasQueues: boolean): ApiError | undefined {
  const { service, resource } = parseArn(targetArn) ?? {};
  if (service === 'sqs' && !hasQueues) {
    return invalidParameter(
      `Serin has no SQS of its own, so nothing could be sent to ${targetArn}. Start it with --sqs-endpoint URL, the address of a server that speaks SQS's API, or name an SNS topic.`,
    );
  }
  if (service === 'events' && resource !== 'event-bus/default') {
    return invalidParameter(
      `Serin serves the default event bus only, so nothing could be sent to ${targetArn}. Name event-bus/default.`,
    );
  }
  return undefined;
}

/** AWS's wording is not recorded: these are ours. */
export function whyNotDeadLetter(
  config: { readonly TargetArn?: string | undefined } | undefined,
  hasQueues: boolean,
): ApiError | undefined {
  const targetArn = config?.TargetArn ?? '';
  if (targetArn === '') return undefined;
  const { service = '' } = parseArn(targetArn) ?? {};
  return ['sqs', 'sns'].includes(service)
    ? whyNoWay(targetArn, hasQueues)
    : invalidParameter(
        `Invalid dead letter ARN: ${targetArn}. An SQS queue or an SNS topic can be a dead-letter target.`,
      );
}
