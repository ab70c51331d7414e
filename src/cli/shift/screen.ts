/** A deployment as a screen of text. Pure: a snapshot and a size in, lines out. */
import { describeAhead } from './ahead.ts';
import { fit, lengthOf, span, spread, type Line, type Span, type Tone } from './lines.ts';
import { describeOutcome } from './outcome.ts';
import {
  hasEnded,
  type DeploymentView,
  type LifecycleEventView,
  type Snapshot,
  type VersionMetrics,
} from './snapshot.ts';
import {
  formatClock,
  formatDuration,
  formatLatency,
  formatPercent,
  formatShare,
  plain,
  shortConfigName,
  wrap,
} from './words.ts';

export interface ScreenOptions {
  readonly width: number;
  readonly height?: number;
  /** @default the terminal's */
  readonly timeZone?: string;
  /** Where bars and marks of Unicode cannot be shown. */
  readonly isAscii?: boolean;
  /** What is wrong with the view itself. */
  readonly notice?: string;
}

interface Pen extends ScreenOptions {
  readonly marks: Readonly<Record<'done' | 'failed' | 'running' | 'pending' | 'skipped' | 'full' | 'empty', string>>;
  readonly observedAt: number;
}

const unicode = { done: '✓', failed: '✗', running: '●', pending: '○', skipped: '–', full: '█', empty: '░' } as const;
const ascii = { done: '+', failed: 'x', running: '*', pending: '.', skipped: '-', full: '#', empty: '.' } as const;

/** Beyond this, a line is hard to follow with the eye. */
const widthMax = 110;
const blank: Line = [];

export function renderScreen(snapshot: Snapshot, options: ScreenOptions): readonly Line[] {
  const { observedAt, deployment } = snapshot;
  const width = Math.max(20, Math.min(options.width, widthMax)) - 2;
  const pen = { ...options, width, observedAt, marks: options.isAscii === true ? ascii : unicode };
  const sections = [
    header(deployment, pen),
    traffic(deployment, pen),
    lifecycle(deployment, pen),
    versions(deployment, pen),
    alarms(deployment, pen),
    messages(deployment, pen),
    outcome(snapshot, pen),
    notice(options.notice, pen),
  ].filter((section) => section.length > 0);
  const lines = sections.flatMap((section) => [blank, ...section]);
  const framed = within(lines, options.height).map((line) =>
    line.length === 0 ? line : [span(' '), ...fit(line, width)],
  );
  return options.isAscii === true ? framed.map(toAscii) : framed;
}

/** On a low terminal the air goes first, then what stands between the head and the end. */
function within(lines: readonly Line[], height = Infinity): readonly Line[] {
  if (lines.length <= height) return lines;
  const dense = lines.filter((line) => line.length > 0);
  if (dense.length <= height) return dense;
  const head = dense.slice(0, Math.min(headMax, height));
  return height <= headMax ? head : [...head, ...dense.slice(headMax - height)];
}

/** Names, traffic and what comes next. */
const headMax = 6;

/** Our own signs in ASCII, as long as they were. */
const toAscii = (line: Line): Line =>
  line.map(({ text, tone }) =>
    span(
      text.replaceAll(/[→–·…]/g, (sign) => asciiSigns[sign] ?? sign),
      tone,
    ),
  );

const asciiSigns: Readonly<Record<string, string>> = { '→': '>', '–': '-', '·': '-', '…': '.' };

function header(deployment: DeploymentView, { width, observedAt, timeZone }: Pen): readonly Line[] {
  const { deploymentId, target, createdAt, startedAt, completedAt, description } = deployment;
  const place = `${deployment.applicationName}/${deployment.deploymentGroupName}`;
  const kind = deployment.rollsBack === undefined ? '' : `  takes back ${deployment.rollsBack}`;
  const what =
    target === undefined
      ? 'function not known yet'
      : `${target.functionName}:${target.functionAlias}  version ${target.currentVersion} → ${target.targetVersion}`;
  const beganAt = startedAt ?? createdAt;
  const took = formatDuration((completedAt ?? observedAt) - beganAt);
  const since = `${shortConfigName(deployment.deploymentConfigName)}, ${formatClock(beganAt, timeZone)} + ${took}`;
  return [
    spread(
      [span(deploymentId, 'strong'), span(`  ${place}${kind}`)],
      [span(deployment.isPaused ? 'Paused' : deployment.status, statusTone(deployment))],
      width,
    ),
    spread([span(what)], [span(since, 'dim')], width),
    ...(description === undefined ? [] : [[span(plain(description), 'dim')]]),
  ];
}

