/** How uPlot draws a chart of ours: axes, lines, thresholds and marks in the page's own colours. */
import uPlot from 'uplot';
import { formatClock } from '../format/moments.ts';
import { upperBound, type ChartMark, type ChartSeries, type ChartThreshold, type FormatValue } from './chart-words.ts';

/** What can change without the chart being made anew. */
export interface ChartContent {
  readonly series: readonly ChartSeries[];
  readonly thresholds: readonly ChartThreshold[];
  readonly marks: readonly ChartMark[];
  readonly range: readonly [from: number, to: number] | undefined;
  readonly max: number | undefined;
  readonly leastMax: number | undefined;
  readonly isWhole: boolean;
  readonly format: FormatValue;
}

interface PaintOptions {
  readonly width: number;
  readonly height: number;
  readonly syncKey: string | undefined;
  /** Of the page, whose style sheet knows the colours. */
  readonly element: HTMLElement;
  readonly content: () => ChartContent;
  readonly onCursor: (index: number | undefined) => void;
}

const formatTick = (at: number): string => (at % 60 === 0 ? formatClock(at).slice(0, 5) : formatClock(at));

const minute = 60;
const hour = 3600;
const day = 86_400;
const timeSteps = [
  1,
  2,
  5,
  10,
  15,
  30,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 7].map((days) => days * day),
];
const wholeSteps = [1, 10, 100, 1000, 1e4, 1e5, 1e6].flatMap((power) => [1, 2, 5].map((step) => step * power));

const font = '11px system-ui, sans-serif';

export function chartOptions({ width, height, syncKey, element, content, onCursor }: PaintOptions): uPlot.Options {
  const colour = (name: string): string => resolveColour(element, name);
  const grid = { stroke: colour('--grid'), width: 1 };
  const axis = { stroke: colour('--text-muted'), font, grid, ticks: { show: false } };
  return {
    width,
    height,
    legend: { show: false },
    padding: [14, 22, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7 },
      ...(syncKey !== undefined && { sync: { key: syncKey } }),
    },
    scales: {
      x: { time: true, range: (_, from, to) => [...(content().range ?? [from, to])] },
      y: { range: (_, __, dataMax) => yRange(content(), dataMax) },
    },
    axes: [
      { ...axis, size: 26, space: 64, incrs: timeSteps, values: (_, times) => times.map(formatTick) },
      {
        ...axis,
        size: 58,
        space: 28,
        ...(content().isWhole && { incrs: wholeSteps }),
        values: (_, values) => values.map((value) => (value === 0 ? '0' : content().format(value))),
      },
    ],
    series: [{}, ...content().series.map((one) => paintSeries(one, colour))],
    hooks: {
      draw: [(chart) => drawMarks(chart, content().marks, colour), (chart) => drawThresholds(chart, content(), colour)],
      setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)],
    },
  };
}

function yRange({ series, thresholds, max, leastMax }: ChartContent, dataMax: number | null): [number, number] {
  if (max !== undefined) return [0, max];
  const highest = series.length === 0 ? 0 : (dataMax ?? 0);
  const limits = thresholds.map(({ value }) => value);
  return [0, upperBound([highest], limits, leastMax)];
}

const colourOf = {
  current: '--current',
  target: '--target',
  plain: '--text-muted',
  good: '--good',
  bad: '--bad',
} as const;

function paintSeries(
  { label, tone, isDashed, isFilled, isStepped }: ChartSeries,
  colour: (name: string) => string,
): uPlot.Series {
  const stroke = colour(colourOf[tone]);
  const stepped = isStepped === true ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    label,
    stroke,
    width: 2,
    ...(stepped !== undefined && { paths: stepped }),
    points: { size: 5, fill: stroke },
    ...(isDashed === true && { dash: [5, 4] }),
    ...(isFilled === true && { fill: colour(`${colourOf[tone]}-soft`) }),
  };
}

function drawMarks(chart: uPlot, marks: readonly ChartMark[], colour: (name: string) => string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colour('--mark');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const { at } of marks) {
    const x = Math.round(chart.valToPos(at, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function drawThresholds(chart: uPlot, { thresholds }: ChartContent, colour: (name: string) => string): void {
  const { ctx, bbox } = chart;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.strokeStyle = colour('--bad');
  ctx.fillStyle = colour('--bad');
  ctx.lineWidth = 1.5 * scale;
  ctx.setLineDash([6 * scale, 4 * scale]);
  const right = bbox.left + bbox.width;
  // Lines run below the words: a rim in the colour of the ground keeps them apart.
  const write = (text: string, y: number): void => {
    ctx.save();
    ctx.setLineDash([]);
    ctx.lineWidth = 4 * scale;
    ctx.strokeStyle = colour('--surface');
    ctx.strokeText(text, right - 4 * scale, y);
    ctx.fillText(text, right - 4 * scale, y);
    ctx.restore();
  };
  let above = 0;
  for (const { label, value } of thresholds) {
    const y = chart.valToPos(value, 'y', true);
    if (y < bbox.top) {
      write(`▲ ${label}`, bbox.top + (10 + 14 * above) * scale);
      above += 1;
      continue;
    }
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(right, y);
    ctx.stroke();
    write(label, Math.max(y - 5 * scale, bbox.top + 10 * scale));
  }
  ctx.restore();
}

/** Custom properties hold words such as `light-dark(…)`: only a real element knows the colour that comes of them. */
export function resolveColour(element: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
