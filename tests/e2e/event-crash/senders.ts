/** Clients that send events until all are acknowledged, across the deaths of the platform. */
import { type Lambda, LambdaServiceException } from '@aws-sdk/client-lambda';
import { worker } from './functions.ts';
import type { Ledger } from './ledger.ts';

const senders = 6;

/** How far acknowledgements run ahead of the work, so that a kill meets events at every stage of their way. */
const aheadMax = 60;

export class Senders {
  /** Request IDs of the events that AWS's 202 was given for; `isFailing`: by design. */
  readonly acknowledged = new Map<string, { readonly isFailing: boolean }>();
  /** Sends that had no answer: their events may exist or not, and another one was sent in each one's place. */
  unanswered = 0;
  readonly #ledger: Ledger;
  #unsent: boolean[];

  /** An entry for each event: whether it fails. */
  constructor(events: readonly boolean[], ledger: Ledger) {
    this.#unsent = [...events];
    this.#ledger = ledger;
  }

  /** Resolves when nothing is left to send, or the platform is gone. */
  async send(lambda: Lambda, isGone: () => boolean): Promise<void> {
    await Promise.all(Array.from({ length: senders }, () => this.#sendOn(lambda, isGone)));
  }

  async #sendOn(lambda: Lambda, isGone: () => boolean): Promise<void> {
    for (;;) {
      await this.#ledger.until(() => isGone() || this.#ahead() < aheadMax);
      const isFailing = isGone() ? undefined : this.#unsent.shift();
      if (isFailing === undefined) return;
      if (await this.#sendOne(lambda, isFailing, isGone)) continue;
      this.unanswered += 1;
      this.#unsent.push(isFailing);
    }
  }

  async #sendOne(lambda: Lambda, isFailing: boolean, isGone: () => boolean): Promise<boolean> {
    try {
      const { $metadata } = await lambda.invoke({
        ...worker,
        InvocationType: 'Event',
        Payload: JSON.stringify({ isFailing }),
      });
      this.acknowledged.set($metadata.requestId ?? '', { isFailing });
      return true;
    } catch (error) {
      // Only a platform that was killed may leave a client without an answer.
      if (isGone() && !(error instanceof LambdaServiceException)) return false;
      throw error;
    }
  }

  #ahead(): number {
    return this.acknowledged.size - this.#ledger.runs.size;
  }
}
