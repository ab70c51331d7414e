import type { ReactNode } from 'react';
import { formatCount, formatLatency, formatPercent, formatShare, weightPercent } from '../../format/numbers.ts';
import { Panel } from '../../parts/panel.tsx';
import type { DeploymentView, ShiftTarget } from './read-deployment.ts';
import { totalsOf, type Role, type VersionMetrics, type VersionTotals } from './version-metrics.ts';

interface VersionsProps {
  readonly deployment: DeploymentView;
  readonly target: ShiftTarget;
  readonly metrics: VersionMetrics;
}

interface Measure {
  readonly title: string;
  readonly value: (totals: VersionTotals, percent: number) => string;
  /** Whether the target version does worse here than the current one, enough to be looked at. */
  readonly isWorse?: (target: VersionTotals, current: VersionTotals) => boolean;
}

const rateOf = ({ errors, invocations }: VersionTotals): number => (invocations === 0 ? 0 : errors / invocations);

const measures: readonly Measure[] = [
  { title: 'Traffic now', value: (_, percent) => formatPercent(percent) },
  { title: 'Invocations', value: ({ invocations }) => formatCount(invocations) },
  {
    title: 'Errors',
    value: ({ errors }) => formatCount(errors),
    isWorse: (target, current) => rateOf(target) > rateOf(current),
  },
  {
    title: 'Error rate',
    value: ({ errors, invocations }) => formatShare(errors, invocations),
    isWorse: (target, current) => rateOf(target) > rateOf(current),
  },
  { title: 'p50, last min', value: ({ p50Ms }) => formatLatency(p50Ms) },
  { title: 'p99, last min', value: ({ p99Ms }) => formatLatency(p99Ms) },
];

/** Both versions side by side, since the deployment began. */
export function VersionsPanel({ deployment, target, metrics }: VersionsProps) {
  const percent = weightPercent(deployment.shift.targetVersionWeight);
  const [current, next] = [totalsOf(metrics.current), totalsOf(metrics.target)];
  return (
    <Panel title="Versions" className="order-versions" aside="since it began" isFlush>
      <table className="data-table compare">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Measure</span>
            </th>
            <th scope="col" className="number">
              <Name of="current">Version {target.currentVersion}</Name>
            </th>
            <th scope="col" className="number">
              <Name of="target">Version {target.targetVersion}</Name>
            </th>
          </tr>
        </thead>
        <tbody>
          {measures.map(({ title, value, isWorse }) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td className="number">{value(current, 100 - percent)}</td>
              <td className={`number${isWorse?.(next, current) === true ? ' worse' : ''}`}>{value(next, percent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

interface NameProps {
  readonly of: Role;
  readonly children: ReactNode;
}

const Name = ({ of, children }: NameProps) => (
  <>
    <span className={`swatch swatch-${of}`} aria-hidden="true" /> {children}
    <span className="compare-role">{of}</span>
  </>
);
