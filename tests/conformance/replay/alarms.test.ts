/**
 * What AWS was recorded to answer of alarms, against what Serin answers, in each protocol. Set
 * SERIN_REPLAY_DIFFERENCES to see what differs in the cases that are listed as gaps.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { alarmScenarios, findAlarmDifference } from './cloudwatch/alarms.ts';
import { loadGaps } from './gaps.ts';
import { loadSnapshot } from './snapshot.ts';

const aboutAlarms = /::test_.*alarm|::test_store_tags|::test_exception_serializing/;
const recorded = new Map(
  [...(loadSnapshot('test_cloudwatch', 'cloudwatch') ?? [])].filter(([name]) => aboutAlarms.test(name)),
);
const gaps = loadGaps(new URL('../gaps.txt', import.meta.url), 'cloudwatch/alarms');
const scenarioOf = new Map(alarmScenarios.map((scenario) => [scenario.name, scenario]));
const showsDifferences = process.env['SERIN_REPLAY_DIFFERENCES'] !== undefined;
let replayed = 0;
let equal = 0;

describe.skipIf(recorded.size === 0)(
  'CloudWatch alarms, as recorded from AWS (needs the corpus, see SERIN_CORPUS):',
  () => {
    test.each([...recorded])('%s', async (name, items) => {
      const scenario = scenarioOf.get(name);
      const gap = gaps.get(name);
      if (scenario === undefined) {
        expect(gap, 'a case that is not replayed is listed in gaps.txt').toBeDefined();
        return;
      }
      replayed += 1;
      const difference = await findAlarmDifference(scenario, items);
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
      expect(alarmScenarios.length).toBe(scenarioOf.size);
      expect([...gaps.keys(), ...scenarioOf.keys()].filter((name) => !recorded.has(name))).toEqual([]);
    });

    afterAll(() => {
      console.info(`CloudWatch alarms recordings: replayed ${replayed} of ${recorded.size}, equal ${equal}`);
    });
  },
);
