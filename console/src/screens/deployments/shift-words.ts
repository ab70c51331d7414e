/** A deployment of the list in words. Pure. */
import type { ShiftSummary } from '../../api/serin-operations.ts';
import { formatDuration } from '../../format/moments.ts';
import { reasonInShort } from '../deployment/outcome.ts';

/** What is filtered by, and CodeDeploy's statuses behind it. */
export const filters = {
  all: { title: 'All', status: [] },
  running: { title: 'Running', status: ['Created', 'InProgress'] },
  succeeded: { title: 'Succeeded', status: ['Succeeded'] },
  ended: { title: 'Failed or stopped', status: ['Failed', 'Stopped'] },
} as const;

export type FilterName = keyof typeof filters;

export const filterNames: readonly FilterName[] = ['all', 'running', 'succeeded', 'ended'];

/** Who started it. */
export function startedBy({ creator, rollbackOf, isRollback, stackName }: ShiftSummary): string {
  if (isRollback) return `Rollback${rollbackOf === undefined ? '' : ` of ${rollbackOf}`}`;
  if (stackName !== undefined) return `Stack ${stackName}`;
  const words: Readonly<Record<string, string>> = {
    user: 'A person or program',
    autoscaling: 'Auto Scaling',
    codeDeployRollback: 'A rollback',
    CloudFormation: 'CloudFormation',
  };
  return words[creator] ?? creator;
}

/** How it ended or what keeps it. */
export function remarkOf(shift: ShiftSummary): string | undefined {
  const { errorCode, rolledBackBy, isPaused, phase } = shift;
  if (errorCode !== undefined) {
    const reason = reasonInShort(errorCode);
    const sentence = reason.charAt(0).toUpperCase() + reason.slice(1);
    return rolledBackBy === undefined ? sentence : `${sentence}; traffic taken back`;
  }
  if (rolledBackBy !== undefined) return 'Undone';
  if (isPaused) return 'Paused';
  if (phase === 'before') return 'Waiting for a hook before traffic moves';
  if (phase === 'after') return 'Waiting for a hook after traffic has moved';
  return undefined;
}

export const tookOf = ({ createTime, completeTime }: ShiftSummary, now: number): string =>
  formatDuration((completeTime ?? now) - createTime);
