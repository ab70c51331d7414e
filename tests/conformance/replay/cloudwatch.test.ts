/**
 * What AWS was recorded to answer of metrics, against what Serin answers, in each protocol. Set
 * SERIN_REPLAY_DIFFERENCES to see what differs in the cases that are listed as gaps.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { findCloudWatchDifference } from './cloudwatch/case.ts';
import { lambdaMetricScenarios } from './cloudwatch/lambda-metrics.ts';
import { metricScenarios } from './cloudwatch/metrics.ts';
import { loadGaps } from './gaps.ts';
import { loadSnapshot } from './snapshot.ts';

/** Recorded tests of metrics. All others are of alarms, dashboards and what else CloudWatch has. */
const aboutMetrics =
  /^TestCloudwatch::test_(get_metric|put_metric_data|label_generation|handle_different_units|multiple_dimensions|invalid_amount|aws_sqs_metrics)|^TestCloudWatchLambdaMetrics|test_basic_operations/;

const folder = 'cloudwatch';
const files = ['test_cloudwatch', 'test_cloudwatch_metrics'] as const;
const scenarios = [...metricScenarios, ...lambdaMetricScenarios];
const recorded = new Map(
  files.flatMap((file) => [...(loadSnapshot(file, folder) ?? [])]).filter(([name]) => aboutMetrics.test(name)),
);
const gaps = new Map(
  files.flatMap((file) => [...loadGaps(new URL('../gaps.txt', import.meta.url), `cloudwatch/${file}`)]),
);
const scenarioOf = new Map(scenarios.map((scenario) => [scenario.name, scenario]));
const showsDifferences = process.env['SERIN_REPLAY_DIFFERENCES'] !== undefined;
let replayed = 0;
let equal = 0;

describe.skipIf(recorded.size === 0)(
  'CloudWatch metrics, as recorded from AWS (needs the corpus, see SERIN_CORPUS):',
  () => {
    test.each([...recorded])('%s', async (name, items) => {
      const scenario = scenarioOf.get(name);
      const gap = gaps.get(name);
      if (scenario === undefined) {
        expect(gap, 'a case that is not replayed is listed in gaps.txt').toBeDefined();
        return;
      }
      replayed += 1;
      const difference = await findCloudWatchDifference(scenario, items);
      if (difference === undefined) {
        equal += 1;
        expect(gap, 'a case that has become equal is struck from gaps.txt').toBeUndefined();
      } else if (gap === undefined) {
        expect.fail(difference);
      } else if (showsDifferences) {
        console.info(`${name}\n  ${difference}`);
      }
    });

    test('gaps.txt and the scenarios speak of recorded cases, and of each once', () => {
      expect(scenarios.length).toBe(scenarioOf.size);
      expect([...gaps.keys(), ...scenarioOf.keys()].filter((name) => !recorded.has(name))).toEqual([]);
    });

    afterAll(() => {
      console.info(`CloudWatch metrics recordings: replayed ${replayed} of ${recorded.size}, equal ${equal}`);
    });
  },
);
