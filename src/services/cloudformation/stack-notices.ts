/**
 * Tells the event bus of what happens to stacks, and topics of those stacks that name them.
 *
 * Events are in the store before they are told, and a cursor says how far the telling is: a crash loses
 * none of them, and at worst repeats the last ones.
 */
import type { EventsOperations } from '../../api/events.ts';
import type { SnsOperations } from '../../api/sns.ts';
import type { Client } from '../../api/service.ts';
import { ApiError } from '../../aws/api-error.ts';
import { serviceRequest } from '../../aws/service-caller.ts';
import { RevisionConflict, type Change, type Documents, type Fence } from '../../storage/documents.ts';
import type { Jobs } from '../../storage/jobs.ts';
import { readAll } from '../../storage/read-all.ts';
import type { RunnerLease } from '../../storage/runner-lease.ts';
import { eventKey, noticePrefix, stackKey, toldKey, type StackReference } from './resources/keys.ts';
import type { StackEventRecord } from './resources/stack-event.ts';
import { stackArn, type StackRecord } from './resources/stack.ts';

export interface StackNoticesDependencies {
  readonly documents: Documents;
  readonly sns: Pick<Client<SnsOperations>, 'Publish'>;
  readonly events: Pick<Client<EventsOperations>, 'PutEvents'>;
  readonly lease: RunnerLease;
  readonly jobs: Jobs;
  readonly report: (problem: unknown) => void;
}

export class StackNotices {
  readonly #dependencies: StackNoticesDependencies;
  readonly #busy = new Set<string>();
  #isStopped = false;

  constructor(dependencies: StackNoticesDependencies) {
    this.#dependencies = dependencies;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Takes up what is not told yet. */
  async load(): Promise<void> {
    for await (const { key, value } of readAll<StackReference>(this.#dependencies.documents, noticePrefix))
      this.begin(key, value);
  }

  /** Begins to tell of a stack, unless that is under way. */
  begin(key: string, reference: StackReference): void {
    if (this.#isStopped || this.#busy.has(key)) return;
    this.#busy.add(key);
    this.#dependencies.jobs.run(async () => {
      try {
        while (!this.#isStopped && (await this.#tellNext(key, reference)));
      } finally {
        this.#busy.delete(key);
      }
    });
  }

  /** `false`: there is nothing more to tell for now. */
  async #tellNext(key: string, reference: StackReference): Promise<boolean> {
    const { documents, lease } = this.#dependencies;
    const fence = await lease.hold();
    const notice = await documents.get(key);
    if (fence === undefined || notice === undefined) return false;
    const stack = (await documents.get<StackRecord>(stackKey(reference)))?.value;
    const told = (await documents.get<{ readonly count: number }>(toldKey(reference)))?.value.count ?? 0;
    if (stack === undefined || told >= stack.eventCount)
      return this.#write([{ kind: 'delete', key, ifRevision: notice.revision }], fence);
    const upTo = Math.min(stack.eventCount, told + togetherMax);
    const events: StackEventRecord[] = [];
    for (let number = told + 1; number <= upTo; number += 1) {
      const event = (await documents.get<StackEventRecord>(eventKey(reference, number)))?.value;
      if (event === undefined) continue;
      events.push(event);
      if (number > (stack.topicsAfterEvent ?? 0)) await this.#tellTopics(stack, event);
    }
    await this.#tellBus(stack, events);
    return this.#write([{ kind: 'put', key: toldKey(reference), value: { count: upTo } }], fence);
  }

  /** Where something happened meanwhile, there is more to tell. */
  async #write(changes: readonly Change[], fence: Fence): Promise<boolean> {
    try {
      await this.#dependencies.documents.write(changes, { fence });
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
    return true;
  }

  async #tellBus(stack: StackRecord, told: readonly StackEventRecord[]): Promise<void> {
    const [first] = told;
    if (first === undefined) return;
    const entries = told.map((event) => busEvent(stack, event));
    await this.#dependencies.events.PutEvents({ Entries: entries }, requestOf(stack, first));
  }

  async #tellTopics(stack: StackRecord, event: StackEventRecord): Promise<void> {
    const { sns, report } = this.#dependencies;
    const call = requestOf(stack, event);
    for (const TopicArn of stack.settings?.notificationArns ?? [])
      try {
        await sns.Publish({ TopicArn, Subject: subject, Message: messageOf(stack, event) }, call);
      } catch (problem) {
        // A topic that refuses the message will refuse it again.
        if (!(problem instanceof ApiError)) throw problem;
        report(problem);
      }
  }
}

/** As many as one call of `PutEvents` takes. */
const togetherMax = 10;

const requestOf = ({ region, account }: StackRecord, { eventId }: StackEventRecord) =>
  serviceRequest({ principal: 'cloudformation.amazonaws.com', region, account, requestId: eventId });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/eventbridge-events.html */
function busEvent(stack: StackRecord, { resource, status, reason, atMs, clientToken }: StackEventRecord) {
  const detail = {
    'stack-id': stackArn(stack),
    ...(resource !== undefined && {
      'logical-resource-id': resource.logicalId,
      'physical-resource-id': resource.physicalId,
    }),
    'status-details': { status, 'status-reason': reason ?? '' },
    ...(resource !== undefined && { 'resource-type': resource.typeName }),
    'client-request-token': clientToken ?? '',
  };
  return {
    Source: 'aws.cloudformation',
    DetailType: `CloudFormation ${resource === undefined ? 'Stack' : 'Resource'} Status Change`,
    Resources: [stackArn(stack)],
    Detail: JSON.stringify(detail),
    Time: new Date(atMs),
  };
}

const subject = 'AWS CloudFormation Notification';

/** A line for each member, in AWS's order. */
function messageOf(stack: StackRecord, event: StackEventRecord): string {
  const { resource, status, reason, atMs, eventId, clientToken } = event;
  const members: readonly (readonly [string, string])[] = [
    ['StackId', stackArn(stack)],
    ['Timestamp', new Date(atMs).toISOString()],
    ['EventId', eventId],
    ['LogicalResourceId', resource?.logicalId ?? stack.stackName],
    ['Namespace', stack.account],
    ['PhysicalResourceId', resource?.physicalId ?? stackArn(stack)],
    ['PrincipalId', stack.account],
    ['ResourceProperties', resource?.properties === undefined ? 'null' : JSON.stringify(resource.properties)],
    ['ResourceStatus', status],
    ['ResourceStatusReason', reason ?? ''],
    ['ResourceType', resource?.typeName ?? 'AWS::CloudFormation::Stack'],
    ['StackName', stack.stackName],
    ['ClientRequestToken', clientToken ?? 'null'],
  ];
  return members.map(([name, value]) => `${name}='${value}'\n`).join('');
}
