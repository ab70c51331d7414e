import type { EventsOperations } from '../../api/events.ts';
import type { Client, Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { QueueWorker } from '../../storage/queue-worker.ts';
import type { EventsContext, EventsDependencies, EventsInput, EventsOperation, EventsOutput } from './context.ts';
import { startDeliveryRunner } from './delivery-runner.ts';
import { deleteRule } from './operations/delete-rule.ts';
import { describeRule } from './operations/describe-rule.ts';
import { describeEventBus, listEventBuses } from './operations/event-buses.ts';
import { listRuleNamesByTarget, listRules } from './operations/list-rules.ts';
import { putEntries, putEvents } from './operations/put-events.ts';
import { putRule } from './operations/put-rule.ts';
import { disableRule, enableRule } from './operations/rule-state.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { listTargetsByRule, putTargets, removeTargets } from './operations/targets.ts';
import { testEventPattern } from './operations/test-event-pattern.ts';
import { publishEvent } from './publish-event.ts';
import type { BusEvent } from './resources/event.ts';
import { type ScheduleRunner, startScheduleRunner } from './schedule-runner.ts';

export type EventsService = ReturnType<typeof createEventsService>;

/** EventBridge: the default event bus of each account, rules over it and by schedule, and their targets. */
export function createEventsService(dependencies: EventsDependencies) {
  let deliveries: QueueWorker | undefined;
  let schedules: ScheduleRunner | undefined;
  const context: EventsContext = { ...dependencies, wakeDeliveries: () => deliveries?.wake() };
  const inProcess: Pick<Client<EventsOperations>, 'PutEvents'> = {
    PutEvents: (input, request) => putEntries(input, context, { request, isService: true }),
  };
  return {
    operations: createOperations(context),
    /** For Serin's own services, whose events come from `aws.` sources. */
    inProcess,
    /** The same for one event; resolves to its ID once no crash can lose it. */
    publishEvent: (event: Omit<BusEvent, 'id'>): Promise<string> => publishEvent(context, event),
    /** Begins to deliver, and to send what rules send by schedule: what an earlier process left, too. */
    start(): void {
      deliveries ??= startDeliveryRunner(dependencies);
      schedules ??= startScheduleRunner(context);
    },
    /** Resolves when nothing is being delivered and nothing is due: for tests that move the clock. */
    async idle(): Promise<void> {
      await schedules?.idle();
      await deliveries?.idle();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await schedules?.[Symbol.asyncDispose]();
      await deliveries?.[Symbol.asyncDispose]();
    },
  };
}

function createOperations(context: EventsContext) {
  const serve =
    <Name extends keyof EventsOperations>(operation: EventsOperation<Name>) =>
    (input: EventsInput<Name>, request: RequestContext): Promise<EventsOutput<Name>> =>
      operation(input, context, request);
  return {
    DeleteRule: serve(deleteRule),
    DescribeEventBus: serve(describeEventBus),
    DescribeRule: serve(describeRule),
    DisableRule: serve(disableRule),
    EnableRule: serve(enableRule),
    ListEventBuses: serve(listEventBuses),
    ListRuleNamesByTarget: serve(listRuleNamesByTarget),
    ListRules: serve(listRules),
    ListTagsForResource: serve(listTagsForResource),
    ListTargetsByRule: serve(listTargetsByRule),
    PutEvents: serve(putEvents),
    PutRule: serve(putRule),
    PutTargets: serve(putTargets),
    RemoveTargets: serve(removeTargets),
    TagResource: serve(tagResource),
    TestEventPattern: serve(testEventPattern),
    UntagResource: serve(untagResource),
  } satisfies Handlers<EventsOperations>;
}
