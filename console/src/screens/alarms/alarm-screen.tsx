import type { ReactNode } from 'react';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { useAnnounceChange } from '../../parts/announcer.tsx';
import { Breadcrumb } from '../../parts/breadcrumb.tsx';
import { Badge } from '../../parts/badge.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Facts, Panel } from '../../parts/panel.tsx';
import { alarmTone, alarmWord } from '../../parts/status-tones.ts';
import { Link, pathOf, useTitle } from '../../routing/router.tsx';
import { namesInRule } from '../deployment/watched-alarms.ts';
import { AlarmChart } from './alarm-chart.tsx';
import { AlarmHistory } from './alarm-history.tsx';
import { describeAction, describeCondition, describeMetrics, describeMissing } from './alarm-words.ts';
import { readAlarm, readWatchingGroups, type AlarmSummary } from './read-alarms.ts';

/** One alarm: how it stands and why, what it looks at, and what it did. */
export function AlarmScreen({ name }: { readonly name: string }) {
  useTitle(name);
  const call = useCall();
  const query = useLiveQuery({
    key: `alarm ${name}`,
    read: async () => ({ alarm: await readAlarm(call, name) }),
    concerns: ({ kind, id }) => kind === 'alarm' && id === name,
  });
  return (
    <>
      <Breadcrumb href="/alarms" list="Alarms" name={name} />
      <Loaded query={query} subject="the alarm">
        {({ alarm }) => (alarm === undefined ? <NoSuchAlarm name={name} /> : <AlarmView alarm={alarm} />)}
      </Loaded>
    </>
  );
}

const NoSuchAlarm = ({ name }: { readonly name: string }) => (
  <>
    <h1>{name}</h1>
    <EmptyState title="There is no alarm of that name in this region">
      <p>
        It may have been deleted, with its stack perhaps. <Link href="/alarms">All alarms</Link>
      </p>
    </EmptyState>
  </>
);

function AlarmView({ alarm }: { readonly alarm: AlarmSummary }) {
  const { name, state, reason, changedAt, metric, composite } = alarm;
  useAnnounceChange(`${name}: ${alarmWord(state)}`);
  return (
    <>
      <div className="screen-head">
        <div className="screen-title">
          <h1>{name}</h1>
          <Badge tone={alarmTone(state)}>{alarmWord(state)}</Badge>
        </div>
      </div>
      <section className={`outcome outcome-${state === 'ALARM' ? 'bad' : 'plain'}`} aria-label="State">
        <p>
          <Moment at={changedAt} />
        </p>
        <p>{reason === '' ? 'No reason is told.' : reason}</p>
      </section>
      {metric !== undefined && <AlarmChart alarm={metric} />}
      {composite !== undefined && <CompositeParts rule={composite.AlarmRule ?? ''} />}
      <Configuration alarm={alarm} />
      <AlarmHistory name={name} />
    </>
  );
}

function Configuration({ alarm: { name, metric, composite } }: { readonly alarm: AlarmSummary }) {
  const call = useCall();
  const groups = useLiveQuery({ key: `groups of alarm ${name}`, read: () => readWatchingGroups(call, name) });
  const source = metric ?? composite;
  const actions = (arns: readonly string[] = []): string =>
    arns.length === 0 ? 'nothing' : arns.map(describeAction).join(', ');
  const facts: readonly (readonly [string, ReactNode])[] = [
    ...(metric === undefined
      ? []
      : ([
          ['Condition', describeCondition(metric)],
          ['Looks at', describeMetrics(metric).join('; ')],
          ['Periods without data', describeMissing(metric)],
        ] as const)),
    ...(source?.AlarmDescription === undefined ? [] : ([['Description', source.AlarmDescription]] as const)),
    ['Stops deployments of', groups.data === undefined ? '…' : describeGroups(groups.data)],
    ['Tells, when in alarm', actions(source?.AlarmActions)],
    ['Tells, when OK again', actions(source?.OKActions)],
    ['Actions', source?.ActionsEnabled === false ? 'switched off' : 'switched on'],
  ];
  return (
    <Panel title="Configuration">
      <Facts facts={facts} />
    </Panel>
  );
}

const describeGroups = (groups: readonly { readonly application: string; readonly group: string }[]): string =>
  groups.length === 0 ? 'no deployment group' : groups.map(({ group }) => group).join(', ');

/** The alarms that a composite one is made of. */
function CompositeParts({ rule }: { readonly rule: string }) {
  return (
    <Panel title="Rule">
      <p>
        <code>{rule}</code>
      </p>
      <ul className="alarm-list">
        {[...new Set(namesInRule(rule))].map((name) => (
          <CompositePart key={name} name={name} />
        ))}
      </ul>
    </Panel>
  );
}

function CompositePart({ name }: { readonly name: string }) {
  const call = useCall();
  const { data } = useLiveQuery({
    key: `alarm ${name}`,
    read: async () => ({ alarm: await readAlarm(call, name) }),
    concerns: ({ kind, id }) => kind === 'alarm' && id === name,
  });
  return (
    <li>
      <div className="lifecycle-head">
        <Link href={pathOf('alarms', name)} className="lifecycle-name">
          {name}
        </Link>
        {data?.alarm !== undefined && <Badge tone={alarmTone(data.alarm.state)}>{alarmWord(data.alarm.state)}</Badge>}
        {data !== undefined && data.alarm === undefined && <Badge tone="warn">There is no such alarm</Badge>}
      </div>
    </li>
  );
}
