/** Every service that Serin serves, and who calls whom: the one place that names them all. */
import { lambda as lambdaApi } from '../api/lambda.ts';
import type { RuntimeCatalogue } from '../execution/runtimes.ts';
import type { KnownCredentials } from '../server/credentials.ts';
import type { ServedService } from '../server/dispatcher.ts';
import type { ServerLog } from '../server/server-log.ts';
import type { LambdaContext } from '../services/lambda/context.ts';
import type { PackageFolders } from '../services/lambda/package-folders.ts';
import { createCloudcontrolService } from '../services/cloudcontrol/service.ts';
import { createResourceTypes } from '../services/cloudformation/resource-types/registry.ts';
import { findSchema } from '../services/cloudformation/resource-types/schemas.ts';
import { createCloudformationService, type CloudformationService } from '../services/cloudformation/service.ts';
import { transforms } from '../services/cloudformation/transforms.ts';
import { describeViolation as describeHttpApiViolation } from '../services/apigateway/http/errors.ts';
import { createApiGatewayService, type ApiGatewayService } from '../services/apigateway/service.ts';
import { createCloudwatchService, type CloudwatchService } from '../services/cloudwatch/service.ts';
import { describeViolation as describeCodedeployViolation } from '../services/codedeploy/errors.ts';
import type { CloudformationDependencies } from '../services/cloudformation/context.ts';
import type { ResourceClients as ResourcePeers } from '../services/cloudformation/resource-clients.ts';
import type { CodedeployDependencies } from '../services/codedeploy/context.ts';
import { createCodedeployService, type CodedeployService } from '../services/codedeploy/service.ts';
import { createEcrService } from '../services/ecr/service.ts';
import { createEventsService, type EventsService } from '../services/events/service.ts';
import { createIamService } from '../services/iam/service.ts';
import type { AsynchronousEvent } from '../services/lambda/asynchronous-event.ts';
import { createLambdaService, type LambdaService } from '../services/lambda/service.ts';
import { describeViolation } from '../services/logs/errors.ts';
import { createLogsService, type LogsService } from '../services/logs/service.ts';
import { s3Errors } from '../services/s3/errors.ts';
import { createS3Service } from '../services/s3/service.ts';
import { createSnsService, type SnsService } from '../services/sns/service.ts';
import { createSsmService } from '../services/ssm/service.ts';
import { stsErrors } from '../services/sts/errors.ts';
import { createStsService } from '../services/sts/service.ts';
import type { LogEvent } from '../storage/logs.ts';
import type { Store } from '../storage/store.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { checkedClient } from './checked-client.ts';
import { CredentialBook } from './credential-book.ts';
import { createLambdaEventClient, type LambdaEventClient } from './lambda-events.ts';
import { accountConcurrency, codeStorageBytes, unreservedConcurrencyMin } from './limits.ts';
import type { PackageLinks } from './package-links.ts';
import { createResourceClients } from './resource-clients.ts';
import { serve } from './served-services.ts';

export interface ServiceDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly packages: PackageFolders;
  readonly links: PackageLinks;
  readonly runtimes: RuntimeCatalogue;
  readonly root: KnownCredentials;
  readonly parity: 'improved' | 'strict';
  /** Whether stacks refuse resources that Serin would only record. */
  readonly strictResources: boolean;
  /** Resolves when all that functions have left behind so far is stored. */
  readonly flushTelemetry: () => Promise<void>;
  /** Told of what went wrong where nobody waits for an answer. */
  readonly reportFailure: ServerLog['failure'];
  /** Told what an operator should know of and may do something about. */
  readonly notice: ServerLog['notice'];
  /** Takes an event for a function over; resolves when it is durable. */
  readonly sendEvent: (event: AsynchronousEvent) => Promise<void>;
  /** Where those whom Serin notifies reach it. */
  readonly origin: string;
}

export interface Services {
  readonly lambda: LambdaService;
  readonly apigateway: ApiGatewayService;
  readonly cloudwatch: CloudwatchService;
  readonly logs: LogsService;
  readonly sns: SnsService;
  readonly events: EventsService;
  readonly codedeploy: CodedeployService;
  readonly cloudformation: CloudformationService;
  /** `Invoke` for services that send events. */
  readonly lambdaEvents: LambdaEventClient;
  readonly credentials: CredentialBook;
  /** What Lambda's runners work with too. */
  readonly context: LambdaContext;
  /** By name, as the server calls them. */
  readonly served: Readonly<Record<string, ServedService>>;
}

export function createServices(dependencies: ServiceDependencies): Services {
  const { store, clock, random, root, flushTelemetry } = dependencies;
  const s3 = createS3Service({ store, clock, random });
  const iam = createIamService({ store, clock, random });
  const sts = createStsService({ store, clock, random, iam });
  const ssm = createSsmService({ store, clock, random });
  const context = createLambdaContext(dependencies, { s3, iam });
  const lambda = createLambdaService(context);
  const apigateway = createApiGatewayService({ store, clock, random });
  const cloudwatch = createCloudwatchService({ store, clock, random, flushTelemetry });
  const logs = createLogs(dependencies, cloudwatch);
  const { lambdaEvents, sns, events } = createNotifiers(dependencies);
  const codedeploy = createDeployments(dependencies, {
    iam,
    s3,
    lambda: lambda.operations,
    hooks: lambdaEvents,
    cloudwatch: cloudwatch.operations,
    // Stacks begin deployments, and deployments tell of their stacks: one of the two has to come first.
    cloudformation: { DescribeStackEvents: (...call) => cloudformation.operations.DescribeStackEvents(...call) },
    sns: sns.operations,
    events: events.inProcess,
  });
  const cloudformation: CloudformationService = createStacks(dependencies, {
    functions: lambdaEvents,
    lambda: lambda.operations,
    apigateway: apigateway.rest,
    apigatewayv2: apigateway.http,
    codedeploy: codedeploy.operations,
    cloudwatch: cloudwatch.operations,
    iam,
    s3,
    events: events.operations,
    bus: events.inProcess,
    sns: sns.operations,
    logs: logs.operations,
    ssm,
  });
  const services = { lambda, apigateway, cloudwatch, logs, sns, events, codedeploy, cloudformation };
  return {
    ...services,
    lambdaEvents,
    context,
    credentials: new CredentialBook({ store, clock, random, root, iam }),
    served: serveAll({ ...services, s3, iam, ssm, sts, cloudcontrol: createResourceReader(lambda, random) }),
  };
}

