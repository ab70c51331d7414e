import { useMemo } from 'react';
import { formatCount, formatLatency } from '../../format/numbers.ts';
import { useCall, useLive, useLiveQuery } from '../../live/live.tsx';
import type { ChartSeries, FormatValue } from '../../parts/chart-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { TimeChart } from '../../parts/time-chart.tsx';
import { useSearchWord } from '../../routing/router.tsx';
import {
  functionMetricsInput,
  parseFunctionMetrics,
  rangeNames,
  ranges,
  type FunctionMetrics,
} from './function-metrics.ts';
import { QualifierSelect } from './qualifier-select.tsx';
import type { Alias, Version } from './read-functions.ts';

interface MetricsProps {
  readonly name: string;
  readonly aliases: readonly Alias[];
  readonly versions: readonly Version[];
}

/** A longer range is read anew only where something happened: minutes matter little in it. */
const beatSecondsMax = 10_800;

/** What the function did over time: as a whole, or through one alias or version. */
export function FunctionMetricsPanel({ name, aliases, versions }: MetricsProps) {
  const call = useCall();
  const { ticker } = useLive();
  const [qualifier, setQualifier] = useSearchWord('of');
  const [rangeWord, setRange] = useSearchWord('range');
  const range = rangeNames.find((one) => one === rangeWord) ?? '1 h';
  const query = useLiveQuery({
    key: `function metrics ${name} ${qualifier} ${range}`,
    read: async () => {
      const input = functionMetricsInput({ functionName: name, qualifier, range, now: ticker.now(1000) });
      return parseFunctionMetrics(input, range, await call('cloudwatch', 'GetMetricData', input));
    },
    concerns: ({ kind, id }) => kind === 'metric' && id === name,
    isOnBeat: ranges[range].seconds <= beatSecondsMax,
  });
  const controls = (
    <span className="panel-controls">
      <QualifierSelect
        label="Metrics of"
        value={qualifier}
        onChange={setQualifier}
        aliases={aliases}
        versions={versions}
        first={['', 'Whole function']}
      />
      <fieldset className="segments">
        <legend className="visually-hidden">Time range</legend>
        {rangeNames.map((one) => (
          <label key={one}>
            <input type="radio" name="range" checked={range === one} onChange={() => setRange(one)} />
            <span>{one}</span>
          </label>
        ))}
      </fieldset>
    </span>
  );
  return (
    <Panel title="Metrics" aside={controls} className="order-charts">
      <Loaded query={query} subject="the metrics">
        {(metrics) => <Charts metrics={metrics} perWord={perWords[ranges[range].period]} />}
      </Loaded>
    </Panel>
  );
}

const perWords = { 60: 'minute', 300: '5 minutes', 3600: 'hour' } as const;

interface Chart {
  readonly title: string;
  readonly format: FormatValue;
  readonly scale: { readonly leastMax?: number; readonly isWhole?: boolean };
  readonly series: readonly ChartSeries[];
}

function Charts({ metrics, perWord }: { readonly metrics: FunctionMetrics; readonly perWord: string }) {
  const charts = useMemo(() => chartsOf(metrics, perWord), [metrics, perWord]);
  return (
    <div className="charts">
      {charts.map(({ title, format, scale, series }) => (
        <TimeChart
          key={title}
          title={title}
          format={format}
          {...scale}
          times={metrics.times}
          series={series}
          range={[metrics.from, metrics.to]}
          syncKey="function"
          height={140}
        />
      ))}
    </div>
  );
}

const chartsOf = (metrics: FunctionMetrics, perWord: string): readonly Chart[] => [
  {
    title: `Invocations per ${perWord}`,
    format: formatCount,
    scale: { isWhole: true },
    series: [{ label: 'Invocations', tone: 'current', values: metrics.invocations }],
  },
  {
    title: `Errors and throttles per ${perWord}`,
    format: formatCount,
    scale: { isWhole: true },
    series: [
      { label: 'Errors', tone: 'bad', values: metrics.errors },
      { label: 'Throttles', tone: 'plain', isDashed: true, values: metrics.throttles },
    ],
  },
  {
    title: 'Duration, p50 and p99',
    format: formatLatency,
    scale: { leastMax: 10 },
    series: [
      { label: 'p50', tone: 'current', isDashed: true, values: metrics.p50 },
      { label: 'p99', tone: 'current', values: metrics.p99 },
    ],
  },
  {
    title: 'Concurrent executions, highest',
    format: formatCount,
    scale: { isWhole: true },
    series: [{ label: 'Concurrency', tone: 'current', values: metrics.concurrency }],
  },
];
