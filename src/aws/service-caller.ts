import { formatArn } from './arn.ts';
import type { RequestContext } from './caller.ts';

export interface ServiceCall {
  /** The calling service's principal, as `sns.amazonaws.com`. */
  readonly principal: string;
  readonly region: string;
  readonly account: string;
  readonly requestId: string;
  /** Where clients reach Serin, for answers that clients are handed on. */
  readonly origin?: string;
}

/** The context of a call that a service makes by itself, in the process: no client has signed it. */
export function serviceRequest({ principal, region, account, requestId, origin = '' }: ServiceCall): RequestContext {
  const name = principal.split('.')[0] ?? principal;
  const arn = formatArn({
    service: 'iam',
    region: '',
    account,
    resource: `role/aws-service-role/${principal}/${name}`,
  });
  return { caller: { region, account, arn, userId: principal, accessKeyId: '' }, requestId, origin };
}
