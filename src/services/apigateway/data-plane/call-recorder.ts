/** Counts what requests to APIs leave behind, a minute at a time: a handful of additions on the path of a request. */
import type { ServedStage } from '../served-stage.ts';

/** Requests to one stage in one minute, as far as they were not taken before. */
export interface ApiMinute {
  readonly kind: ServedStage['kind'];
  readonly region: string;
  readonly account: string;
  readonly apiId: string;
  readonly apiName: string;
  readonly stageName: string;
  /** Start of the minute. */
  readonly atMs: number;
  readonly count: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  /** Of requests and of answers. */
  readonly bytes: readonly number[];
  readonly latenciesMs: readonly number[];
  /** Of requests that called an integration. */
  readonly integrationLatenciesMs: readonly number[];
}

export interface RecordedCall {
  readonly receivedAtMs: number;
  readonly status: number;
  readonly bytes: number;
  readonly latencyMs: number;
  readonly integrationLatencyMs: number | undefined;
}

const minuteMs = 60_000;

export class ApiCallRecorder {
  #minutes = new Map<string, MinuteCounter>();
  #count = 0;

  /** Requests since the last `take`. */
  get count(): number {
    return this.#count;
  }

  record(stage: ServedStage, call: RecordedCall): void {
    const atMs = call.receivedAtMs - (call.receivedAtMs % minuteMs);
    const key = `${stage.apiId}/${stage.stageName}/${atMs}`;
    let minute = this.#minutes.get(key);
    if (minute === undefined) {
      minute = new MinuteCounter(stage, atMs);
      this.#minutes.set(key, minute);
    }
    minute.add(call);
    this.#count += 1;
  }

  /** What was counted since it was last taken. */
  take(): ApiMinute[] {
    const minutes = [...this.#minutes.values()];
    this.#minutes = new Map();
    this.#count = 0;
    return minutes;
  }
}

class MinuteCounter implements ApiMinute {
  readonly kind: ServedStage['kind'];
  readonly region: string;
  readonly account: string;
  readonly apiId: string;
  readonly apiName: string;
  readonly stageName: string;
  readonly atMs: number;
  count = 0;
  clientErrors = 0;
  serverErrors = 0;
  readonly bytes: number[] = [];
  readonly latenciesMs: number[] = [];
  readonly integrationLatenciesMs: number[] = [];

  constructor(stage: ServedStage, atMs: number) {
    this.kind = stage.kind;
    this.region = stage.region;
    this.account = stage.account;
    this.apiId = stage.apiId;
    this.apiName = stage.apiName;
    this.stageName = stage.stageName;
    this.atMs = atMs;
  }

  add({ status, bytes, latencyMs, integrationLatencyMs }: RecordedCall): void {
    this.count += 1;
    if (status >= 500) this.serverErrors += 1;
    else if (status >= 400) this.clientErrors += 1;
    this.bytes.push(bytes);
    this.latenciesMs.push(latencyMs);
    if (integrationLatencyMs !== undefined) this.integrationLatenciesMs.push(integrationLatencyMs);
  }
}
