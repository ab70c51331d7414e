/** How a stack's operation ended, in words and for programs. Pure. */
import type { Output } from '@aws-sdk/client-cloudformation';
import { span, type Line } from '../shift/lines.ts';
import { describeOutcome } from '../shift/outcome.ts';
import type { Snapshot } from '../shift/snapshot.ts';
import { plain } from '../shift/words.ts';
import { localAddress } from './local-address.ts';
import { outcomeOf, type Failure } from './stack-events.ts';

export interface OperationEnd {
  readonly stackName: string;
  readonly status: string;
  readonly failure?: Failure;
  readonly shifts: readonly Snapshot[];
}

/** The verdict, and why where it is a bad one. */
export function describeEnd({ stackName, status, failure, shifts }: OperationEnd): readonly Line[] {
  const outcome = outcomeOf(status);
  if (outcome === 'succeeded') return [[span(`${stackName} is done: ${status}`, 'good')]];
  const verdict =
    outcome === 'rolledBack' ? `${stackName} was rolled back: ${status}` : `${stackName} failed: ${status}`;
  return [[span(verdict, 'bad')], ...whyOf(failure, shifts)];
}

function whyOf(failure: Failure | undefined, shifts: readonly Snapshot[]): readonly Line[] {
  if (failure === undefined) return [];
  const { logicalId, type, reason } = failure;
  const what = logicalId === undefined ? reason : `${logicalId} (${type}) failed first: ${reason}`;
  const shift = causeOf(failure, shifts);
  if (shift === undefined) return [[span(what)]];
  // The deployment's own words name the alarm or the hook; the event's repeat them.
  const told = describeOutcome(shift).map(({ text, tone }): Line => [span(`  ${text}`, tone)]);
  return [
    [
      span(
        `${logicalId ?? ''} (${type ?? ''}) failed first: its deployment ${shift.deployment.deploymentId} did not succeed`,
      ),
    ],
    ...told,
    ...shift.deployment.alarms
      .filter(({ state }) => state === 'ALARM')
      .map(({ name, reason: why }): Line => [span(`  alarm ${plain(name)}: ${plain(why)}`, 'dim')]),
  ];
}

const causeOf = ({ reason }: Failure, shifts: readonly Snapshot[]): Snapshot | undefined =>
  shifts.find(({ deployment }) => reason.includes(deployment.deploymentId));

export interface StackOutput {
  readonly name: string;
  readonly value: string;
  /** Where on this machine it is served, of an address. */
  readonly localAddress?: string;
}

export function readOutputs(outputs: readonly Output[], endpoint: string): readonly StackOutput[] {
  return outputs.map(({ OutputKey: name = '', OutputValue: value = '' }) => {
    const local = localAddress(value, endpoint);
    return { name, value, ...(local !== undefined && { localAddress: local }) };
  });
}

export function outputLines(outputs: readonly StackOutput[]): readonly Line[] {
  const width = Math.max(0, ...outputs.map(({ name }) => name.length)) + 2;
  return outputs.flatMap(({ name, value, localAddress: local }): Line[] => [
    [span(`  ${name.padEnd(width)}`), span(plain(value))],
    ...(local === undefined ? [] : [[span(`  ${'here'.padStart(width - 2)}  `, 'dim'), span(local, 'good')]]),
  ]);
}
