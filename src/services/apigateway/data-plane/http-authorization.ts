/** Whether a request to an HTTP API may pass, by what its route asks for. */
import type { HttpRoute } from '../http/http-stage.ts';
import { say } from './answers.ts';
import type { Authorized } from './authorized.ts';
import type { HttpCall } from './http-call.ts';
import { JwtAuthorizers } from './jwt-authorizer.ts';
import { LambdaAuthorizers } from './lambda-authorizer.ts';
import type { ExecutorDependencies, StageCall } from './stage-executor.ts';

export type Authorize = (
  authorization: HttpRoute['authorization'],
  call: HttpCall,
  authenticate: StageCall['authenticate'],
) => Promise<Authorized>;

export function createAuthorize(dependencies: ExecutorDependencies): Authorize {
  const lambda = new LambdaAuthorizers(dependencies);
  const jwt = new JwtAuthorizers(dependencies.clock);
  return async (authorization, call, authenticate) => {
    switch (authorization.kind) {
      case 'none':
        return { kind: 'allowed', context: { kind: 'none' } };
      case 'iam':
        return authorizeCaller(authenticate);
      case 'jwt':
        return jwt.authorize(authorization, call);
      case 'lambda':
        return lambda.authorize(authorization, call);
    }
  };
}

async function authorizeCaller(authenticate: StageCall['authenticate']): Promise<Authorized> {
  const caller = await authenticate();
  if (caller === undefined) return { kind: 'refused', response: say(403, 'Forbidden') };
  const { accessKeyId, account, userId, arn } = caller;
  const iam = {
    accessKey: accessKeyId,
    accountId: account,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
    userId,
  };
  return { kind: 'allowed', context: { kind: 'iam', iam } };
}
