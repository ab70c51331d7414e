import type { CloudcontrolOperations } from '../../api/cloudcontrol.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { CloudcontrolContext, CloudcontrolInput, CloudcontrolOperation, CloudcontrolOutput } from './context.ts';
import { getResource } from './operations/get-resource.ts';

/** Cloud Control: reads of resources under one operation, for the SAM CLI's list of addresses. */
export function createCloudcontrolService(context: CloudcontrolContext) {
  const serve =
    <Name extends keyof CloudcontrolOperations>(operation: CloudcontrolOperation<Name>) =>
    (input: CloudcontrolInput<Name>, request: RequestContext): Promise<CloudcontrolOutput<Name>> =>
      operation(input, context, request);
  return { GetResource: serve(getResource) } satisfies Handlers<CloudcontrolOperations>;
}
