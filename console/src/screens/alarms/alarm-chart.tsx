import { useMemo } from 'react';
import { formatCount } from '../../format/numbers.ts';
import { useCall, useLiveQuery, useNow } from '../../live/live.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { TimeChart } from '../../parts/time-chart.tsx';
import { useSearchWord } from '../../routing/router.tsx';
import {
  alarmDataInput,
  describeMeasure,
  parseAlarmData,
  periodOf,
  type AlarmLine,
  type MetricAlarm,
} from './alarm-words.ts';

const spans = [
  { word: '1h', title: '1 hour', seconds: 3600 },
  { word: '3h', title: '3 hours', seconds: 3 * 3600 },
  { word: '1d', title: '1 day', seconds: 86_400 },
] as const;

/** What the alarm looks at, against its threshold. */
export function AlarmChart({ alarm }: { readonly alarm: MetricAlarm }) {
  const [word, setWord] = useSearchWord('span');
  const span = spans.find((one) => one.word === word) ?? spans[0];
  const period = periodOf(alarm);
  const to = Math.ceil(useNow(1000) / period) * period;
  const from = to - span.seconds;
  const call = useCall();
  const input = alarmDataInput(alarm, { from, to });
  const query = useLiveQuery(
    input === undefined
      ? undefined
      : {
          key: `alarm data ${alarm.AlarmName} ${span.word} ${to}`,
          read: async () => parseAlarmData(alarm, await call('cloudwatch', 'GetMetricData', input)),
          isOnBeat: true,
        },
  );
  return (
    <Panel title="What it looks at" aside={<SpanChoice value={span.word} onChange={setWord} />}>
      {input === undefined ? (
        <p className="muted">The alarm names no metric.</p>
      ) : (
        <Loaded query={query} subject="the metric">
          {(line) => <Chart alarm={alarm} line={line} from={from} to={to} />}
        </Loaded>
      )}
    </Panel>
  );
}

interface ChartProps {
  readonly alarm: MetricAlarm;
  readonly line: AlarmLine;
  readonly from: number;
  readonly to: number;
}

function Chart({ alarm, line, from, to }: ChartProps) {
  const label = describeMeasure(alarm);
  const isBreached = alarm.StateValue === 'ALARM';
  const series = useMemo(() => [{ label, tone: 'plain' as const, values: line.values }], [label, line]);
  const thresholds = useMemo(
    () => (alarm.Threshold === undefined ? [] : [{ label: 'Threshold', value: alarm.Threshold, isBreached }]),
    [alarm.Threshold, isBreached],
  );
  const range = useMemo((): readonly [number, number] => [from, to], [from, to]);
  return (
    <TimeChart
      title={label}
      format={formatCount}
      times={line.times}
      series={series}
      thresholds={thresholds}
      range={range}
      height={220}
    />
  );
}

const SpanChoice = ({ value, onChange }: { readonly value: string; readonly onChange: (word: string) => void }) => (
  <fieldset className="segments">
    <legend className="visually-hidden">Time span</legend>
    {spans.map(({ word, title }) => (
      <label key={word}>
        <input type="radio" name="span" checked={value === word} onChange={() => onChange(word)} />
        <span>{title}</span>
      </label>
    ))}
  </fieldset>
);
