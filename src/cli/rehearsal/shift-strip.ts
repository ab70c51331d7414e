/** A shift as a picture: how much of the traffic the new version had when, and when an alarm was on. */
import type { RehearsalReport, ShiftReport } from '../../rehearsal/report.ts';
import { span, type Line } from '../shift/lines.ts';

const nameWidth = 24;
const columnsMax = 60;
const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

export function drawShift(shift: ShiftReport, report: RehearsalReport, width: number): Line[] {
  const endSeconds = Math.max(1, ...report.timeline.map(({ atSeconds }) => atSeconds));
  const columns = Math.min(columnsMax, width - nameWidth - 1);
  if (shift.weights.length < 2 || columns < 10) return [];
  const moments = Array.from({ length: columns }, (_, index) => ((index + 0.5) / columns) * endSeconds);
  const alarms = report.alarms.filter(
    ({ isWatched, firstAlarmAtSeconds }) => isWatched && firstAlarmAtSeconds !== undefined,
  );
  return [
    row(
      'new version',
      moments.map((at) => heightOf(shift.weights.findLast(({ atSeconds }) => atSeconds <= at)?.targetPercent ?? 0)),
      'target',
    ),
    ...alarms.map(({ name, resource }) => {
      const subject = resource ?? name;
      return row(
        subject,
        moments.map((at) => (isOn(subject, at, report) ? '█' : ' ')),
        'bad',
      );
    }),
    ruler(endSeconds, columns),
  ];
}

function row(name: string, cells: readonly string[], tone: 'target' | 'bad'): Line {
  const short = name.length > nameWidth - 4 ? `${name.slice(0, nameWidth - 5)}…` : name;
  return [span(`   ${short.padEnd(nameWidth - 3)}`, 'dim'), span(cells.join(''), tone)];
}

const heightOf = (percent: number): string =>
  percent === 0 ? ' ' : (heights[Math.min(heights.length - 1, Math.floor((percent / 100) * heights.length))] ?? ' ');

function isOn(alarm: string, atSeconds: number, { timeline }: RehearsalReport): boolean {
  const last = timeline.findLast((one) => one.kind === 'alarm' && one.subject === alarm && one.atSeconds <= atSeconds);
  return last?.text.startsWith('ALARM') === true;
}

/** A tick at each minute, or at every fifth or so where they would be too close. */
function ruler(endSeconds: number, columns: number): Line {
  const minutes = endSeconds / 60;
  const step = [1, 2, 5, 10, 20, 30, 60].find((each) => (each / minutes) * columns >= 7) ?? 120;
  let text = '';
  for (let minute = 0; minute <= minutes; minute += step) {
    const at = Math.round((minute / minutes) * columns);
    const label = `${minute}:00`;
    if (at >= text.length && at + label.length <= columns) text = `${text.padEnd(at)}${label}`;
  }
  return [span(' '.repeat(nameWidth)), span(text, 'dim')];
}
