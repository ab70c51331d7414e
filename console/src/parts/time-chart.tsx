import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatClock, formatIso } from '../format/moments.ts';
import { useIsDark } from '../shell/theme.ts';
import { chartOptions, type ChartContent } from './chart-paint.ts';
import {
  latestOf,
  summarize,
  type ChartMark,
  type ChartSeries,
  type ChartThreshold,
  type FormatValue,
} from './chart-words.ts';

interface TimeChartProps {
  readonly title: string;
  readonly format: FormatValue;
  /** Seconds since 1970, growing. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly thresholds?: readonly ChartThreshold[];
  readonly marks?: readonly ChartMark[];
  /** What the chart spans; without it, what there is. */
  readonly range?: readonly [from: number, to: number];
  /** The upper end of the scale; without it, what the values and thresholds need. */
  readonly max?: number;
  /** The scale reaches up to here at least, however small the values are. */
  readonly leastMax?: number;
  /** There is nothing between two whole numbers. */
  readonly isWhole?: boolean;
  /** Charts of one key show the same moment under the pointer. */
  readonly syncKey?: string;
  readonly height?: number;
}

const noThresholds: readonly ChartThreshold[] = [];
const noMarks: readonly ChartMark[] = [];

/** Lines over time, with alarm thresholds, a legend that has the values, and all of it as a table. */
export function TimeChart(props: TimeChartProps) {
  const { title, format, times, series, thresholds = noThresholds, marks = noMarks } = props;
  const [cursor, setCursor] = useState<number>();
  const holder = useChart({ ...props, thresholds, marks, onCursor: setCursor });
  const titleId = useId();
  const isEmpty = series.every(({ values }) => values.every((value) => value === undefined));
  return (
    <figure className="chart" aria-labelledby={titleId}>
      <figcaption>
        <span id={titleId} className="chart-title">
          {title}
        </span>
        <Legend series={series} format={format} times={times} cursor={cursor} />
      </figcaption>
      <div className="chart-frame" role="img" aria-label={summarize(title, series, thresholds, format)}>
        <div ref={holder} className="chart-canvas" />
        {isEmpty && <p className="chart-empty">No data yet</p>}
      </div>
      <ChartTable title={title} format={format} times={times} series={series} />
    </figure>
  );
}

interface LegendProps {
  readonly series: readonly ChartSeries[];
  readonly format: FormatValue;
  readonly times: readonly number[];
  readonly cursor: number | undefined;
}

function Legend({ series, format, times, cursor }: LegendProps) {
  const at = cursor === undefined ? undefined : times[cursor];
  return (
    <span className="chart-legend">
      {at !== undefined && <span className="muted">{formatClock(at).slice(0, 5)}</span>}
      {series.map((one) => (
        <span key={one.label} className="chart-key">
          <span
            className={`chart-line line-${one.tone}${one.isDashed === true ? ' line-dashed' : ''}`}
            aria-hidden="true"
          />
          {one.label} <b>{format(at === undefined || cursor === undefined ? latestOf(one) : one.values[cursor])}</b>
        </span>
      ))}
    </span>
  );
}

function ChartTable({ title, format, times, series }: Omit<LegendProps, 'cursor'> & { readonly title: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="chart-data" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        As a table<span className="visually-hidden">: {title}</span>
      </summary>
      {isOpen && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached with the keyboard
        <section className="chart-table" tabIndex={0} aria-label={`${title}, values`}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Time</th>
                {series.map(({ label }) => (
                  <th key={label} scope="col" className="number">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((at, index) => (
                <tr key={at}>
                  <th scope="row">
                    <time dateTime={formatIso(at)}>{formatClock(at)}</time>
                  </th>
                  {series.map(({ label, values }) => (
                    <td key={label} className="number">
                      {format(values[index])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}

type ChartUse = Omit<TimeChartProps, 'thresholds' | 'marks'> &
  Pick<Required<TimeChartProps>, 'thresholds' | 'marks'> & {
    readonly onCursor: (index: number | undefined) => void;
  };

/** Keeps a chart in step with what is to be shown. It is made anew only where its lines or colours change. */
function useChart(use: ChartUse) {
  const { times, series, thresholds, marks, range, max, leastMax, isWhole = false } = use;
  const { format, syncKey, height = 170, onCursor } = use;
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const content = useRef<ChartContent>({ series, thresholds, marks, range, max, leastMax, isWhole, format });
  const data = useMemo(() => alignedData(times, series), [times, series]);
  const newest = useRef(data);
  const isDark = useIsDark();
  const lines = series.map(({ label, tone, isDashed }) => `${label} ${tone} ${isDashed === true}`).join('\n');

  useLayoutEffect(() => {
    content.current = { series, thresholds, marks, range, max, leastMax, isWhole, format };
    newest.current = data;
  });

  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const options = chartOptions({
      width: element.clientWidth,
      height,
      syncKey,
      element,
      content: () => content.current,
      onCursor,
    });
    const made = new uPlot(options, newest.current, element);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [lines, isDark, height, syncKey, onCursor]);

  const [from, to] = range ?? [];
  useEffect(() => chart.current?.setData(data), [data, thresholds, marks, from, to, max]);
  return holder;
}

function alignedData(times: readonly number[], series: readonly ChartSeries[]): uPlot.AlignedData {
  return [[...times], ...series.map(({ values }) => values.map((value) => value ?? null))];
}
