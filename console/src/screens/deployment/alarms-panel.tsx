import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Panel } from '../../parts/panel.tsx';
import { alarmTone, alarmWord } from '../../parts/status-tones.ts';
import { Link, pathOf } from '../../routing/router.tsx';
import { placeThreshold, type WatchedAlarm } from './watched-alarms.ts';

interface AlarmsProps {
  readonly alarms: readonly WatchedAlarm[];
  readonly isRollback: boolean;
}

/** What may end the deployment, and how it stands. */
export function AlarmsPanel({ alarms, isRollback }: AlarmsProps) {
  return (
    <Panel title="Alarms" className="order-alarms">
      {alarms.length === 0 && isRollback ? (
        <p className="muted">A rollback is not watched: nothing is to keep the traffic from going back.</p>
      ) : alarms.length === 0 ? (
        <p className="muted">
          No alarm watches this deployment: nothing but a hook or you can stop a bad version. Name one under{' '}
          <code>DeploymentPreference: Alarms</code>.
        </p>
      ) : (
        <ul className="alarm-list">
          {alarms.map((alarm) => (
            <Alarm key={alarm.name} alarm={alarm} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Alarm({ alarm }: { readonly alarm: WatchedAlarm }) {
  const { name, state, reason, changedAt, metricAlarm, isPart } = alarm;
  const isOffCharts = metricAlarm !== undefined && placeThreshold(alarm) === undefined;
  return (
    <li>
      <div className="lifecycle-head">
        {state === 'MISSING' ? (
          <span className="lifecycle-name">{name}</span>
        ) : (
          <Link href={pathOf('alarms', name)} className="lifecycle-name">
            {name}
          </Link>
        )}
        <Badge tone={alarmTone(state)}>{state === 'MISSING' ? 'There is no such alarm' : alarmWord(state)}</Badge>
        {changedAt !== undefined && (
          <span className="muted small">
            <Moment at={changedAt} />
          </span>
        )}
      </div>
      {reason !== '' && <p className={state === 'ALARM' ? 'bad-text' : 'muted small'}>{reason}</p>}
      {isPart && <p className="muted small">Part of a composite alarm.</p>}
      {isOffCharts && <p className="muted small">Its metric is on none of the charts here.</p>}
    </li>
  );
}
