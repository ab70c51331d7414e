import { formatArn } from './arn.ts';
import type { RequestContext } from './caller.ts';

export interface ServiceCall {
  /** The calling service's principal, as `sns.amazonaws.com`. */
  readonly principal: string;
  readonly region: string;
  readonly account: string;
  readonly requestId: string;
}

/** The context of a call that a service makes by itself, in the process: no client has signed it. */
export function serviceRequest({ principal, region, account, requestId }: ServiceCall): RequestContext {
  const name = principal.split('.')[0] ?? principal;
  const arn = formatArn({
    service: 'iam',
    region: '',
    account,
    resource: `role/aws-service-role/${principal}/${name}`,
  });
  // No answer to such a call goes over a network, so there is no origin that anyone could follow.
  return { caller: { region, account, arn, userId: principal, accessKeyId: '' }, requestId, origin: '' };
}