/** Any service's operations: `serve` takes their types off. */
type ServedTables = Readonly<
  Record<
    'lambda' | 'cloudwatch' | 'logs' | 'sns' | 'events' | 'cloudformation' | 'codedeploy',
    { operations: object }
  > &
    Record<'apigateway', { http: object; rest: object }> &
    Record<'s3' | 'iam' | 'ssm' | 'sts' | 'cloudcontrol', object>
>;

function serveAll(tables: ServedTables): Services['served'] {
  const { lambda, apigateway, cloudwatch, logs, s3, iam, sns, events, sts, ssm, cloudformation, codedeploy } = tables;
  return {
    lambda: serve(lambda.operations),
    apigateway: serve(apigateway.rest),
    apigatewayv2: { ...serve(apigateway.http), describeViolation: describeHttpApiViolation },
    cloudwatch: serve(cloudwatch.operations),
    logs: { ...serve(logs.operations), describeViolation },
    s3: serve(s3, s3Errors),
    iam: serve(iam),
    sns: serve(sns.operations),
    events: serve(events.operations),
    ssm: serve(ssm),
    sts: serve(sts, stsErrors),
    cloudformation: serve(cloudformation.operations),
    ecr: serve(createEcrService()),
    codedeploy: { ...serve(codedeploy.operations), describeViolation: describeCodedeployViolation },
    cloudcontrol: serve(tables.cloudcontrol),
  };
}

function createLogs(
  { store, clock, random, flushTelemetry, reportFailure }: ServiceDependencies,
  cloudwatch: CloudwatchService,
): LogsService {
  return createLogsService({
    store,
    clock,
    random,
    cloudwatch: cloudwatch.operations,
    observe: (events) => observeEvents(cloudwatch, events, reportFailure),
    flushTelemetry,
    report: reportFailure,
  });
}

type DeploymentPeers = Pick<
  CodedeployDependencies,
  'iam' | 's3' | 'lambda' | 'hooks' | 'cloudwatch' | 'cloudformation' | 'sns' | 'events'
>;

function createDeployments(
  { store, clock, random, parity, reportFailure }: ServiceDependencies,
  peers: DeploymentPeers,
): CodedeployService {
  const report = (problem: unknown): void =>
    reportFailure('A deployment could not be carried on and will be tried again', problem);
  return createCodedeployService({ store, clock, random, parity, report, ...peers });
}

function createLambdaContext(
  { store, clock, random, packages, links, runtimes }: ServiceDependencies,
  peers: Pick<LambdaContext, 's3' | 'iam'>,
): LambdaContext {
  return {
    store,
    clock,
    random,
    ...peers,
    packages,
    runtimes,
    limits: { accountConcurrency, unreservedConcurrencyMin, codeStorageBytes },
    packageUrl: (blob, request) => links.link(blob, request.origin),
  };
}

type StackPeers = ResourcePeers &
  Pick<CloudformationDependencies, 'functions' | 's3' | 'sns'> & { readonly bus: CloudformationDependencies['events'] };

/** CloudFormation, with all that its stacks are made of. */
function createStacks(
  { store, clock, random, strictResources, origin, reportFailure, notice }: ServiceDependencies,
  { functions, bus, ...peers }: StackPeers,
): CloudformationService {
  return createCloudformationService({
    store,
    clock,
    random,
    types: createResourceTypes(createResourceClients(peers)),
    transforms,
    functions,
    events: bus,
    sns: peers.sns,
    s3: peers.s3,
    ssm: peers.ssm,
    cloudwatch: peers.cloudwatch,
    strictResources,
    origin,
    notice,
    report: (problem) => reportFailure('A stack could not be carried on and will be tried again', problem),
  });
}

/** Cloud Control, which reads what other services have. */
const createResourceReader = (lambda: LambdaService, random: Random) =>
  createCloudcontrolService({
    random,
    isType: (name) => findSchema(name) !== undefined,
    lambda: checkedClient(lambda.operations, lambdaApi),
  });

/** Those that tell functions and topics of what happens. */
function createNotifiers({ store, clock, random, reportFailure, sendEvent, origin }: ServiceDependencies) {
  const report = (problem: unknown): void => reportFailure('A message could not be delivered', problem);
  const lambda = createLambdaEventClient({ documents: store.documents, clock, enqueue: sendEvent });
  const sns = createSnsService({ store, clock, random, lambda, origin, report });
  const events = createEventsService({ store, clock, random, lambda, sns: sns.operations, report });
  return { lambdaEvents: lambda, sns, events };
}

/** Logs wait for no metric that they embed. */
function observeEvents(
  cloudwatch: CloudwatchService,
  events: readonly LogEvent[],
  reportFailure: ServiceDependencies['reportFailure'],
): void {
  cloudwatch
    .takeLogEvents(events)
    .catch((error: unknown) => reportFailure('Metrics embedded in log events could not be stored', error));
}
