import type { Answer } from '../../api/operations.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Panel } from '../../parts/panel.tsx';

type Item = NonNullable<Answer<'cloudwatch', 'DescribeAlarmHistory'>['AlarmHistoryItems']>[number];

const kinds: Readonly<Record<string, string>> = {
  StateUpdate: 'State',
  ConfigurationUpdate: 'Configuration',
  Action: 'Action',
};

const columns: readonly Column<Item>[] = [
  { title: 'When', isHeader: true, cell: ({ Timestamp }) => <Moment at={Timestamp} /> },
  { title: 'What', cell: ({ HistoryItemType = '' }) => kinds[HistoryItemType] ?? HistoryItemType, isMinor: true },
  { title: 'Summary', cell: ({ HistorySummary = '' }) => HistorySummary },
];

/** As many as one page of AWS's has. */
const shownMax = 100;

/** What the alarm went through, the newest first. */
export function AlarmHistory({ name }: { readonly name: string }) {
  const call = useCall();
  const query = useLiveQuery({
    key: `alarm history ${name}`,
    read: () =>
      call('cloudwatch', 'DescribeAlarmHistory', {
        AlarmName: name,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: shownMax,
        ScanBy: 'TimestampDescending',
      }),
    concerns: ({ kind, id }) => kind === 'alarm' && id === name,
  });
  return (
    <Panel title="History" aside="newest first" isFlush>
      <Loaded query={query} subject="the history">
        {({ AlarmHistoryItems: items = [], NextToken }) => (
          <>
            <DataTable
              caption="What the alarm went through"
              columns={columns}
              rows={items}
              keyOf={(item) => `${item.Timestamp} ${item.HistorySummary}`}
            />
            {NextToken !== undefined && <p className="muted list-foot">Older entries are not shown.</p>}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
