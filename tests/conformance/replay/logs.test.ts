/**
 * What AWS was recorded to answer of logs, against what Serin answers. Set SERIN_REPLAY_DIFFERENCES to
 * see what differs in the cases that are listed as gaps.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { loadGaps } from './gaps.ts';
import { findLogsDifference } from './logs/case.ts';
import { logsScenarios } from './logs/scenarios.ts';
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
const recorded = new Map(subjects.flatMap((subject) => [...(loadSnapshot(`test_logs_${subject}`, 'logs') ?? [])]));
const gaps = new Map(
  subjects.flatMap((subject) => [...loadGaps(new URL('../gaps.txt', import.meta.url), `logs/test_logs_${subject}`)]),
);
const scenarioOf = new Map(logsScenarios.map((scenario) => [scenario.name, scenario]));
const showsDifferences = process.env['SERIN_REPLAY_DIFFERENCES'] !== undefined;
let replayed = 0;
let equal = 0;

describe.skipIf(recorded.size === 0)(
  'CloudWatch Logs, as recorded from AWS (needs the corpus, see SERIN_CORPUS):',
  () => {
    test.each([...recorded])('%s', async (name, items) => {
      const scenario = scenarioOf.get(name);
      const gap = gaps.get(name);
      if (scenario === undefined) {
        expect(gap, 'a case that is not replayed is listed in gaps.txt').toBeDefined();
        return;
      }
      replayed += 1;
      const difference = await findLogsDifference(scenario, items);
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
      expect(logsScenarios.length).toBe(scenarioOf.size);
      expect([...gaps.keys(), ...scenarioOf.keys()].filter((name) => !recorded.has(name))).toEqual([]);
    });

    afterAll(() => {
      console.info(`CloudWatch Logs recordings: replayed ${replayed} of ${recorded.size}, equal ${equal}`);
    });
  },
);