const statusTones: Readonly<Record<string, Tone>> = {
  Created: 'dim',
  Pending: 'dim',
  Skipped: 'dim',
  InProgress: 'target',
  Succeeded: 'good',
  Failed: 'bad',
  Stopped: 'bad',
};

const statusTone = ({ status, isPaused }: Pick<DeploymentView, 'status' | 'isPaused'>): Tone | undefined =>
  isPaused ? 'warn' : statusTones[status];

function traffic(deployment: DeploymentView, pen: Pen): readonly Line[] {
  const { target, weightPercent } = deployment;
  if (target === undefined) return [];
  const tone = targetTone(deployment);
  const ahead = describeAhead(deployment, pen);
  const labels = spread(
    [span(`version ${target.targetVersion}  ${formatPercent(weightPercent)}`, tone)],
    [span(`${formatPercent(100 - weightPercent)}  version ${target.currentVersion}`, 'current')],
    pen.width,
  );
  return [
    labels,
    bar(weightPercent, tone, pen),
    steps(deployment, pen),
    ...(ahead === undefined ? [] : [[span(ahead)]]),
  ];
}

function targetTone(deployment: DeploymentView): Tone {
  if (!hasEnded(deployment)) return 'target';
  return deployment.status === 'Succeeded' ? 'good' : 'bad';
}

/** However small a share is, it is seen; however large, the rest is. */
function bar(percent: number, tone: Tone, { width, marks }: Pen): Line {
  const exact = Math.round((percent / 100) * width);
  const full = percent <= 0 ? 0 : percent >= 100 ? width : Math.min(width - 1, Math.max(1, exact));
  return [span(marks.full.repeat(full), tone), span(marks.empty.repeat(width - full), 'current')];
}

/** All steps where they fit on a line, else how many are done. */
function steps(deployment: DeploymentView, { width, marks }: Pen): Line {
  const { plan, weightPercent, step } = deployment;
  const isWhole = deployment.status === 'Succeeded' && weightPercent === 100;
  const line: Span[] = plan.flatMap((planned, index): Span[] => {
    const isReached = isWhole || (planned.weightPercent <= weightPercent && weightPercent > 0);
    const isNow = isReached && !isWhole && planned.weightPercent === weightPercent;
    const mark = isNow ? marks.running : isReached ? marks.done : marks.pending;
    const tone = isNow ? targetTone(deployment) : isReached ? 'good' : 'dim';
    return [span(`${index === 0 ? '' : '   '}${mark} ${formatPercent(planned.weightPercent)}`, tone)];
  });
  if (lengthOf(line) <= width) return line;
  const done = isWhole ? plan.length : (step ?? 0) + 1;
  return [span(`step ${done} of ${plan.length}`, 'dim')];
}

function lifecycle({ lifecycleEvents }: DeploymentView, { marks, observedAt, timeZone }: Pen): readonly Line[] {
  const nameLength = Math.max(0, ...lifecycleEvents.map(({ name }) => name.length));
  const markOf: Readonly<Record<string, string>> = {
    Succeeded: marks.done,
    Failed: marks.failed,
    InProgress: marks.running,
    Skipped: marks.skipped,
  };
  return lifecycleEvents.map((event) => {
    const tone = statusTones[event.status];
    const at = event.startedAt === undefined ? '' : `  ${formatClock(event.startedAt, timeZone)}`;
    return [
      span(`${markOf[event.status] ?? marks.pending} `, tone),
      span(event.name.padEnd(nameLength + 2)),
      span(event.status.padEnd(10), tone),
      span(lifecycleDuration(event, observedAt).padStart(13), 'dim'),
      span(at, 'dim'),
    ];
  });
}

/** Of an event that runs: so far. */
export function lifecycleDuration({ startedAt, endedAt }: LifecycleEventView, observedAt: number): string {
  return startedAt === undefined ? '' : formatDuration((endedAt ?? observedAt) - startedAt);
}

