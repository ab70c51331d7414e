import type { ShiftSummary } from '../../api/serin-operations.ts';
import { formatPercent, weightPercent } from '../../format/numbers.ts';
import { useTimed } from '../../live/live.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Countdown } from '../../parts/countdown.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { deploymentTone, inWords } from '../../parts/status-tones.ts';
import { Link, pathOf } from '../../routing/router.tsx';
import { hasEnded } from '../deployment/read-deployment.ts';
import { remarkOf, startedBy, tookOf } from './shift-words.ts';

const columns: readonly Column<ShiftSummary>[] = [
  { title: 'Deployment', isHeader: true, cell: (shift) => <Name shift={shift} /> },
  { title: 'Status', cell: (shift) => <Status shift={shift} /> },
  { title: 'Versions', isMinor: true, cell: (shift) => <Versions shift={shift} /> },
  { title: 'Progress', cell: (shift) => <Progress shift={shift} /> },
  { title: 'Started by', isMinor: true, cell: (shift) => <StartedBy shift={shift} /> },
  { title: 'Started', cell: ({ createTime }) => <Moment at={createTime} /> },
  { title: 'Took', isNumber: true, isMinor: true, cell: (shift) => <Took shift={shift} /> },
];

export const ShiftTable = ({ shifts }: { readonly shifts: readonly ShiftSummary[] }) => (
  <DataTable
    caption="Deployments, newest first"
    columns={columns}
    rows={shifts}
    keyOf={(shift) => shift.deploymentId}
  />
);

interface ShiftProps {
  readonly shift: ShiftSummary;
}

function Name({ shift }: ShiftProps) {
  const { deploymentId, functionName, functionAlias, applicationName, deploymentGroupName } = shift;
  const what =
    functionName === undefined
      ? `${applicationName} / ${deploymentGroupName}`
      : `${functionName}:${functionAlias ?? ''}`;
  return (
    <>
      <Link href={pathOf('deployments', deploymentId)} className="row-link">
        {what}
      </Link>
      <div className="muted small">
        {deploymentId}
        <span className="only-narrow">
          {' '}
          · <Versions shift={shift} />
        </span>
      </div>
    </>
  );
}

function Status({ shift }: ShiftProps) {
  const remark = remarkOf(shift);
  return (
    <>
      <Badge tone={shift.isPaused ? 'warn' : deploymentTone(shift.status, shift.errorCode)}>
        {shift.isPaused ? 'Paused' : inWords(shift.status)}
      </Badge>
      {remark !== undefined && remark !== 'Paused' && <div className="muted small">{remark}</div>}
    </>
  );
}

const Versions = ({ shift: { currentVersion, targetVersion } }: ShiftProps) =>
  currentVersion === undefined || targetVersion === undefined ? (
    <span className="muted">–</span>
  ) : (
    <span className="nowrap">
      {currentVersion} <span aria-hidden="true">→</span>
      <span className="visually-hidden">to</span> {targetVersion}
    </span>
  );

function Progress({ shift }: ShiftProps) {
  const percent = weightPercent(shift.targetVersionWeight);
  const { status, nextStepAt, isPaused, stepCount } = shift;
  return (
    <div className="progress">
      <div className="progress-line">
        <span className="meter" aria-hidden="true">
          <span className={`meter-fill fill-${fillOf(status)}`} style={{ width: `${percent}%` }} />
        </span>
        <span className="number">{formatPercent(percent)}</span>
      </div>
      {!hasEnded(status) && nextStepAt !== undefined && !isPaused && (
        <div className="muted small">
          {stepCount !== undefined && stepCount > 2 && shift.stepIndex !== undefined && (
            <>
              Step {shift.stepIndex + 1} of {stepCount},{' '}
            </>
          )}
          next in <Countdown until={nextStepAt} />
        </div>
      )}
    </div>
  );
}

const fillOf = (status: string): string =>
  status === 'Succeeded' ? 'good' : status === 'Failed' || status === 'Stopped' ? 'bad' : 'target';

const StartedBy = ({ shift }: ShiftProps) =>
  shift.isRollback && shift.rollbackOf !== undefined ? (
    <>
      Rollback of{' '}
      <Link href={pathOf('deployments', shift.rollbackOf)} className="nowrap">
        {shift.rollbackOf}
      </Link>
    </>
  ) : shift.stackName !== undefined ? (
    <>
      Stack <Link href={pathOf('stacks', shift.stackName)}>{shift.stackName}</Link>
    </>
  ) : (
    startedBy(shift)
  );

function Took({ shift }: ShiftProps) {
  return useTimed((now) => tookOf(shift, now));
}
