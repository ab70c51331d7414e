import type { CloudformationOperations } from '../../api/cloudformation.ts';
import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { CodedeployOperations } from '../../api/codedeploy.ts';
import type { EventsOperations } from '../../api/events.ts';
import type { IamOperations } from '../../api/iam.ts';
import type { LambdaOperations } from '../../api/lambda.ts';
import type { S3Operations } from '../../api/s3.ts';
import type { Client } from '../../api/service.ts';
import type { SnsOperations } from '../../api/sns.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

/** What CodeDeploy works with. Its peers are called as any client calls them. */
export interface CodedeployDependencies {
  readonly store: Pick<Store, 'documents' | 'leases'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly iam: Pick<Client<IamOperations>, 'GetRole'>;
  readonly s3: Pick<Client<S3Operations>, 'GetObject'>;
  readonly lambda: Pick<Client<LambdaOperations>, 'GetAlias' | 'GetFunctionConfiguration' | 'UpdateAlias'>;
  /** `Invoke` with the type `Event`; a repeated request ID is the same event while it waits. */
  readonly hooks: Pick<Client<LambdaOperations>, 'Invoke'>;
  readonly cloudwatch: Pick<Client<CloudwatchOperations>, 'DescribeAlarms' | 'DescribeAlarmHistory'>;
  readonly cloudformation: Pick<Client<CloudformationOperations>, 'DescribeStackEvents'>;
  readonly sns: Pick<Client<SnsOperations>, 'Publish'>;
  readonly events: Pick<Client<EventsOperations>, 'PutEvents'>;
  /**
   * `strict`: a hook gets no more than AWS tells it, and one whose function breaks is awaited for the
   * hour that AWS waits. `improved`: it is told what it tests, and a broken one fails the deployment.
   */
  readonly parity: 'strict' | 'improved';
  /** Is told what failed in Serin itself and will be tried again. */
  readonly report: (problem: unknown) => void;
}

export type CodedeployContext = CodedeployDependencies;

export type CodedeployInput<Name extends keyof CodedeployOperations> = CodedeployOperations[Name]['input'];
export type CodedeployOutput<Name extends keyof CodedeployOperations> = CodedeployOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type CodedeployOperation<Name extends keyof CodedeployOperations> = (
  input: CodedeployInput<Name>,
  context: CodedeployContext,
  request: RequestContext,
) => Promise<CodedeployOutput<Name>>;
