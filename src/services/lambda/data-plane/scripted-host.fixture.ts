/** An execution host for tests: each invocation is answered by a script, and everything asked is kept. */
import type { RequestContext } from '../../../aws/caller.ts';
import { BrokenStream, type WireResponse } from '../../../aws/wire.ts';
import type {
  ExecutionHost,
  Invocation,
  InvocationOutcome,
  ProvisionOutcome,
  VersionSpec,
} from '../../../execution/execution-host.ts';
import { versionSpec as describeVersion } from '../../../execution/version-spec.fixture.ts';
import type { Random } from '../../../time/random.ts';
import { VirtualClock } from '../../../time/virtual-clock.ts';
import type { AsynchronousEvent } from '../asynchronous-event.ts';
import type { AliasRoute } from '../routing-change.ts';
import type { RoutingMode } from '../weighted-routing.ts';
import type { InvocationRecord } from './invocation-record.ts';
import { createLambdaDataPlane, type LambdaDataPlane } from './invoke.ts';

export type Script = (spec: VersionSpec, invocation: Invocation) => Promise<InvocationOutcome> | InvocationOutcome;

export class ScriptedHost implements ExecutionHost {
  script: Script = (_spec, invocation) => outcome(invocation.payload);
  readonly invocations: { readonly spec: VersionSpec; readonly invocation: Invocation }[] = [];
  readonly provisioned: { readonly version: string; readonly count: number }[] = [];
  readonly retired: string[] = [];
  provisionOutcome: ProvisionOutcome = { kind: 'ready' };

  async invoke(spec: VersionSpec, invocation: Invocation): Promise<InvocationOutcome> {
    this.invocations.push({ spec, invocation });
    return this.script(spec, invocation);
  }

  async provision(spec: VersionSpec, count: number): Promise<ProvisionOutcome> {
    this.provisioned.push({ version: spec.version, count });
    return this.provisionOutcome;
  }

  expect(): void {}

  retire(versionKey: string): void {
    this.retired.push(versionKey);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

export function outcome(payload: Uint8Array | string, changes: Partial<InvocationOutcome> = {}): InvocationOutcome {
  return { payload: Buffer.from(payload), startedAtMs: 1000, durationMs: 12.5, maxMemoryUsedMiB: 60, ...changes };
}

/** A function that streams these chunks, one after another, and then ends as the outcome says. */
export function streaming(
  chunks: readonly string[],
  {
    contentType = 'application/octet-stream',
    ...changes
  }: Partial<InvocationOutcome> & { readonly contentType?: string } = {},
): Script {
  return async (_spec, { response }) => {
    response?.begin(contentType);
    for (const chunk of chunks) await response?.write(Buffer.from(chunk));
    return outcome(changes.payload ?? '', changes);
  };
}

/** All of an answer's body; where it breaks off, what came before and then `(broken)`. */
export async function textOf(body: WireResponse['body']): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  if (!('chunks' in body)) throw new Error('no function answers with a file');
  const read: Uint8Array[] = [];
  try {
    for await (const chunk of body.chunks) read.push(chunk);
  } catch (error) {
    if (!(error instanceof BrokenStream)) throw error;
    read.push(Buffer.from('(broken)'));
  }
  return Buffer.concat(read).toString();
}

export const region = 'eu-central-1';
export const account = '111111111111';
export const arn = `arn:aws:lambda:${region}:${account}:function:checkout`;

export const request: RequestContext = {
  caller: { region, account, arn: `arn:aws:iam::${account}:root`, userId: account, accessKeyId: 'AKIAEXAMPLE' },
  requestId: 'c2ebafd0-93fa-4042-af9d-a30e9019293d',
  origin: 'http://127.0.0.1:4566',
};

export function versionSpec(version: string, key = `checkout/${version}`): VersionSpec {
  const roleArn = `arn:aws:iam::${account}:role/checkout`;
  return describeVersion({ key, version, region, account, functionArn: arn, roleArn });
}

/** Draws the same numbers in every run: a low-discrepancy sequence, so that shares are near at once. */
export function evenRandom(): Random {
  let calls = 0;
  return {
    draw: () => (calls++ * 0.6180339887498949) % 1,
    uuid: () => `00000000-0000-4000-8000-${String(calls++).padStart(12, '0')}`,
    text: (length, alphabet) => (alphabet[0] ?? '').repeat(length),
  };
}

export interface TestPlane {
  readonly plane: LambdaDataPlane;
  readonly host: ScriptedHost;
  readonly clock: VirtualClock;
  readonly records: InvocationRecord[];
  readonly events: AsynchronousEvent[];
}

/** A data plane that knows the function `checkout` with `$LATEST` and the versions 1 and 2. */
export function testPlane(
  options: {
    readonly routingMode?: RoutingMode;
    readonly accountConcurrency?: number;
    readonly written?: Promise<void>;
  } = {},
): TestPlane {
  const { routingMode = { kind: 'random' }, accountConcurrency = 1000, written } = options;
  const host = new ScriptedHost();
  const clock = new VirtualClock();
  const records: InvocationRecord[] = [];
  const events: AsynchronousEvent[] = [];
  const plane = createLambdaDataPlane({
    host,
    clock,
    random: evenRandom(),
    routingMode,
    accountConcurrency,
    enqueue: async (event) => {
      await written;
      events.push(event);
    },
    record: (record) => void records.push(record),
  });
  plane.apply({ kind: 'function', functionArn: arn, route: { region, account, functionName: 'checkout' } });
  for (const version of ['$LATEST', '1', '2']) {
    plane.apply({ kind: 'version', functionArn: arn, version, route: { phase: 'active', spec: versionSpec(version) } });
  }
  return { plane, host, clock, records, events };
}

export function pointAlias({ plane }: Pick<TestPlane, 'plane'>, route: AliasRoute): void {
  plane.apply({ kind: 'alias', functionArn: arn, alias: 'live', route });
}

export function reserve({ plane }: Pick<TestPlane, 'plane'>, reservedConcurrency?: number): void {
  const route = { region, account, functionName: 'checkout' };
  const reserved = reservedConcurrency === undefined ? route : { ...route, reservedConcurrency };
  plane.apply({ kind: 'function', functionArn: arn, route: reserved });
}
