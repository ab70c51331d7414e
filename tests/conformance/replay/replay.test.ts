/**
 * What AWS was recorded to answer, against what Serin answers to the same calls. Set
 * SERIN_REPLAY_DIFFERENCES to see what differs in the cases that are listed as gaps.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { loadGaps } from './gaps.ts';
import { findReplayDifference } from './scenario.ts';
import { codeLocationScenarios } from './scenarios/code-location.ts';
import { functionScenarios } from './scenarios/function.ts';
import { missingFunctionScenarios } from './scenarios/missing-functions.ts';
import { nameScenarios } from './scenarios/names.ts';
import { aliasScenarios } from './scenarios/aliases.ts';
import { revisionScenarios } from './scenarios/revisions.ts';
import { runtimeScenarios } from './scenarios/runtimes.ts';
import { loggingScenarios } from './scenarios/logging.ts';
import { snapStartScenarios } from './scenarios/snap-start.ts';
import { limitScenarios } from './scenarios/limits.ts';
import { imageScenarios } from './scenarios/images.ts';
import { versionScenarios } from './scenarios/versions.ts';
import { permissionScenarios } from './scenarios/permissions.ts';
import { urlScenarios } from './scenarios/urls.ts';
import { concurrencyScenarios } from './scenarios/concurrency.ts';
import { tagScenarios } from './scenarios/tags.ts';
import { eventInvokeScenarios } from './scenarios/event-invoke.ts';
import { layerScenarios } from './scenarios/layers.ts';
import { loadSnapshot } from './snapshot.ts';

const scenarios = [
  ...functionScenarios,
  ...nameScenarios,
  ...codeLocationScenarios,
  ...missingFunctionScenarios,
  ...versionScenarios,
  ...imageScenarios,
  ...limitScenarios,
  ...snapStartScenarios,
  ...loggingScenarios,
  ...runtimeScenarios,
  ...revisionScenarios,
  ...aliasScenarios,
  ...permissionScenarios,
  ...urlScenarios,
  ...concurrencyScenarios,
  ...tagScenarios,
  ...eventInvokeScenarios,
  ...layerScenarios,
];

const recorded = loadSnapshot('test_lambda_api') ?? new Map<never, never>();
const gaps = loadGaps(new URL('../gaps.txt', import.meta.url));
const scenarioOf = new Map(scenarios.map((scenario) => [scenario.name, scenario]));
const showsDifferences = process.env['SERIN_REPLAY_DIFFERENCES'] !== undefined;
let replayed = 0;
let equal = 0;

describe.skipIf(recorded.size === 0)('Lambda API, as recorded from AWS (needs the corpus, see SERIN_CORPUS):', () => {
  test.each([...recorded])('%s', async (name, items) => {
    const scenario = scenarioOf.get(name);
    const gap = gaps.get(name);
    if (scenario === undefined) {
      expect(gap, 'a case that is not replayed is listed in gaps.txt').toBeDefined();
      return;
    }
    replayed += 1;
    const difference = await findReplayDifference(scenario, items);
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
    console.info(`Lambda API recordings: replayed ${replayed} of ${recorded.size}, equal ${equal}`);
  });
});
