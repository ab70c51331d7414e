import type { LineForm } from '../aws/line-form.ts';
import type { LogLine } from './execution-host.ts';

/** Whose log it is. */
type LogSource = Pick<LogLine, 'region' | 'account' | 'group' | 'stream'>;

/**
 * The START of an invocation that becomes all of its lines at once if it ends before anybody has
 * taken the line away, and nothing was written behind it.
 */
export class QuietLine implements LogLine {
  readonly region: string;
  readonly account: string;
  readonly group: string;
  readonly stream: string;
  readonly atMs: number;
  message: string;
  form: LineForm;
  laterMs: number | undefined = undefined;
  #isSealed = false;

  constructor({ region, account, group, stream }: LogSource, atMs: number, requestId: string, form: LineForm) {
    this.region = region;
    this.account = account;
    this.group = group;
    this.stream = stream;
    this.atMs = atMs;
    this.message = requestId;
    this.form = form;
  }

  seal(): void {
    this.#isSealed = true;
  }

  get isSealed(): boolean {
    return this.#isSealed;
  }

  complete(form: LineForm, values: string, endedAtMs: number): void {
    this.form = form;
    this.message = values;
    this.laterMs = endedAtMs;
  }
}
