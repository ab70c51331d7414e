import type { ReactNode } from 'react';
import { formatDuration } from '../../format/moments.ts';
import { formatCount, formatLatency, formatPercent, formatPlural, formatShare, nothing } from '../../format/numbers.ts';
import { Badge } from '../../parts/badge.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Facts, Panel } from '../../parts/panel.tsx';
import { deploymentTone, inWords } from '../../parts/status-tones.ts';
import type { ShiftReport } from './read-report.ts';
import { formatSinceStart, outcomes, weightSpans } from './report-words.ts';

interface ShiftProps {
  readonly shift: ShiftReport;
  /** The right end of the strip of weights. */
  readonly endSeconds: number;
}

/** One alias: how far it came, who met the new version, and how both versions did. */
export function ShiftPanel({ shift, endSeconds }: ShiftProps) {
  const { functionName, alias, resource, currentVersion, targetVersion, outcome } = shift;
  const name = shift.functionResource ?? functionName;
  return (
    <Panel
      title={`${name}:${alias}`}
      aside={<Badge tone={outcomes[outcome].tone}>{outcomes[outcome].word}</Badge>}
      className="shift-report"
    >
      <p className="muted">
        Version {currentVersion} → {targetVersion ?? nothing} · <code>{resource}</code>
        {shift.deploymentConfig !== undefined && <> · {shift.deploymentConfig.replace('CodeDeployDefault.', '')}</>}
      </p>
      <WeightStrip shift={shift} endSeconds={endSeconds} />
      <Facts facts={factsOf(shift)} />
      <DataTable caption={`Versions of ${name}`} columns={versionColumns} rows={shift.versions} keyOf={versionKey} />
      <DeploymentList shift={shift} />
    </Panel>
  );
}

function factsOf({
  exposure,
  detectedBy,
  detectSeconds,
  restoreSeconds,
}: ShiftReport): readonly (readonly [string, ReactNode])[] {
  const met = `${formatPlural(exposure.requests, 'request')}, ${formatPercent(exposure.sharePercent)} of all meanwhile`;
  return [
    ['Met the new version', met],
    ['Of these failed', formatCount(exposure.errors)],
    ['Noticed by', detectedBy ?? nothing],
    ['Time to notice', detectSeconds === undefined ? nothing : formatDuration(detectSeconds)],
    ['Time to restore', restoreSeconds === undefined ? nothing : formatDuration(restoreSeconds)],
  ];
}

type Version = ShiftReport['versions'][number];

const versionKey = ({ version, role }: Version): string => `${role} ${version}`;

const versionColumns: readonly Column<Version>[] = [
  {
    title: 'Version',
    isHeader: true,
    cell: ({ version, role }) => (
      <>
        <span className={`swatch swatch-${role}`} aria-hidden="true" /> {version} <span className="muted">{role}</span>
      </>
    ),
  },
  { title: 'Requests', isNumber: true, cell: ({ requests }) => formatCount(requests) },
  { title: 'Errors', isNumber: true, cell: ({ errors }) => formatCount(errors) },
  { title: 'Error rate', isNumber: true, cell: ({ errors, requests }) => formatShare(errors, requests) },
  { title: 'p50', isNumber: true, cell: ({ p50Ms }) => formatLatency(p50Ms) },
  { title: 'p99', isNumber: true, cell: ({ p99Ms }) => formatLatency(p99Ms) },
];

/** The share of the target version over the whole rehearsal, as a strip whose height is the share. */
function WeightStrip({ shift, endSeconds }: ShiftProps) {
  const spans = weightSpans(shift.weights, endSeconds);
  const words = spans.map(
    ({ from, targetPercent }) => `${formatPercent(targetPercent)} from ${formatSinceStart(from)}`,
  );
  return (
    <figure className="strip">
      <figcaption className="muted small">Traffic of the new version</figcaption>
      <svg
        className="strip-canvas"
        role="img"
        aria-label={`Traffic of the new version: ${words.join(', ')}`}
        viewBox={`0 0 ${endSeconds} 100`}
        preserveAspectRatio="none"
      >
        {spans.map(({ from, to, targetPercent }) => (
          <rect
            key={from}
            className="strip-target"
            x={from}
            y={100 - targetPercent}
            width={to - from}
            height={targetPercent}
          />
        ))}
      </svg>
      <ol className="strip-steps small">
        {spans.map(({ from, targetPercent }) => (
          <li key={from}>
            <span className="muted number">{formatSinceStart(from)}</span> <b>{formatPercent(targetPercent)}</b>
          </li>
        ))}
      </ol>
    </figure>
  );
}

const DeploymentList = ({ shift: { deployments } }: Pick<ShiftProps, 'shift'>) => (
  <ul className="alarm-list">
    {deployments.map(({ deploymentId, status, isRollback, error, lifecycleEvents }) => (
      <li key={deploymentId}>
        <div className="lifecycle-head">
          <span className="lifecycle-name">
            {isRollback ? 'Rollback ' : ''}
            {deploymentId}
          </span>
          <Badge tone={deploymentTone(status)}>{inWords(status)}</Badge>
        </div>
        {error !== undefined && <p className="bad-text">{error}</p>}
        <p className="muted small">
          {lifecycleEvents
            .map(({ name, status: state, hook, seconds }) =>
              [
                name,
                hook === undefined ? '' : `(${hook})`,
                inWords(state).toLowerCase(),
                seconds === undefined ? '' : formatDuration(seconds),
              ]
                .filter((word) => word !== '')
                .join(' '),
            )
            .join(' · ')}
        </p>
      </li>
    ))}
  </ul>
);
