/**
 * A canary stack is updated while the process dies at any of its writes, those of all of its services
 * included: it ends as it would have, its traffic is where it belongs, and there was one shift.
 */
import { expect, test } from 'vitest';
import { minuteMs, openStack } from './canary-stack.fixture.ts';

const seeds = Number(process.env['SERIN_SIM_SEEDS'] ?? 4);
const firstSeed = Number(process.env['SERIN_SIM_FIRST_SEED'] ?? 1);
const numbers = Array.from({ length: seeds }, (_, index) => firstSeed + index);

/** From 0 to 1, and the same for the same seed. */
function createDraw(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

async function updateThroughDeaths(seed: number, isBad: boolean) {
  const draw = createDraw(seed);
  const stack = await openStack();
  await stack.createStack({ number: 1 });
  await stack.beginUpdate({ number: 2 });
  let deaths = 0;
  const dieSoon = (): void => stack.dieAfter(Math.floor(draw() * 40), draw() < 0.5);
  dieSoon();
  for (let turn = 0; turn < 2000; turn += 1) {
    if (stack.isDead) {
      deaths += 1;
      await stack.rise();
      if (deaths < 6) dieSoon();
    }
    await stack.advance(draw() < 0.9 ? 1000 : 20_000);
    if (stack.isDead) continue;
    if (isBad && (await stack.alias()) === '1, 2: 0.1') await stack.setAlarm('ALARM').catch(() => undefined);
    const status = await stack.status();
    if (!status.endsWith('IN_PROGRESS')) return { stack, status, deaths };
  }
  throw new Error(`The update never ended: ${await stack.status()}`);
}

test.each(numbers)('a good version gets all of the traffic, with seed %i', async (seed) => {
  const { stack, status, deaths } = await updateThroughDeaths(seed, false);
  await using _ = stack;
  expect(deaths).toBeGreaterThan(0);
  expect(status).toBe('UPDATE_COMPLETE');
  expect(await stack.alias()).toBe('2');
  expect((await stack.deployments()).map((deployment) => deployment.status)).toEqual(['Succeeded']);
  expect(await stack.versions()).toEqual(['$LATEST', '1', '2']);
});

test.each(numbers)('a bad version gets none in the end, with seed %i', async (seed) => {
  const { stack, status } = await updateThroughDeaths(seed, true);
  await using _ = stack;
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await stack.alias()).toBe('1');
  expect((await stack.deployments()).map((deployment) => deployment.status)).toEqual(['Stopped', 'Succeeded']);
  await stack.advance(30 * minuteMs);
  expect(await stack.alias()).toBe('1');
});
