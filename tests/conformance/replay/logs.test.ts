/**
 * What AWS was recorded to answer of logs, against what Serin answers.
 */
import { findLogsDifference } from './logs/case.ts';
import { logsScenarios } from './logs/scenarios.ts';
import { describeReplay, listGaps } from './recording-suite.ts';
import { loadSnapshot } from './snapshot.ts';

const subjects = [
  'events',
  'filter_events',
  'groups',
  'streams',
  'metric_filters',
  'delivery',
  'destinations',
  'export_tasks',
  'queries',
  'resource_policies',
  'subscription_filters',
] as const;

describeReplay({
  subject: 'CloudWatch Logs',
  recorded: new Map(subjects.flatMap((subject) => [...(loadSnapshot(`test_logs_${subject}`, 'logs') ?? [])])),
  gaps: listGaps(...subjects.map((subject) => `logs/test_logs_${subject}`)),
  scenarios: logsScenarios,
  findDifference: findLogsDifference,
});
