/** For tests: all of Serin's services over one store, as a process starts them, without its server. */
import { join } from 'node:path';
import { createRuntimeCatalogue } from '../../execution/runtimes.ts';
import { PackageLinks } from '../../platform/package-links.ts';
import { createResourceClients } from '../../platform/resource-clients.ts';
import { createServices, type Services } from '../../platform/services.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
import { systemRandom } from '../../time/random.ts';
import type { VirtualClock } from '../../time/virtual-clock.ts';
import { startAlarmRunner } from '../cloudwatch/alarm-runner.ts';
import { createIamService } from '../iam/service.ts';
import type { AsynchronousEvent } from '../lambda/asynchronous-event.ts';
import { startProvisioningRunner } from '../lambda/provisioning-runner.ts';
import { openZipPackageFolders } from '../lambda/zip-package-folders.ts';
import { createS3Service } from '../s3/service.ts';
import { createSsmService } from '../ssm/service.ts';
import type { MortalWrites } from './mortal-writes.fixture.ts';
import { createResourceTypes } from './resource-types/registry.ts';

export const owner = { region: 'us-east-1', account: '123456789012' };
export const origin = 'http://127.0.0.1:4566';

export interface WorldOptions {
  readonly folder: string;
  readonly clock: VirtualClock;
  readonly mortal: MortalWrites;
  /** Takes what went wrong and is tried again. */
  readonly problems: unknown[];
  /** Takes the events that functions were sent; nothing runs them. */
  readonly events: AsynchronousEvent[];
}

export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld(options: WorldOptions) {
  await using stack = new AsyncDisposableStack();
  const { folder, clock, mortal, problems } = options;
  const opened = stack.use(await openSqliteStore({ folder, commitMoment: 'at-once' }));
  const store = withMortal(opened, mortal);
  const services = await openServices(store, options);
  const { lambda, codedeploy, cloudwatch, cloudformation, sns, events: bus, logs } = services;
  for (const service of [lambda, codedeploy, cloudformation, sns, bus, logs]) stack.use(service);
  const provisioning = stack.use(
    startProvisioningRunner({ context: services.context, provision: async () => ({ kind: 'ready' }) }),
  );
  const alarms = stack.use(
    startAlarmRunner({
      store,
      clock,
      random: systemRandom,
      metrics: cloudwatch.metrics,
      flushTelemetry: async () => {},
      targets: { lambda: services.lambdaEvents, sns: sns.operations, events: bus.inProcess },
      report: (problem) => void problems.push(problem),
    }),
  );
  await lambda.start();
  codedeploy.start();
  cloudformation.start();
  const s3 = createS3Service({ store, clock, random: systemRandom });
  const iam = createIamService({ store, clock, random: systemRandom });
  const running = stack.move();
  return {
    services,
    s3,
    iam,
    clients: createResourceClients({
      lambda: lambda.operations,
      apigateway: services.apigateway.rest,
      apigatewayv2: services.apigateway.http,
      codedeploy: codedeploy.operations,
      cloudwatch: cloudwatch.operations,
      iam,
      s3,
      events: bus.operations,
      sns: sns.operations,
      logs: logs.operations,
      ssm: createSsmService({ store, clock, random: systemRandom }),
    }),
    /** Resolves when nothing is under way that only time would move. */
    async idle(): Promise<void> {
      await alarms.settled();
      await codedeploy.idle();
      await lambda.idle();
      await provisioning.settled();
      await cloudformation.idle();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const withMortal = (store: Store, mortal: MortalWrites): Store => ({
  blobs: store.blobs,
  logs: store.logs,
  queue: store.queue,
  series: store.series,
  ...mortal.over(store),
  [Symbol.asyncDispose]: async () => {},
});

async function openServices(store: Store, { folder, clock, problems, events }: WorldOptions): Promise<Services> {
  const { blobs } = store;
  const packages = await openZipPackageFolders({
    folder: join(folder, 'packages'),
    blobs,
    random: systemRandom,
    clock,
  });
  return createServices({
    store,
    clock,
    random: systemRandom,
    packages,
    links: new PackageLinks('secret', clock),
    runtimes: { ...createRuntimeCatalogue({ searchPath: '' }), whyUnavailable: async () => undefined },
    root: { accessKeyId: 'AKID', secretAccessKey: 'secret', ...owner, arn: 'arn', userId: 'user' },
    parity: 'improved',
    flushTelemetry: async () => {},
    reportFailure: (_, problem) => void problems.push(problem),
    notice: () => undefined,
    hasQueues: true,
    strictResources: false,
    sendEvent: async (event) => void events.push(event),
    origin,
  });
}

export const typesOf = ({ clients }: World) => createResourceTypes(clients);
