import { useMemo } from 'react';
import type { WeightChange } from '../../api/serin-operations.ts';
import { formatCount, formatLatency, formatPercent, weightPercent } from '../../format/numbers.ts';
import type { ChartSeries, FormatValue } from '../../parts/chart-words.ts';
import { Panel } from '../../parts/panel.tsx';
import { TimeChart } from '../../parts/time-chart.tsx';
import type { ShiftTarget } from './read-deployment.ts';
import type { MetricsWindow, Role, VersionMetrics, VersionSeries } from './version-metrics.ts';
import { placeThreshold, type ChartName, type WatchedAlarm } from './watched-alarms.ts';

interface ChartsProps {
  readonly target: ShiftTarget;
  readonly metrics: VersionMetrics;
  readonly alarms: readonly WatchedAlarm[];
  readonly weights: readonly WeightChange[];
  readonly window: MetricsWindow;
}

interface Chart {
  readonly name: ChartName;
  readonly title: string;
  readonly format: FormatValue;
  readonly scale?: { readonly leastMax?: number; readonly isWhole?: boolean };
  readonly lines: readonly { readonly word: string; readonly of: keyof VersionSeries; readonly isDashed?: boolean }[];
}

const charts: readonly Chart[] = [
  {
    name: 'invocations',
    title: 'Invocations per minute',
    format: formatCount,
    scale: { isWhole: true },
    lines: [{ word: '', of: 'invocations' }],
  },
  {
    name: 'errors',
    title: 'Errors per minute',
    format: formatCount,
    scale: { isWhole: true },
    lines: [{ word: '', of: 'errors' }],
  },
  {
    name: 'errorRate',
    title: 'Error rate',
    format: formatPercent,
    scale: { leastMax: 4 },
    lines: [{ word: '', of: 'errorRate' }],
  },
  {
    name: 'duration',
    title: 'Duration, p50 and p99',
    format: formatLatency,
    scale: { leastMax: 10 },
    lines: [
      { word: ' p50', of: 'p50', isDashed: true },
      { word: ' p99', of: 'p99' },
    ],
  },
];

/** The versions against one another over time, under the thresholds that the deployment is held to. */
export function ChartsPanel({ target, metrics, alarms, weights, window }: ChartsProps) {
  const thresholds = useMemo(() => alarms.flatMap((alarm) => placeThreshold(alarm) ?? []), [alarms]);
  const marks = useMemo(
    () =>
      weights.map(({ at, targetVersionWeight }) => ({ at, label: formatPercent(weightPercent(targetVersionWeight)) })),
    [weights],
  );
  const drawn = useMemo(
    () =>
      charts.map((chart) => ({
        ...chart,
        series: seriesOf(chart, target, metrics),
        thresholds: thresholds.filter((threshold) => threshold.chart === chart.name),
      })),
    [metrics, target, thresholds],
  );
  return (
    <Panel
      title="Both versions over time"
      className="order-charts"
      aside="dotted: traffic moved · the last minute is still counting"
    >
      <div className="charts">
        {drawn.map(({ name, title, format, scale, series, thresholds }) => (
          <TimeChart
            key={name}
            title={title}
            format={format}
            {...scale}
            times={metrics.times}
            series={series}
            thresholds={thresholds}
            marks={marks}
            range={[window.from, window.to]}
            syncKey="deployment"
          />
        ))}
      </div>
    </Panel>
  );
}

function seriesOf({ lines }: Chart, target: ShiftTarget, metrics: VersionMetrics): readonly ChartSeries[] {
  const versions: readonly (readonly [Role, string])[] = [
    ['current', target.currentVersion],
    ['target', target.targetVersion],
  ];
  return versions.flatMap(([role, version]) =>
    lines.map(({ word, of, isDashed }) => ({
      label: `Version ${version}${word}`,
      tone: role,
      ...(isDashed === true && { isDashed }),
      values: metrics[role][of],
    })),
  );
}
