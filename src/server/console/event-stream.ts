/**
 * The one stream of events from Serin to the pages that are open: what has changed, and what the
 * clock shows, so that a page knows a connection that has gone stale. Nothing is sent twice: a page
 * that reconnects reads everything anew.
 */
import type { ServerResponse } from 'node:http';
import type { Clock, Timer } from '../../time/clock.ts';
import type { ConsoleChange } from './changes.ts';

export interface EventStreamsOptions {
  readonly clock: Clock;
  /** What a page is greeted with. */
  readonly hello: () => object;
  /** Told when the first page begins to listen, and when the last one is gone. */
  readonly onListening: (isListened: boolean) => void;
}

const pagesMax = 50;
const clockEveryMs = 2000;
/** What a page leaves unread beyond this many bytes ends its stream: it reconnects and reads anew. */
const unreadMaxBytes = 256 * 1024;

export class EventStreams {
  readonly #options: EventStreamsOptions;
  readonly #pages = new Set<ServerResponse>();
  #timer: Timer | undefined;

  constructor(options: EventStreamsOptions) {
    this.#options = options;
  }

  /** `false`: as many as there may be listen already. */
  open(response: ServerResponse): boolean {
    if (this.#pages.size >= pagesMax) return false;
    response.on('close', () => this.#forget(response));
    this.#pages.add(response);
    this.#send(response, format('hello', this.#options.hello()));
    if (this.#pages.size === 1) {
      this.#options.onListening(true);
      this.#scheduleClock();
    }
    return true;
  }

  publish(changes: readonly ConsoleChange[]): void {
    this.#broadcast('change', { changes });
  }

  end(): void {
    for (const page of this.#pages) page.end();
  }

  #scheduleClock(): void {
    const { clock } = this.#options;
    this.#timer = clock.setRealTimer(clockEveryMs, () => {
      this.#broadcast('clock', { now: clock.now() / 1000 });
      if (this.#pages.size > 0) this.#scheduleClock();
    });
  }

  #forget(response: ServerResponse): void {
    if (!this.#pages.delete(response) || this.#pages.size > 0) return;
    this.#timer?.cancel();
    this.#options.onListening(false);
  }

  #broadcast(event: string, data: object): void {
    const text = format(event, data);
    for (const page of this.#pages) this.#send(page, text);
  }

  #send(page: ServerResponse, text: string): void {
    if (page.writableLength > unreadMaxBytes) page.destroy();
    else page.write(text);
  }
}

/** JSON has no line breaks of its own, so one line holds it. */
const format = (event: string, data: object): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
