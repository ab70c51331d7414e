import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { Handlers } from '../../api/service.ts';
import type { AlarmContext, AlarmInput, AlarmOperation, AlarmOutput } from './alarm-context.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { deleteAlarms } from './operations/delete-alarms.ts';
import { describeAlarmHistory } from './operations/describe-alarm-history.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { describeAlarmsForMetric } from './operations/describe-alarms-for-metric.ts';
import { disableAlarmActions } from './operations/disable-alarm-actions.ts';
import { enableAlarmActions } from './operations/enable-alarm-actions.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putCompositeAlarm } from './operations/put-composite-alarm.ts';
import { putMetricAlarm } from './operations/put-metric-alarm.ts';
import { setAlarmState } from './operations/set-alarm-state.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';

/** CloudWatch's operations on alarms. What they change, the alarm runner acts on. */
export function createAlarmOperations(context: AlarmContext) {
  const serve =
    <Name extends keyof CloudwatchOperations>(operation: AlarmOperation<Name>) =>
    (input: AlarmInput<Name>, request: RequestContext): Promise<AlarmOutput<Name>> =>
      operation(input, context, request);
  return {
    DeleteAlarms: serve(deleteAlarms),
    DescribeAlarmHistory: serve(describeAlarmHistory),
    DescribeAlarms: serve(describeAlarms),
    DescribeAlarmsForMetric: serve(describeAlarmsForMetric),
    DisableAlarmActions: serve(disableAlarmActions),
    EnableAlarmActions: serve(enableAlarmActions),
    ListTagsForResource: serve(listTagsForResource),
    PutCompositeAlarm: serve(putCompositeAlarm),
    PutMetricAlarm: serve(putMetricAlarm),
    SetAlarmState: serve(setAlarmState),
    TagResource: serve(tagResource),
    UntagResource: serve(untagResource),
  } satisfies Handlers<CloudwatchOperations>;
}
