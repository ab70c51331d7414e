/**
 * What in a template would make a bad deployment go unnoticed, or be noticed late: judged by the
 * resources as the transforms have made them, and by what the rehearsal saw. Pure.
 */
import { isJsonObject } from '../template/json.ts';
import { adviseOnAlarm, type Guarded } from './alarm-advice.ts';
import { viewAlarm, type AlarmView } from './alarm-sight.ts';
import { resourceNamed, type Evidence, type ObservedAlias, type ObservedGroup } from './evidence.ts';
import type { Fault } from './fault.ts';
import type { CompositeAlarm, MetricAlarm } from './observer.ts';
import type { Advice, Verdict } from './report.ts';
import { resourcesOf } from './shifted-aliases.ts';

export interface AdviceSetting {
  readonly verdict: Verdict;
  readonly requestsPerSecond: number;
  readonly achievedPerSecond: number;
  readonly fault?: Fault;
}

export function adviseOn(evidence: Evidence, setting: AdviceSetting): Advice[] {
  const all = [
    ...adviseOnMachine(setting),
    ...evidence.aliases.flatMap((observed) => adviseOnAlias(observed, evidence, setting)),
  ];
  const unique = new Map(all.map((advice) => [`${advice.code} ${advice.resource} ${advice.finding}`, advice]));
  const order = ['blind', 'slow', 'note'];
  return [...unique.values()].toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
}

function adviseOnMachine({ requestsPerSecond, achievedPerSecond }: AdviceSetting): Advice[] {
  if (achievedPerSecond >= requestsPerSecond / 2) return [];
  return [
    {
      code: 'machine-too-slow',
      severity: 'note',
      resource: 'this machine',
      finding: `It answered ${achievedPerSecond} of ${requestsPerSecond} requests a second: durations are its own more than the functions', and alarms on them say little.`,
      mend: 'Rehearse again with less --traffic, or a lower --speed.',
    },
  ];
}

function adviseOnAlias(observed: ObservedAlias, evidence: Evidence, setting: AdviceSetting): Advice[] {
  const { group, deployments } = observed;
  const targetVersion = deployments.find(({ isRollback }) => !isRollback)?.targetVersion;
  if (group === undefined || targetVersion === undefined) return [];
  const guarded: Guarded = {
    observed,
    group,
    targetVersion,
    requestsPerSecond: setting.requestsPerSecond,
    ...(setting.fault !== undefined && { fault: setting.fault }),
    timeoutMs: timeoutOf(observed, evidence),
  };
  return [
    ...adviseOnEvents(observed),
    ...adviseOnGroup(observed, group),
    ...adviseOnHooks(observed),
    ...(group.areAlarmsOn ? adviseOnAlarms(guarded, evidence, setting) : []),
  ];
}

function adviseOnGroup({ alias }: ObservedAlias, group: ObservedGroup): Advice[] {
  const resource = alias.functionResource ?? alias.resource;
  const advice: Advice[] = [];
  if (group.routing.kind === 'all-at-once')
    advice.push({
      code: 'all-at-once',
      severity: 'blind',
      resource,
      finding:
        'All traffic goes to the new version at once: there is no canary, and no time in which an alarm could stop it.',
      mend: 'DeploymentPreference: Type: Canary10Percent5Minutes.',
    });
  if (!group.areAlarmsOn || group.alarms.length === 0)
    advice.push({
      code: 'no-alarm',
      severity: 'blind',
      resource,
      finding: 'No alarm guards its deployments: whatever the new version does, it goes all the way.',
      mend: `DeploymentPreference: Alarms: an alarm on the Errors of ${resource}, with the dimensions FunctionName, Resource ("\${${resource}}:${alias.alias}") and ExecutedVersion (${alias.versionReference ?? 'the version'}).`,
    });
  const groupResource = alias.groupResource ?? resource;
  if (!group.rollbackEvents.includes('DEPLOYMENT_STOP_ON_ALARM'))
    advice.push({
      code: 'no-rollback-on-alarm',
      severity: 'slow',
      resource: groupResource,
      finding:
        'An alarm stops its deployments, and CodeDeploy leaves the traffic as it is split at that moment: it comes back when CloudFormation rolls back the alias, and never where something else than a stack deploys.',
      mend: 'AutoRollbackConfiguration: Enabled: true, Events: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM].',
    });
  else if (!group.rollbackEvents.includes('DEPLOYMENT_FAILURE'))
    advice.push({
      code: 'no-rollback-on-failure',
      severity: 'slow',
      resource: groupResource,
      finding:
        'A hook that fails ends its deployments, and CodeDeploy leaves the traffic as it is at that moment, until CloudFormation rolls back the alias.',
      mend: 'Add DEPLOYMENT_FAILURE to the Events of its AutoRollbackConfiguration.',
    });
  return advice;
}

