/** The report of a rehearsal for people: what happened, whom it would have hurt, and what is to be mended. */
import type { Advice, RehearsalReport, ShiftReport, TimelineEntry } from '../../rehearsal/report.ts';
import { span, type Line, type Span, type Tone } from '../shift/lines.ts';
import { formatDuration, formatLatency, formatShare, shortConfigName, wrap } from '../shift/words.ts';

export function describeReport(report: RehearsalReport, width: number): Line[] {
  return [
    ...headline(report, width),
    [],
    ...setting(report),
    ...report.shifts.flatMap((shift) => [[], ...describeShift(shift)]),
    [],
    ...timeline(report, width),
    ...advice(report.advice, width),
  ];
}

const headlines: Readonly<Record<RehearsalReport['verdict'], readonly [text: string, tone: Tone]>> = {
  promoted: ['PROMOTED', 'good'],
  rolledBack: ['ROLLED BACK', 'warn'],
  failed: ['FAILED', 'bad'],
};

function headline({ verdict, summary, expected, isPassed }: RehearsalReport, width: number): Line[] {
  const [text, tone] = headlines[verdict];
  const [first = '', ...others] = wrap(summary, Math.max(20, width - text.length - 3));
  const indent = ' '.repeat(text.length + 3);
  const wanted =
    expected === undefined
      ? []
      : [judgement(isPassed, expected === 'promoted' ? 'it was to be promoted' : 'it was to be rolled back')];
  return [
    [span(' '), span(text, isPassed ? tone : 'bad'), span(`  ${first}`, 'strong')],
    ...others.map((line): Line => [span(indent), span(line, 'strong')]),
    ...wanted,
  ];
}

const judgement = (isPassed: boolean, wanted: string): Line =>
  isPassed
    ? [span(' ✓ ', 'good'), span(`as expected: ${wanted}`)]
    : [span(' ✗ ', 'bad'), span(`not as expected: ${wanted}`, 'bad')];

function setting({ template, stack, baseline, fault, traffic, speed, tookSeconds }: RehearsalReport): Line[] {
  const isShort = traffic.achievedPerSecond < traffic.requestsPerSecond * 0.9;
  const rate = isShort
    ? `${traffic.achievedPerSecond.toFixed(1)} of ${traffic.requestsPerSecond} requests a second: all that this machine bore at this speed`
    : `${traffic.requestsPerSecond} requests a second`;
  const refused = traffic.refused === 0 ? '' : `, ${traffic.refused} of ${traffic.requests} refused`;
  return [
    field('template', `${template}, as stack ${stack.name}, on top of ${baseline.description}`),
    ...(baseline.isCodeMarked
      ? [field('', 'no function differs from it: the same code was deployed as a new version')]
      : []),
    field('traffic', `${rate}${refused}`),
    field('fault', fault === undefined ? 'none' : `${fault.text}, in the new version alone`),
    field('stack', stack.status),
    field('took', `${tookSeconds.toFixed(0)} s, at ${speed} times the wall's speed; times below are as in production`),
  ];
}

const field = (name: string, text: string): Line => [span(` ${name.padEnd(10)}`, 'dim'), span(text)];

function describeShift(shift: ShiftReport): Line[] {
  const { functionName, alias, currentVersion, targetVersion, deploymentConfig } = shift;
  const versions =
    targetVersion === undefined ? `version ${currentVersion}` : `version ${currentVersion} → ${targetVersion}`;
  return [
    [
      span(` ${functionName}:${alias}`, 'strong'),
      span(`  ${versions}`),
      span(deploymentConfig === undefined ? '' : `  ${shortConfigName(deploymentConfig)}`, 'dim'),
    ],
    ...exposure(shift),
    ...versionTable(shift),
  ];
}

function exposure({ exposure: met, detectSeconds, detectedBy, restoreSeconds, outcome }: ShiftReport): Line[] {
  if (outcome === 'notShifted') return [[span('   its traffic did not move', 'dim')]];
  const rows: [string, string][] = [
    ['met the new version', `${met.requests} requests, ${met.sharePercent} % of all meanwhile; ${met.errors} failed`],
  ];
  if (detectSeconds !== undefined)
    rows.push(['time to detect', `${formatDuration(detectSeconds * 1000)}, by ${detectedBy ?? ''}`]);
  if (restoreSeconds !== undefined) rows.push(['time to restore', formatDuration(restoreSeconds * 1000)]);
  return rows.map(([name, text]) => [span(`   ${name.padEnd(20)}`, 'dim'), span(text)]);
}

function versionTable({ versions }: ShiftReport): Line[] {
  const row = (cells: readonly string[]): string =>
    `   ${(cells[0] ?? '').padEnd(20)}${cells
      .slice(1)
      .map((cell) => cell.padStart(10))
      .join('')}`;
  return [
    [span(row(['', 'requests', 'failed', 'errors', 'p50', 'p99']), 'dim')],
    ...versions.map(({ version, role, requests, errors, p50Ms, p99Ms }): Line => {
      const latency = (ms: number | undefined): string => (ms === undefined ? '–' : formatLatency(ms));
      const cells = [String(requests), String(errors), formatShare(errors, requests), latency(p50Ms), latency(p99Ms)];
      return [
        span(
          row([`version ${version}, ${role === 'target' ? 'new' : 'old'}`, ...cells]),
          errors > 0 ? 'bad' : undefined,
        ),
      ];
    }),
  ];
}

function timeline({ timeline: entries }: RehearsalReport, width: number): Line[] {
  return entries.flatMap((entry) => describeEntry(entry, width));
}

function describeEntry({ atSeconds, kind, subject, text, tone }: TimelineEntry, width: number): Line[] {
  const head = ` ${clock(atSeconds)}  ${kind.padEnd(10)} `;
  const [first = '', ...others] = wrap(`${subject}  ${text}`, Math.max(20, width - head.length));
  const painted = (line: string): Span => span(line, tone === 'plain' ? undefined : tone);
  return [
    [span(head, 'dim'), painted(first)],
    ...others.slice(0, 2).map((line): Line => [span(' '.repeat(head.length)), painted(line)]),
  ];
}

function clock(atSeconds: number): string {
  const whole = Math.floor(atSeconds);
  return `${String(Math.floor(whole / 60)).padStart(3)}:${String(whole % 60).padStart(2, '0')}`;
}

const severities: Readonly<Record<Advice['severity'], readonly [text: string, tone: Tone]>> = {
  blind: ['BLIND', 'bad'],
  slow: ['SLOW', 'warn'],
  note: ['NOTE', 'dim'],
};

function advice(all: readonly Advice[], width: number): Line[] {
  return all.flatMap(({ severity, resource, finding, mend, code }): Line[] => {
    const [text, tone] = severities[severity];
    const indent = '         ';
    const lines = (words: string, mark: string): Line[] =>
      wrap(words, Math.max(20, width - indent.length - 2)).map((line, index) => [
        span(index === 0 && mark !== '' ? `${indent}${mark} ` : mark === '' ? indent : `${indent}  `),
        span(line),
      ]);
    return [
      [],
      [span(` ${text.padEnd(7)} `, tone), span(resource, 'strong'), span(`  ${code}`, 'dim')],
      ...lines(finding, ''),
      ...lines(mend, '→'),
    ];
  });
}
