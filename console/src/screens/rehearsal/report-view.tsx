import type { ReactNode } from 'react';
import { formatDuration } from '../../format/moments.ts';
import { formatCount, formatPlural } from '../../format/numbers.ts';
import { Badge } from '../../parts/badge.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Facts, Panel } from '../../parts/panel.tsx';
import { alarmTone, alarmWord } from '../../parts/status-tones.ts';
import { Timeline } from '../../parts/timeline.tsx';
import type { RehearsalReport } from './read-report.ts';
import { describeJudgement, formatSinceStart, lastMoment, severities, verdicts } from './report-words.ts';
import { ShiftPanel } from './shift-panel.tsx';

interface ReportProps {
  /** Of the file. */
  readonly name: string;
  readonly report: RehearsalReport;
}

/** What a rehearsal found out: the verdict, who met the new version, what noticed it, and what to mend. */
export function ReportView({ name, report }: ReportProps) {
  const endSeconds = lastMoment(report);
  return (
    <div className="report">
      <Verdict report={report} />
      <Facts facts={factsOf(name, report)} />
      {report.shifts.map((shift) => (
        <ShiftPanel
          key={`${shift.resource} ${shift.functionName} ${shift.alias}`}
          shift={shift}
          endSeconds={endSeconds}
        />
      ))}
      {report.shifts.length === 0 && <p className="muted">The template shifts no alias.</p>}
      <AdvicePanel advice={report.advice} />
      <AlarmsPanel alarms={report.alarms} />
      <TimelinePanel timeline={report.timeline} />
    </div>
  );
}

function Verdict({ report }: Pick<ReportProps, 'report'>) {
  const { tone, word } = verdicts[report.verdict];
  const judgement = describeJudgement(report);
  return (
    <section className={`outcome outcome-${judgement.tone}`} aria-label="Verdict">
      <p className="outcome-headline">
        <Badge tone={judgement.tone === 'good' ? tone : judgement.tone}>{word}</Badge> {judgement.text}
      </p>
      <p>{report.summary}</p>
      {report.stack.reason !== undefined && <p>{report.stack.reason}</p>}
    </section>
  );
}

function factsOf(name: string, report: RehearsalReport): readonly (readonly [string, ReactNode])[] {
  const { template, stack, region, baseline, fault, traffic, speed, tookSeconds, expected } = report;
  const refused = traffic.refused === 0 ? '' : `, ${formatCount(traffic.refused)} refused`;
  return [
    ['File', name],
    ['Template', template],
    ['Stack', `${stack.name} in ${region}: ${stack.status}`],
    ['Deployed before', baseline.description],
    ['Fault', fault?.text ?? 'none'],
    ...(expected === undefined ? [] : ([['Expected', expected === 'promoted' ? 'promotion' : 'a rollback']] as const)),
    [
      'Traffic',
      `${formatCount(traffic.achievedPerSecond)} a second, ${formatPlural(traffic.requests, 'request')}${refused}`,
    ],
    ['Took', `${formatDuration(tookSeconds)} at ${formatCount(speed)} times the speed`],
  ];
}

function AdvicePanel({ advice }: { readonly advice: RehearsalReport['advice'] }) {
  return (
    <Panel title="Advice" aside={advice.length === 0 ? undefined : formatPlural(advice.length, 'finding')}>
      {advice.length === 0 ? (
        <p className="muted">Nothing to mend: what guards this deployment would notice a bad version in time.</p>
      ) : (
        <ul className="alarm-list">
          {advice.map(({ code, severity, resource, finding, mend }) => (
            <li key={`${code} ${resource}`}>
              <div className="lifecycle-head">
                <span className="lifecycle-name">{resource}</span>
                <Badge tone={severities[severity].tone}>{severities[severity].word}</Badge>
                <code className="muted small">{code}</code>
              </div>
              <p>{finding}</p>
              <p className="muted">{mend}</p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

type Alarm = RehearsalReport['alarms'][number];

const alarmColumns: readonly Column<Alarm>[] = [
  { title: 'Alarm', isHeader: true, cell: ({ name, resource }) => resource ?? name },
  { title: 'At the end', cell: ({ state }) => <Badge tone={alarmTone(state)}>{alarmWord(state)}</Badge> },
  { title: 'Watched', cell: ({ isWatched }) => (isWatched ? 'by a deployment group' : 'no'), isMinor: true },
  {
    title: 'First in alarm',
    isNumber: true,
    cell: ({ firstAlarmAtSeconds: at }) => (at === undefined ? 'never' : formatSinceStart(at)),
  },
];

function AlarmsPanel({ alarms }: { readonly alarms: readonly Alarm[] }) {
  return (
    <Panel title="Alarms" isFlush={alarms.length > 0}>
      {alarms.length === 0 ? (
        <p className="muted">The stack has no alarm, and its deployments watch none.</p>
      ) : (
        <DataTable caption="Alarms at the end" columns={alarmColumns} rows={alarms} keyOf={({ name }) => name} />
      )}
    </Panel>
  );
}

function TimelinePanel({ timeline }: { readonly timeline: RehearsalReport['timeline'] }) {
  const items = timeline.map((entry, index) => ({
    ...entry,
    key: `${index} ${entry.text}`,
    when: <span className="number">{formatSinceStart(entry.atSeconds)}</span>,
  }));
  return (
    <Panel title="Timeline" aside="minutes and seconds since the update began">
      {items.length === 0 ? <p className="muted">Nothing happened.</p> : <Timeline label="Timeline" items={items} />}
    </Panel>
  );
}
