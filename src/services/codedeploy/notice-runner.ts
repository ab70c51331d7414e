/**
 * Tells topics and the event bus of deployments, what belongs to one group in its order. A crash in
 * between tells once more what was being told, as AWS may. A topic that refuses holds up nobody.
 */
import { ApiError } from '../../aws/api-error.ts';
import type { Stored } from '../../storage/documents.ts';
import { Jobs } from '../../storage/jobs.ts';
import { readAll } from '../../storage/read-all.ts';
import { RunnerLease } from '../../storage/runner-lease.ts';
import type { Timer } from '../../time/clock.ts';
import type { CodedeployContext } from './context.ts';
import { noticesPrefix } from './resources/keys.ts';
import type { Notice } from './resources/notice.ts';
import { codedeployRequest } from './service-request.ts';

export interface NoticeRunner extends AsyncDisposable {
  /** Resolves when nothing is left to tell, or what is left waits for the clock. */
  settled(): Promise<void>;
}

export function startNoticeRunner(context: CodedeployContext): NoticeRunner {
  const runner = new Runner(context);
  runner.start();
  return runner;
}

/** Between two attempts at what failed by itself. */
const retryMs = 5_000;

class Runner implements NoticeRunner {
  readonly #context: CodedeployContext;
  readonly #lease: RunnerLease;
  readonly #jobs: Jobs;
  #subscription: { cancel(): void } | undefined;
  #timer: Timer | undefined;
  #isTelling = false;
  #isWoken = false;
  #isStopped = false;

  constructor(context: CodedeployContext) {
    const { store, clock, random, report } = context;
    this.#context = context;
    this.#lease = new RunnerLease({ leases: store.leases, clock, random, name: 'codedeploy/notices' });
    this.#jobs = new Jobs(report);
  }

  start(): void {
    this.#subscription = this.#context.store.documents.watch(noticesPrefix, ({ value }) => {
      if (value !== undefined) this.#wake();
    });
    this.#wake();
  }

  settled(): Promise<void> {
    return this.#jobs.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#subscription?.cancel();
    this.#timer?.cancel();
    await this.#jobs.settled();
    await this.#lease.release();
  }

  #wake(): void {
    this.#isWoken = true;
    if (this.#isTelling || this.#isStopped) return;
    this.#isTelling = true;
    this.#jobs.run(async () => {
      try {
        while (this.#isWoken && !this.#isStopped) {
          this.#isWoken = false;
          await this.#tellAll();
        }
      } catch (problem) {
        this.#wakeLater();
        throw problem;
      } finally {
        this.#isTelling = false;
      }
    });
  }

  #wakeLater(): void {
    const { clock } = this.#context;
    this.#timer?.cancel();
    this.#timer = clock.setTimer(clock.now() + retryMs, () => this.#wake());
  }

  /** What fails by itself ends the round for its group, so that its order is kept, and for no other. */
  async #tellAll(): Promise<void> {
    const { documents } = this.#context.store;
    const waiting = new Map<string, unknown>();
    for await (const stored of readAll<Notice>(documents, noticesPrefix)) {
      const lane = stored.key.slice(noticesPrefix.length).split('/')[0] ?? '';
      if (this.#isStopped || waiting.has(lane)) continue;
      const fence = await this.#lease.hold();
      // Another node tells; should it fall, its lease will run out.
      if (fence === undefined) return this.#wakeLater();
      try {
        await this.#tellOne(stored);
        await documents.write([{ kind: 'delete', key: stored.key }], { fence });
      } catch (problem) {
        waiting.set(lane, problem);
      }
    }
    for (const problem of waiting.values()) throw problem;
  }

  async #tellOne({ value: notice }: Stored<Notice>): Promise<void> {
    for (const topic of notice.topicArns) await this.#publish(notice, topic);
    await this.#putEvent(notice);
  }

  async #publish(notice: Notice, { triggerName, topicArn }: Notice['topicArns'][number]): Promise<void> {
    const { region, accountId, ...rest } = notice.message;
    const Message = JSON.stringify({ region, accountId, eventTriggerName: triggerName, ...rest });
    const request = codedeployRequest(notice, notice.requestId);
    try {
      await this.#context.sns.Publish({ TopicArn: topicArn, Subject: notice.subject, Message }, request);
    } catch (problem) {
      // A topic that is gone, or of another account, will not be there the next time either.
      if (!(problem instanceof ApiError)) throw problem;
      this.#context.report(new Untold(notice, topicArn, problem));
    }
  }

  async #putEvent(notice: Notice): Promise<void> {
    const { event, atMs, requestId } = notice;
    if (event === undefined) return;
    const entry = {
      Source: 'aws.codedeploy',
      DetailType: 'CodeDeploy Deployment State-change Notification',
      Resources: [...event.resources],
      Detail: event.detail,
      Time: new Date(atMs),
    };
    await this.#context.events.PutEvents({ Entries: [entry] }, codedeployRequest(notice, requestId));
  }
}

class Untold extends Error {
  override readonly name = 'Untold';

  constructor({ deploymentId, subject }: Notice, topicArn: string, cause: unknown) {
    super(`Topic ${topicArn} was not told of deployment ${deploymentId} (${subject})`, { cause });
  }
}
