/** What comes next in a shift, in words. Pure. */
import { hasEnded, type DeploymentView } from './snapshot.ts';
import { formatClock, formatCountdown, formatPercent } from './words.ts';

export interface AheadOptions {
  readonly observedAt: number;
  readonly timeZone?: string | undefined;
}

/** `undefined`: nothing does. */
export function describeAhead(deployment: DeploymentView, { observedAt, timeZone }: AheadOptions): string | undefined {
  if (hasEnded(deployment)) return undefined;
  if (deployment.isPaused) return `paused, go on with: serin resume ${deployment.deploymentId}`;
  const { phase, nextWeightPercent, nextStepAt, endsAt } = deployment;
  const at = (moment: number): string =>
    `in ${formatCountdown(moment - observedAt)}, at ${formatClock(moment, timeZone)}`;
  switch (phase) {
    case 'created':
      return 'about to start';
    case 'before':
      return 'waiting for the hook BeforeAllowTraffic';
    case 'shifting': {
      if (nextWeightPercent === undefined) return undefined;
      if (nextStepAt === undefined) return `setting ${formatPercent(nextWeightPercent)}`;
      const next = `${formatPercent(nextWeightPercent)} ${at(nextStepAt)}`;
      if (endsAt === undefined || nextWeightPercent === 100) return next;
      return `${next} · all ${at(endsAt)}`;
    }
    case 'after':
      return 'waiting for the hook AfterAllowTraffic';
    case 'settling':
    case 'ended':
      return 'ending';
  }
}
