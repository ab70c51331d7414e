/**
 * What AWS was recorded to answer of alarms, against what Serin answers, in each protocol.
 */
import { alarmScenarios, findAlarmDifference } from './cloudwatch/alarms.ts';
import { describeReplay, listGaps } from './recording-suite.ts';
import { loadSnapshot } from './snapshot.ts';

const aboutAlarms = /::test_.*alarm|::test_store_tags|::test_exception_serializing/;

describeReplay({
  subject: 'CloudWatch alarms',
  recorded: new Map(
    [...(loadSnapshot('test_cloudwatch', 'cloudwatch') ?? [])].filter(([name]) => aboutAlarms.test(name)),
  ),
  gaps: listGaps('cloudwatch/alarms'),
  scenarios: alarmScenarios,
  findDifference: findAlarmDifference,
});
