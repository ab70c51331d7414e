import type { CloudformationOperations } from '../../api/cloudformation.ts';
import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { EventsOperations } from '../../api/events.ts';
import type { LambdaOperations } from '../../api/lambda.ts';
import type { S3Operations } from '../../api/s3.ts';
import type { Client } from '../../api/service.ts';
import type { SnsOperations } from '../../api/sns.ts';
import type { SsmOperations } from '../../api/ssm.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';
import type { ResourceTypes } from './resource-types/registry.ts';
import type { Transforms } from './transform.ts';

/** What CloudFormation works with. */
export interface CloudformationDependencies {
  readonly store: Pick<Store, 'documents' | 'leases'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly types: ResourceTypes;
  /** The transforms of whole templates, by name. */
  readonly transforms: Transforms;
  /** Takes events for the functions that make custom resources. */
  readonly functions: Pick<Client<LambdaOperations>, 'Invoke'>;
  /** Takes what the event bus is told of stacks. */
  readonly events: Pick<Client<EventsOperations>, 'PutEvents'>;
  /** Takes what topics are told of them. */
  readonly sns: Pick<Client<SnsOperations>, 'Publish'>;
  /** Where templates and what they include lie. */
  readonly s3: Pick<Client<S3Operations>, 'GetObject'>;
  /** Tells the states of alarms that roll an operation back. */
  readonly cloudwatch: Pick<Client<CloudwatchOperations>, 'DescribeAlarms'>;
  /** Tells parameters that templates name. */
  readonly ssm: Pick<Client<SsmOperations>, 'GetParameter'>;
  /** Refuse what Serin would only record, before anything is made. */
  readonly strictResources: boolean;
  /** Where clients reach Serin: addresses of templates that begin with it lead to its own S3. */
  readonly origin: string;
  /** Told of what went wrong and will be tried again. */
  readonly report: (problem: unknown) => void;
  /** Told, in a sentence, what an operator should know of and may do something about. */
  readonly notice: (text: string) => void;
}

export type CloudformationContext = CloudformationDependencies;

export type CloudformationInput<Name extends keyof CloudformationOperations> = CloudformationOperations[Name]['input'];
export type CloudformationOutput<Name extends keyof CloudformationOperations> =
  CloudformationOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type CloudformationOperation<Name extends keyof CloudformationOperations> = (
  input: CloudformationInput<Name>,
  context: CloudformationContext,
  request: RequestContext,
) => Promise<CloudformationOutput<Name>>;