function versions({ versions, startedAt }: DeploymentView, { timeZone, width }: Pen): readonly Line[] {
  if (versions.length === 0 || startedAt === undefined) return [];
  const total = versions.reduce((sum, { invocations }) => sum + invocations, 0);
  const columns = width < wholeTableWidth ? allColumns.filter(({ isVital }) => isVital) : allColumns;
  return [
    [
      span(`since ${formatClock(startedAt, timeZone)}`.padEnd(firstColumn), 'dim'),
      span(columns.map(({ title, width }) => title.padStart(width)).join(''), 'dim'),
    ],
    ...versions.map((version): Line => [
      span(`version ${version.version}`.padEnd(firstColumn), version.role),
      ...columns.map(({ isOfErrors, width, cell }) =>
        span(cell(version, total).padStart(width), isOfErrors && version.errors > 0 ? 'bad' : undefined),
      ),
    ]),
  ];
}

const firstColumn = 16;
const wholeTableWidth = 74;

interface Column {
  readonly title: string;
  readonly width: number;
  /** Shown however narrow the terminal is. */
  readonly isVital: boolean;
  readonly isOfErrors: boolean;
  readonly cell: (version: VersionMetrics, total: number) => string;
}

const allColumns: readonly Column[] = [
  {
    title: 'invocations',
    width: 12,
    isVital: true,
    isOfErrors: false,
    cell: ({ invocations }) => String(invocations),
  },
  {
    title: 'share',
    width: 9,
    isVital: false,
    isOfErrors: false,
    cell: ({ invocations }, total) => formatShare(invocations, total),
  },
  { title: 'errors', width: 9, isVital: true, isOfErrors: true, cell: ({ errors }) => String(errors) },
  {
    title: 'error rate',
    width: 12,
    isVital: false,
    isOfErrors: true,
    cell: ({ errors, invocations }) => formatShare(errors, invocations),
  },
  {
    title: 'p99, last min',
    width: 15,
    isVital: true,
    isOfErrors: false,
    cell: ({ p99Ms }) => (p99Ms === undefined ? '–' : formatLatency(p99Ms)),
  },
];

function alarms({ alarms }: DeploymentView, { marks, width }: Pen): readonly Line[] {
  return alarms.flatMap(({ name, state, reason }): Line[] => {
    const isActive = state === 'ALARM';
    const isBad = isActive || state === 'MISSING' || state === 'UNKNOWN';
    const mark = isBad ? marks.failed : state === 'OK' ? marks.done : marks.pending;
    const tone = isBad ? 'bad' : state === 'OK' ? 'good' : 'dim';
    const head: Line = [span(`${mark} alarm ${plain(name)}  `, isBad ? tone : undefined), span(state, tone)];
    const why = isBad && reason !== '' ? wrap(reason, width - 2) : [];
    return [head, ...why.map((text): Line => [span(`  ${text}`, 'dim')])];
  });
}

/** The newest are what matters. */
const messagesMax = 5;

function messages(deployment: DeploymentView, { width }: Pen): readonly Line[] {
  return newMessages(deployment)
    .slice(-messagesMax)
    .flatMap((message) =>
      wrap(message, width - 2).map((text, index): Line => [span(`${index === 0 ? '· ' : '  '}${text}`)]),
    );
}

/** Those that do not say again why an alarm is in the state that is shown anyway. */
export const newMessages = ({ messages, alarms }: DeploymentView): readonly string[] =>
  messages.filter((message) => !alarms.some(({ name, reason }) => message === `${name}: ${reason}`));

function outcome(snapshot: Snapshot, { marks, width }: Pen): readonly Line[] {
  const markOf = (tone: Tone | undefined): string =>
    tone === 'good' ? marks.done : tone === 'bad' ? marks.failed : ' ';
  return describeOutcome(snapshot).flatMap(({ tone, text }) =>
    wrap(text, width - 2).map((part, index): Line => [span(`${index === 0 ? markOf(tone) : ' '} ${part}`, tone)]),
  );
}

const notice = (text: string | undefined, { width }: Pen): readonly Line[] =>
  text === undefined ? [] : wrap(text, width).map((part): Line => [span(part, 'warn')]);
