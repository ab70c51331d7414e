import { useMemo } from 'react';
import type { WeightChange } from '../../api/serin-operations.ts';
import { formatPercent, weightPercent } from '../../format/numbers.ts';
import { useNow } from '../../live/live.tsx';
import { Countdown } from '../../parts/countdown.tsx';
import { Panel } from '../../parts/panel.tsx';
import { TimeChart } from '../../parts/time-chart.tsx';
import { describeWait, planMarks, stepsAhead, trafficCurve } from './plan.ts';
import { hasEnded, type DeploymentView } from './read-deployment.ts';

interface TrafficProps {
  readonly deployment: DeploymentView;
  readonly weights: readonly WeightChange[];
}

/** Who has how much traffic, what happens next, and when. */
export function TrafficPanel({ deployment, weights }: TrafficProps) {
  const { shift, target, status } = deployment;
  const percent = weightPercent(shift.targetVersionWeight);
  return (
    <Panel title="Traffic" className="order-traffic" aside={<PlanSteps deployment={deployment} />}>
      {target === undefined ? (
        <p className="muted">The AppSpec file has not been read yet: versions and plan follow.</p>
      ) : (
        <>
          <SplitBar percent={percent} current={target.currentVersion} target={target.targetVersion} />
          {!hasEnded(status) && <Ahead deployment={deployment} />}
          <WayChart deployment={deployment} weights={weights} percent={percent} />
        </>
      )}
    </Panel>
  );
}

interface SplitProps {
  readonly percent: number;
  readonly current: string;
  readonly target: string;
}

function SplitBar({ percent, current, target }: SplitProps) {
  const rest = 100 - percent;
  return (
    <div className="split">
      <div className="split-labels">
        <span>
          <span className="swatch swatch-target" aria-hidden="true" /> Version {target} <b>{formatPercent(percent)}</b>
        </span>
        <span>
          <b>{formatPercent(rest)}</b> Version {current} <span className="swatch swatch-current" aria-hidden="true" />
        </span>
      </div>
      <div
        className="split-bar"
        role="img"
        aria-label={`Version ${target} has ${formatPercent(percent)} of the traffic, version ${current} has ${formatPercent(rest)}`}
      >
        {percent > 0 && <span className="split-target" style={{ flexGrow: percent }} />}
        {rest > 0 && <span className="split-current" style={{ flexGrow: rest }} />}
      </div>
    </div>
  );
}

function Ahead({ deployment: { shift } }: { readonly deployment: DeploymentView }) {
  const { nextWeight, nextStepAt, endsAt, isPaused } = shift;
  if (isPaused || nextWeight === undefined || nextStepAt === undefined)
    return <p className="ahead-wait">{describeWait(shift)}</p>;
  const next = weightPercent(nextWeight);
  return (
    <dl className="ahead">
      <div>
        <dt>Next step</dt>
        <dd>
          {formatPercent(next)} in <Countdown until={nextStepAt} />
        </dd>
      </div>
      {endsAt !== undefined && next < 100 && (
        <div>
          <dt>All traffic</dt>
          <dd>
            in <Countdown until={endsAt} />
          </dd>
        </div>
      )}
    </dl>
  );
}

const stateWords = { done: 'done', now: 'in force', ahead: 'to come' } as const;
const stateMarks = { done: '✓', now: '●', ahead: '○' } as const;
const marksMax = 6;

/** All steps where they are few, else how many are done. */
function PlanSteps({ deployment: { shift } }: { readonly deployment: DeploymentView }) {
  const marks = planMarks(shift);
  if (marks.length === 0) return null;
  if (marks.length > marksMax) {
    const done = marks.filter(({ state }) => state !== 'ahead').length;
    return (
      <>
        Step {done} of {marks.length}
      </>
    );
  }
  return (
    <ol className="plan-steps" aria-label="Steps">
      {marks.map(({ percent, state }) => (
        <li key={percent} className={`plan-${state}`}>
          <span aria-hidden="true">{stateMarks[state]} </span>
          {formatPercent(percent)}
          <span className="visually-hidden">, {stateWords[state]}</span>
        </li>
      ))}
    </ol>
  );
}

/** What is behind is drawn full, what is planned dashed. */
function WayChart({ deployment, weights, percent }: TrafficProps & { readonly percent: number }) {
  const { shift, info, target, status } = deployment;
  const now = useNow(1000);
  const from = info.createTime ?? now;
  const until = Math.max(from, hasEnded(status) ? (info.completeTime ?? now) : now);
  const version = target?.targetVersion ?? '';
  const { times, series, to } = useMemo(() => {
    const steps = stepsAhead(shift);
    const curve = trafficCurve({ weights, steps, percent, until, from });
    const last = Math.max(until, shift.endsAt ?? 0);
    const behind = {
      label: `Version ${version}`,
      tone: 'target',
      isFilled: true,
      isStepped: true,
      values: curve.behind,
    } as const;
    const ahead = { label: 'Planned', tone: 'plain', isDashed: true, isStepped: true, values: curve.ahead } as const;
    return {
      times: curve.times,
      series: steps.length === 0 ? [behind] : [behind, ahead],
      to: last + Math.max(1, last - from) * 0.04,
    };
  }, [from, percent, shift, until, version, weights]);
  return (
    <TimeChart
      title={`Share of version ${version}`}
      format={formatPercent}
      times={times}
      series={series}
      range={[from, to]}
      max={100}
      height={150}
    />
  );
}
