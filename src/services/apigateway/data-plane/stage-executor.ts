/** How a request to a stage is carried out: one executor for each kind of API. */
import type { Caller } from '../../../aws/caller.ts';
import type { WireRequest } from '../../../aws/wire.ts';
import type { Clock } from '../../../time/clock.ts';
import type { Random } from '../../../time/random.ts';
import type { ServedStage } from '../served-stage.ts';
import type { FunctionCaller } from './function-caller.ts';

export interface StageCall {
  /** Its path is that below the API's address, the stage included where it was named. */
  readonly request: WireRequest;
  /** Below the stage: begins with a slash, still percent-encoded. */
  readonly path: string;
  readonly domainName: string;
  readonly sourceIp: string;
  /** As `HTTP/1.1`. */
  readonly protocol: string;
  readonly receivedAtMs: number;
  /** Who signed the request; `undefined` where it carries no signature, or a wrong one. */
  authenticate(): Promise<Caller | undefined>;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
}

export interface StageAnswer {
  readonly response: ApiResponse;
  /** What the integration took; absent: none was called. */
  readonly integrationLatencyMs?: number;
}

export interface ExecutorDependencies {
  readonly callFunction: FunctionCaller;
  readonly clock: Clock;
  readonly random: Random;
}

export type StageExecutor<Stage extends ServedStage> = (call: StageCall, stage: Stage) => Promise<StageAnswer>;

/** One for each kind: a kind without one does not compile. */
export type StageExecutors = {
  readonly [Kind in ServedStage['kind']]: StageExecutor<Extract<ServedStage, { readonly kind: Kind }>>;
};
