import type { CloudcontrolOperations } from '../../api/cloudcontrol.ts';
import type { LambdaOperations } from '../../api/lambda.ts';
import type { Client } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Random } from '../../time/random.ts';

/** What Cloud Control works with. It keeps nothing: each resource is where its service has it. */
export interface CloudcontrolContext {
  readonly random: Random;
  /** Whether AWS has a resource type of this name, whatever Serin does with it. */
  readonly isType: (typeName: string) => boolean;
  /** A peer, called as any client calls it. */
  readonly lambda: Pick<Client<LambdaOperations>, 'GetFunctionUrlConfig'>;
}

export type CloudcontrolInput<Name extends keyof CloudcontrolOperations> = CloudcontrolOperations[Name]['input'];
export type CloudcontrolOutput<Name extends keyof CloudcontrolOperations> = CloudcontrolOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type CloudcontrolOperation<Name extends keyof CloudcontrolOperations> = (
  input: CloudcontrolInput<Name>,
  context: CloudcontrolContext,
  request: RequestContext,
) => Promise<CloudcontrolOutput<Name>>;
