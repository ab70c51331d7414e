import type { Documents } from '../../../storage/documents.ts';
import type { AlarmInput, AlarmOperation, AlarmOutput } from '../alarm-context.ts';
import { alarmNotFound, invalidAlarm } from '../alarm-errors.ts';
import { findAlarm, listAlarms } from '../alarm-records.ts';
import { actionsOf, type Alarm, type AlarmOwner } from '../resources/alarm.ts';
import { describeCompositeAlarm, describeMetricAlarm } from '../resources/describe-alarm.ts';
import { parseToken, writeToken } from '../resources/alarm-token.ts';

type Input = AlarmInput<'DescribeAlarms'>;
type Output = AlarmOutput<'DescribeAlarms'>;

const pageDefault = 50;

/** Alarms by name. Composite ones are among them only where they are asked for by type. */
export const describeAlarms: AlarmOperation<'DescribeAlarms'> = async (input, { store }, { caller }) => {
  const owner = { region: caller.region, account: caller.account };
  requireCombination(input);
  const after = input.NextToken === undefined ? undefined : parseToken(input.NextToken);
  const limit = input.MaxRecords ?? pageDefault;
  const found: Alarm[] = [];
  for await (const alarm of candidates(store.documents, owner, input, after)) {
    found.push(alarm);
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const describe = isByFamily(input) ? describeRelation(input) : describeWhole;
  return {
    ...describe(page),
    LogAlarms: [],
    ...(found.length > limit && last !== undefined && { NextToken: writeToken(last.name) }),
  };
};

const isByFamily = ({ ChildrenOfAlarmName, ParentsOfAlarmName }: Input): boolean =>
  ChildrenOfAlarmName !== undefined || ParentsOfAlarmName !== undefined;

function requireCombination(input: Input): void {
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined)
    throw invalidAlarm('AlarmNames and AlarmNamePrefix must not be specified together');
  if (!isByFamily(input)) return;
  const filters = ['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'StateValue', 'ActionPrefix'] as const;
  const other =
    filters.find((name) => input[name] !== undefined) ??
    (input.ChildrenOfAlarmName !== undefined && input.ParentsOfAlarmName !== undefined
      ? 'ParentsOfAlarmName'
      : undefined);
  if (other === undefined) return;
  const family = input.ChildrenOfAlarmName === undefined ? 'ParentsOfAlarmName' : 'ChildrenOfAlarmName';
  throw invalidAlarm(`${other} must not be specified together with ${family}`);
}

async function* candidates(
  documents: Documents,
  owner: AlarmOwner,
  input: Input,
  after: string | undefined,
): AsyncGenerator<Alarm> {
  if (isByFamily(input)) {
    yield* family(documents, owner, input, after);
    return;
  }
  const alarms =
    input.AlarmNames === undefined
      ? listAlarms(documents, owner, { prefix: input.AlarmNamePrefix ?? '', after })
      : named(documents, owner, input.AlarmNames, after);
  for await (const alarm of alarms) if (isWanted(alarm, input)) yield alarm;
}

async function* named(
  documents: Documents,
  owner: AlarmOwner,
  names: readonly string[],
  after: string | undefined,
): AsyncGenerator<Alarm> {
  for (const name of inOrder(names)) {
    if (after !== undefined && !isBefore(after, name)) continue;
    const found = await findAlarm(documents, owner, name);
    if (found !== undefined) yield found.value;
  }
}

/** Sorted as the store sorts its keys: by bytes. */
const inOrder = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
const isBefore = (left: string, right: string): boolean => Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;

function isWanted(alarm: Alarm, { AlarmTypes, StateValue, ActionPrefix }: Input): boolean {
  const types = AlarmTypes === undefined || AlarmTypes.length === 0 ? ['MetricAlarm'] : AlarmTypes;
  if (!types.includes(alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm')) return false;
  if (StateValue !== undefined && alarm.state.value !== StateValue) return false;
  return ActionPrefix === undefined || hasAction(alarm, ActionPrefix);
}

const hasAction = (alarm: Alarm, prefix: string): boolean =>
  (['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const).some((state) =>
    actionsOf(alarm, state).some((arn) => arn.startsWith(prefix)),
  );

async function* family(
  documents: Documents,
  owner: AlarmOwner,
  input: Input,
  after: string | undefined,
): AsyncGenerator<Alarm> {
  const { ChildrenOfAlarmName: parent, ParentsOfAlarmName: child } = input;
  const found = await findAlarm(documents, owner, parent ?? child ?? '');
  if (found === undefined) throw alarmNotFound();
  if (parent === undefined) {
    for await (const alarm of listAlarms(documents, owner, { after }))
      if (alarm.kind === 'composite' && alarm.children.includes(found.value.name)) yield alarm;
    return;
  }
  if (found.value.kind !== 'composite') throw invalidAlarm(`${parent} is not a composite alarm`);
  yield* named(documents, owner, found.value.children, after);
}

function describeWhole(alarms: readonly Alarm[]): Output {
  return {
    CompositeAlarms: alarms.flatMap((alarm) => (alarm.kind === 'composite' ? [describeCompositeAlarm(alarm)] : [])),
    MetricAlarms: alarms.flatMap((alarm) => (alarm.kind === 'metric' ? [describeMetricAlarm(alarm)] : [])),
  };
}

/** AWS tells little of relatives: of a parent its name and ARN, of a child its state too. */
const describeRelation =
  (input: Input) =>
  (alarms: readonly Alarm[]): Output => {
    const { CompositeAlarms = [], MetricAlarms = [] } = describeWhole(alarms);
    const describe = (alarm: (typeof CompositeAlarms | typeof MetricAlarms)[number]) => ({
      AlarmName: alarm.AlarmName,
      AlarmArn: alarm.AlarmArn,
      ...(input.ChildrenOfAlarmName !== undefined && {
        StateValue: alarm.StateValue,
        StateUpdatedTimestamp: alarm.StateUpdatedTimestamp,
      }),
    });
    return { CompositeAlarms: CompositeAlarms.map(describe), MetricAlarms: MetricAlarms.map(describe) };
  };