/** A function that is called with what it does not know fails, whichever version it is. */
function adviseOnEvents({ alias, currentVersion, tally }: ObservedAlias): Advice[] {
  const calls = tally.calls.filter(({ version }) => version === currentVersion);
  const failed = calls.filter(({ hasFailed }) => hasFailed).length;
  if (failed <= calls.length / 10) return [];
  const resource = alias.functionResource ?? alias.resource;
  return [
    {
      code: 'current-version-fails',
      severity: 'note',
      resource,
      finding: `The version that is deployed now failed too, ${failed} of ${calls.length} times: the events of the rehearsal may not be such as it expects.`,
      mend: `Give events that it knows: --event ${resource}=FILE.`,
    },
  ];
}

function adviseOnHooks({ alias }: ObservedAlias): Advice[] {
  const hooks = [alias.beforeHook, alias.afterHook].filter((hook) => hook !== undefined);
  if (hooks.length === 0) return [];
  return [
    {
      code: 'hooks-not-at-first',
      severity: 'note',
      resource: hooks[0] ?? alias.resource,
      finding: `The first deployment of the stack makes the alias without a shift: ${hooks.length === 1 ? 'this hook is' : 'its hooks are'} not called then.`,
      mend: 'Nothing, as long as you know it: try the first version by hand.',
    },
  ];
}

function adviseOnAlarms(guarded: Guarded, evidence: Evidence, setting: AdviceSetting): Advice[] {
  const watched = guarded.group.alarms.flatMap((name) => leavesOf(name, evidence, 0));
  const views = watched.flatMap(({ alarm }) => (alarm === undefined ? [] : [viewOf(alarm, evidence)]));
  const each = views.flatMap((view) => adviseOnAlarm(view, guarded));
  return [
    ...guarded.group.alarms.flatMap((name) => adviseOnMissing(name, evidence)),
    ...each,
    ...adviseOnSubjects(views, guarded),
    ...views.flatMap((view) => adviseOnSilence(view, { guarded, evidence, setting, known: each })),
  ];
}

interface Leaf {
  readonly alarm: MetricAlarm | undefined;
}

const depthMax = 10;

/** The metric alarms that an alarm is made of. */
function leavesOf(name: string, evidence: Evidence, depth: number): Leaf[] {
  const { metric, composite } = evidence.alarms;
  const found = metric.find(({ AlarmName }) => AlarmName === name);
  if (found !== undefined) return [{ alarm: found }];
  const rule = composite.find(({ AlarmName }) => AlarmName === name)?.AlarmRule;
  if (rule === undefined || depth > depthMax) return [];
  return namesIn(rule).flatMap((child) => leavesOf(child, evidence, depth + 1));
}

/** As `ALARM("name")` or `OK(arn:…:alarm:name)`. */
function namesIn(rule: NonNullable<CompositeAlarm['AlarmRule']>): string[] {
  return [...rule.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"?([^")]+?)"?\s*\)/g)].map(([, name = '']) =>
    name.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, ''),
  );
}

const viewOf = (alarm: MetricAlarm, evidence: Evidence): AlarmView =>
  viewAlarm(alarm, resourceNamed(alarm.AlarmName ?? '', evidence));

function adviseOnMissing(name: string, evidence: Evidence): Advice[] {
  const { metric, composite } = evidence.alarms;
  if ([...metric, ...composite].some(({ AlarmName }) => AlarmName === name)) return [];
  return [
    {
      code: 'no-such-alarm',
      severity: 'blind',
      resource: name,
      finding: `The deployment group names the alarm ${name}, and the stack has none of that name.`,
      mend: 'Name an alarm of the template by !Ref, or rehearse with the template that makes it.',
    },
  ];
}

