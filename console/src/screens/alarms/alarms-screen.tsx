import { useState } from 'react';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Badge } from '../../parts/badge.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ListFoot } from '../../parts/list-foot.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Moment } from '../../parts/moment.tsx';
import { alarmTone, alarmWord } from '../../parts/status-tones.ts';
import { Link, pathOf, useSearchWord, useTitle } from '../../routing/router.tsx';
import { describeCondition } from './alarm-words.ts';
import { readAlarms, type AlarmList, type AlarmSummary } from './read-alarms.ts';

const columns: readonly Column<AlarmSummary>[] = [
  { title: 'Alarm', isHeader: true, cell: ({ name }) => <Link href={pathOf('alarms', name)}>{name}</Link> },
  { title: 'State', cell: ({ state }) => <Badge tone={alarmTone(state)}>{alarmWord(state)}</Badge> },
  { title: 'Since', cell: ({ changedAt }) => <Moment at={changedAt} /> },
  {
    title: 'Condition',
    isMinor: true,
    cell: ({ metric, composite }) =>
      metric === undefined ? <code>{composite?.AlarmRule}</code> : describeCondition(metric),
  },
];

/** All alarms of the region, those that ring first. */
export function AlarmsScreen() {
  useTitle('Alarms');
  const call = useCall();
  const [wanted, setWanted] = useSearchWord('name');
  const query = useLiveQuery({
    key: 'alarms',
    read: () => readAlarms(call),
    concerns: ({ kind }) => kind === 'alarm',
  });
  return (
    <>
      <div className="screen-head">
        <h1>Alarms</h1>
        <div className="screen-actions">
          <input
            type="search"
            className="input"
            aria-label="Part of the name"
            placeholder="Part of the name"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
        </div>
      </div>
      <Loaded query={query} subject="the alarms">
        {(list) => <AlarmTable list={list} wanted={wanted} />}
      </Loaded>
    </>
  );
}

const shownAtOnce = 100;

function AlarmTable({ list, wanted }: { readonly list: AlarmList; readonly wanted: string }) {
  const [shownMax, setShownMax] = useState(shownAtOnce);
  const found = list.alarms.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  if (list.alarms.length === 0) return <NoAlarms />;
  if (found.length === 0)
    return (
      <EmptyState title="No alarm is called like that">
        <p>Clear the search to see all {list.alarms.length}.</p>
      </EmptyState>
    );
  return (
    <section className="panel" aria-label="Alarms">
      <DataTable
        caption="Alarms by urgency"
        columns={columns}
        rows={found.slice(0, shownMax)}
        keyOf={({ name }) => name}
      />
      <ListFoot
        shown={Math.min(shownMax, found.length)}
        total={found.length}
        noun="alarm"
        onMore={() => setShownMax(shownMax + shownAtOnce)}
        remark={list.hasMore ? ', and more that are not shown here' : ''}
      />
    </section>
  );
}

const NoAlarms = () => (
  <EmptyState title="There are no alarms in this region">
    <p>
      An alarm is what stops a bad version. Add an <code>AWS::CloudWatch::Alarm</code> to the template, and name it
      under the function’s <code>DeploymentPreference: Alarms</code>; the guide’s chapter on alarms has examples.
    </p>
  </EmptyState>
);
