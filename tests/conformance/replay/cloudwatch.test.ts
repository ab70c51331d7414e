/**
 * What AWS was recorded to answer of metrics, against what Serin answers, in each protocol.
 */
import { findCloudWatchDifference } from './cloudwatch/case.ts';
import { lambdaMetricScenarios } from './cloudwatch/lambda-metrics.ts';
import { metricScenarios } from './cloudwatch/metrics.ts';
import { describeReplay, listGaps } from './recording-suite.ts';
import { loadSnapshot } from './snapshot.ts';

/** Recorded tests of metrics. All others are of alarms, dashboards and what else CloudWatch has. */
const aboutMetrics =
  /^TestCloudwatch::test_(get_metric|put_metric_data|label_generation|handle_different_units|multiple_dimensions|invalid_amount|aws_sqs_metrics)|^TestCloudWatchLambdaMetrics|test_basic_operations/;

const files = ['test_cloudwatch', 'test_cloudwatch_metrics'] as const;

describeReplay({
  subject: 'CloudWatch metrics',
  recorded: new Map(
    files.flatMap((file) => [...(loadSnapshot(file, 'cloudwatch') ?? [])]).filter(([name]) => aboutMetrics.test(name)),
  ),
  gaps: listGaps(...files.map((file) => `cloudwatch/${file}`)),
  scenarios: [...metricScenarios, ...lambdaMetricScenarios],
  findDifference: findCloudWatchDifference,
});
