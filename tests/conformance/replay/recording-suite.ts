/**
 * What AWS was recorded to answer, against what Serin answers to the same calls. Set
 * SERIN_REPLAY_DIFFERENCES to see what differs in the cases that are listed as gaps.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { loadGaps } from './gaps.ts';
import { findReplayDifference, type Scenario } from './scenario.ts';
import { loadSnapshot, type RecordedItems } from './snapshot.ts';

const showsDifferences = process.env['SERIN_REPLAY_DIFFERENCES'] !== undefined;

/** One file of Lambda's recordings. `subject`: as in `Lambda API recordings: replayed …`. */
export function describeRecording(subject: string, file: string, scenarios: readonly Scenario[]): void {
  describeReplay({
    subject,
    recorded: loadSnapshot(file) ?? new Map<string, RecordedItems>(),
    gaps: listGaps(file),
    scenarios,
    findDifference: findReplayDifference,
  });
}

/** What `gaps.txt` lists of some recordings, together. */
export function listGaps(...recordings: readonly string[]): ReadonlyMap<string, string> {
  return new Map(recordings.flatMap((recording) => [...loadGaps(new URL('../gaps.txt', import.meta.url), recording)]));
}

export interface ReplaySuite<Case extends { readonly name: string }> {
  readonly subject: string;
  /** By case; empty where the corpus is absent. */
  readonly recorded: ReadonlyMap<string, RecordedItems>;
  readonly gaps: ReadonlyMap<string, string>;
  readonly scenarios: readonly Case[];
  /** `undefined`: all is as recorded. */
  findDifference(scenario: Case, items: RecordedItems): Promise<string | undefined>;
}

export function describeReplay<Case extends { readonly name: string }>(suite: ReplaySuite<Case>): void {
  const { subject, recorded, gaps, scenarios } = suite;
  const scenarioOf = new Map(scenarios.map((scenario) => [scenario.name, scenario]));
  let replayed = 0;
  let equal = 0;

  describe.skipIf(recorded.size === 0)(`${subject}, as recorded from AWS (needs the corpus, see SERIN_CORPUS):`, () => {
    test.each([...recorded])('%s', async (name, items) => {
      const scenario = scenarioOf.get(name);
      const gap = gaps.get(name);
      if (scenario === undefined) {
        expect(gap, 'a case that is not replayed is listed in gaps.txt').toBeDefined();
        return;
      }
      replayed += 1;
      const difference = await suite.findDifference(scenario, items);
      if (difference === undefined) {
        equal += 1;
        if (gap !== undefined && showsDifferences) console.info(`${name}\n  equal now`);
        expect(gap, 'a case that has become equal is struck from gaps.txt').toBeUndefined();
      } else if (gap === undefined) {
        expect.fail(difference);
      } else if (showsDifferences) {
        console.info(`${name}\n  ${difference}`);
      }
    });

    test('gaps.txt and the scenarios speak of recorded cases, and of each once', () => {
      expect(scenarios.length).toBe(scenarioOf.size);
      const unknown = [...gaps.keys(), ...scenarioOf.keys()].filter((name) => !recorded.has(name));
      expect(unknown).toEqual([]);
    });

    afterAll(() => {
      console.info(`${subject} recordings: replayed ${replayed} of ${recorded.size}, equal ${equal}`);
    });
  });
}