/** What none of the alarms looks at, whatever they do. */
function adviseOnSubjects(views: readonly AlarmView[], { observed, group, fault }: Guarded): Advice[] {
  if (group.alarms.length === 0) return [];
  const names = new Set(views.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  const resource = observed.alias.functionResource ?? observed.alias.resource;
  if (!names.has('Errors'))
    return [
      {
        code: 'no-alarm-on-errors',
        severity: 'blind',
        resource,
        finding: 'None of the alarms that guard it looks at Errors: a new version that throws is not noticed.',
        mend: 'Add an alarm on Errors to the Alarms of its DeploymentPreference.',
      },
    ];
  if (names.has('Duration')) return [];
  return [
    {
      code: 'no-alarm-on-duration',
      severity: (fault?.latencyMs ?? 0) > 0 ? 'blind' : 'note',
      resource,
      finding:
        'None of the alarms that guard it looks at Duration: a new version that is right and slow is not noticed.',
      mend: 'Add an alarm on the p99 of Duration, of the new version alone, if slowness would hurt.',
    },
  ];
}

/** An alarm that did not go off, or too late, although there was something to notice. */
function adviseOnSilence(
  view: AlarmView,
  {
    guarded,
    evidence,
    setting,
    known,
  }: {
    readonly guarded: Guarded;
    readonly evidence: Evidence;
    readonly setting: AdviceSetting;
    readonly known: readonly Advice[];
  },
): Advice[] {
  const { fault, verdict } = setting;
  const isExplained = known.some(({ resource, severity }) => resource === view.resource && severity === 'blind');
  if (fault === undefined || verdict !== 'promoted' || isExplained || !concerns(view, fault)) return [];
  const states = evidence.transitions.filter(({ alarm, atMs }) => alarm === view.name && atMs >= evidence.startedAtMs);
  const onAtMs = states.find(({ state }) => state === 'ALARM')?.atMs;
  const promotedAtMs = guarded.observed.weights.at(-1)?.atMs ?? 0;
  const finding =
    onAtMs !== undefined && onAtMs >= promotedAtMs
      ? `It went off ${Math.round((onAtMs - promotedAtMs) / 1000)} s after all traffic was on the new version.`
      : `It did not go off although the new version had ${fault.text}: ${describeRule(view)}.`;
  return onAtMs !== undefined && onAtMs < promotedAtMs
    ? []
    : [
        {
          code: onAtMs === undefined ? 'unnoticed' : 'too-late',
          severity: 'blind',
          resource: view.resource,
          finding,
          mend: 'A lower threshold, fewer or shorter periods, or a longer canary.',
        },
      ];
}

function concerns({ metrics }: AlarmView, { errorShare, latencyMs }: Fault): boolean {
  return metrics.some(({ name }) => (name === 'Errors' && errorShare > 0) || (name === 'Duration' && latencyMs > 0));
}

function describeRule({ metrics, expression, threshold, periodsToAlarm, evaluationPeriods, periodSeconds }: AlarmView) {
  const [metric] = metrics;
  const what = expression ?? `the ${metric?.statistic ?? ''} of ${metric?.name ?? ''}`;
  return `it wants ${what} beyond ${threshold} in ${periodsToAlarm} of ${evaluationPeriods} periods of ${periodSeconds} s`;
}

/** Lambda's own default where the template says nothing that can be read as it stands. */
const defaultTimeoutMs = 3000;

function timeoutOf({ alias }: ObservedAlias, { template }: Evidence): number {
  const [, body] = resourcesOf(template).find(([id]) => id === alias.functionResource) ?? [];
  const properties = body?.['Properties'];
  const timeout = isJsonObject(properties) ? properties['Timeout'] : undefined;
  if (timeout === undefined) return defaultTimeoutMs;
  return typeof timeout === 'number' || typeof timeout === 'string' ? Number(timeout) * 1000 : Infinity;
}
