/** The report of a rehearsal for people: what happened, whom it would have hurt, and what is to be mended. */
import type { RehearsalReport, ShiftReport, TimelineEntry } from '../../rehearsal/report.ts';
import { span, type Line, type Span, type Tone } from '../shift/lines.ts';
import { formatDuration, formatLatency, formatShare, shortConfigName, wrap } from '../shift/words.ts';
import { describeAdvice } from './advice-text.ts';
import { drawShift } from './shift-strip.ts';

export function describeReport(report: RehearsalReport, width: number): Line[] {
  return [
    ...headline(report, width),
    [],
    ...setting(report, width),
    ...report.shifts.flatMap((shift) => [[], ...describeShift(shift, report, width)]),
    [],
    ...timeline(report, width),
    ...describeAdvice(report.advice, width),
  ];
}

const headlines: Readonly<Record<RehearsalReport['verdict'], readonly [text: string, tone: Tone]>> = {
  promoted: ['PROMOTED', 'good'],
  rolledBack: ['ROLLED BACK', 'warn'],
  failed: ['FAILED', 'bad'],
};

const wanted = { promoted: 'it was to go all the way', rolledBack: 'it was to be rolled back' } as const;

function headline({ verdict, summary, expected, isPassed }: RehearsalReport, width: number): Line[] {
  const [text, tone] = headlines[verdict];
  const indent = ' '.repeat(text.length + 3);
  const [first = '', ...others] = wrap(summary, Math.max(20, width - indent.length));
  const judgement: Line =
    expected === undefined
      ? [span(' no end was asked for: with --expect rollback, a fault that nobody notices is a failure', 'dim')]
      : isPassed
        ? [span(' ✓ ', 'good'), span(`as expected: ${wanted[expected]}`)]
        : [span(' ✗ ', 'bad'), span(`not as expected: ${wanted[expected]}`, 'bad')];
  return [
    [span(' '), span(text, isPassed ? tone : 'bad'), span(`  ${first}`, 'strong')],
    ...others.map((line): Line => [span(indent), span(line, 'strong')]),
    judgement,
  ];
}

function setting(report: RehearsalReport, width: number): Line[] {
  const { template, stack, baseline, fault, traffic, speed, tookSeconds } = report;
  const isShort = traffic.achievedPerSecond < traffic.requestsPerSecond * 0.9;
  const rate = isShort
    ? `${traffic.achievedPerSecond} of ${traffic.requestsPerSecond} requests a second: all that this machine bore at this speed`
    : `${traffic.requestsPerSecond} requests a second to each function`;
  const refused = traffic.refused === 0 ? '' : `, ${traffic.refused} of ${traffic.requests} refused`;
  const marked = baseline.isCodeMarked ? '; no function differs, so the same code was made a new version' : '';
  return [
    ['template', `${template}, as stack ${stack.name}: ${stack.status}`],
    ['on top of', `${baseline.description}${marked}`],
    ['fault', fault === undefined ? 'none' : `${fault.text}, in the new version alone`],
    ['traffic', `${rate}${refused}`],
    [
      'took',
      `${tookSeconds.toFixed(0)} s, at ${speed} times the wall's speed; all times below are as they would be on AWS`,
    ],
  ].flatMap(([name = '', text = '']) =>
    wrap(text, Math.max(20, width - 12)).map((line, index) => [
      span(` ${(index === 0 ? name : '').padEnd(11)}`, 'dim'),
      span(line),
    ]),
  );
}

const outcomes: Readonly<Record<ShiftReport['outcome'], string>> = {
  promoted: 'promoted',
  rolledBack: 'rolled back',
  notShifted: 'not shifted',
  stuck: 'stuck between two versions',
};

function describeShift(shift: ShiftReport, report: RehearsalReport, width: number): Line[] {
  const { functionName, functionResource, alias, currentVersion, targetVersion, deploymentConfig, outcome } = shift;
  const versions =
    targetVersion === undefined ? `version ${currentVersion}` : `version ${currentVersion} → ${targetVersion}`;
  const config = deploymentConfig === undefined ? '' : `${shortConfigName(deploymentConfig)}, `;
  return [
    [
      span(` ${functionResource ?? functionName}:${alias}`, 'strong'),
      span(`  ${versions}  `),
      span(`${config}${outcomes[outcome]}`, 'dim'),
    ],
    ...drawShift(shift, report, width),
    ...exposure(shift, report),
    ...versionTable(shift),
  ];
}

