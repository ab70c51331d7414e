import { serviceRequest } from '../../aws/service-caller.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Owner } from './resources/keys.ts';

/** The context of a call that CodeDeploy makes by itself, for the account whose deployment it is. */
export const codedeployRequest = ({ region, account }: Owner, requestId: string): RequestContext =>
  serviceRequest({ principal: 'codedeploy.amazonaws.com', region, account, requestId });