function exposure(shift: ShiftReport, { fault }: RehearsalReport): Line[] {
  const { exposure: met, detectSeconds, detectedBy, restoreSeconds, outcome } = shift;
  if (outcome === 'notShifted') return [[span('   its traffic did not move', 'dim')]];
  const version = fault === undefined ? 'new' : 'bad';
  const then = outcome === 'promoted' ? ', until all did' : '';
  const rows: [string, string][] = [
    [
      `met the ${version} version`,
      met.requests === 0
        ? outcome === 'promoted'
          ? 'everybody, at once'
          : 'nobody'
        : `${count(met.requests, 'request')}, ${met.sharePercent} % of all meanwhile${then}; ${met.errors} of them failed`,
    ],
  ];
  if (detectSeconds !== undefined)
    rows.push(['noticed after', `${formatDuration(detectSeconds * 1000)}, by ${detectedBy ?? ''}`]);
  if (restoreSeconds !== undefined)
    rows.push(['restored after', `${formatDuration(restoreSeconds * 1000)}, counted from the first bad request`]);
  return rows.map(([name, text]) => [span(`   ${name.padEnd(21)}`, 'dim'), span(text)]);
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

function versionTable({ versions }: ShiftReport): Line[] {
  const row = (name: string, cells: readonly string[]): string =>
    `   ${name.padEnd(21)}${cells.map((cell) => cell.padStart(9)).join('')}`;
  return [
    [span(row('', ['requests', 'failed', 'share', 'p50', 'p99']), 'dim')],
    ...versions.map(({ version, role, requests, errors, p50Ms, p99Ms }): Line => {
      const latency = (ms: number | undefined): string => (ms === undefined ? '–' : formatLatency(ms));
      const cells = [String(requests), String(errors), formatShare(errors, requests), latency(p50Ms), latency(p99Ms)];
      const name = `version ${version}, ${role === 'target' ? 'new' : 'old'}`;
      return [span(row(name, cells), errors > 0 ? 'bad' : undefined)];
    }),
  ];
}

function timeline({ timeline: entries, shifts }: RehearsalReport, width: number): Line[] {
  const isOne = shifts.length === 1;
  return [
    [span(' What happened, in min:s since the update began', 'dim')],
    ...entries.filter(isTold).flatMap((entry) => describeEntry(entry, { isOne, width })),
  ];
}

/** A stack's cleaning up, and its alias repeating what its deployment has said, are for the JSON report. */
const isTold = ({ kind, text }: TimelineEntry): boolean =>
  kind !== 'stack' || (!text.includes('CLEANUP') && !/"?d-[A-Z0-9]{9} failed\./.test(text));

function describeEntry(
  { atSeconds, kind, subject, text, tone }: TimelineEntry,
  { isOne, width }: { readonly isOne: boolean; readonly width: number },
): Line[] {
  const head = ` ${clock(atSeconds)}  ${kind.padEnd(10)} `;
  // Where there is only one it needs no name.
  const isNamed = kind === 'alarm' || kind === 'hook' || (kind === 'stack' && text.includes('FAILED')) || !isOne;
  const [first = '', ...others] = wrap(isNamed ? `${subject}: ${text}` : text, Math.max(20, width - head.length));
  const painted = (line: string): Span => span(line, tone === 'plain' ? undefined : tone);
  const [second, third] = others;
  const more = third === undefined ? second : `${second} …`;
  return [
    [span(head, 'dim'), painted(first)],
    ...(more === undefined ? [] : [[span(' '.repeat(head.length)), painted(more)]]),
  ];
}

export function clock(atSeconds: number): string {
  const whole = Math.floor(atSeconds);
  return `${String(Math.floor(whole / 60)).padStart(3)}:${String(whole % 60).padStart(2, '0')}`;
}
