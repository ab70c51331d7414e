import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SystemClock } from '../time/system-clock.ts';
import { ClockKeeper, clockStart, readClockReading } from './clock-reading.ts';

const wallMs = Date.UTC(2030, 0, 1);

let dataFolder = '';
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'serin-clock-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

async function started(keeping: ConstructorParameters<typeof ClockKeeper>[0]): Promise<ClockKeeper> {
  const keeper = new ClockKeeper(keeping);
  await keeper.start();
  return keeper;
}

const unexpected = (problem: unknown): never => {
  throw problem;
};

test('a first start begins at the time of the wall', () => {
  expect(clockStart(undefined, wallMs)).toBe(wallMs);
});

test('a clock that was stopped ahead of the wall goes on from where it stopped', () => {
  const reading = { atMs: wallMs + 3_600_000, realMs: wallMs - 60_000, speed: 0 };
  expect(clockStart(reading, wallMs)).toBe(wallMs + 3_600_000);
});

test('a clock that was killed goes on from the most that it can have shown', () => {
  const atMs = wallMs + 3_600_000;
  expect(clockStart({ atMs, realMs: wallMs - 700, speed: 60 }, wallMs)).toBe(atMs + 700 * 60);
});

test('a long absence is no time that has passed, nor is one that nobody can measure', () => {
  const atMs = wallMs + 3_600_000;
  expect(clockStart({ atMs, realMs: wallMs - 86_400_000, speed: 60 }, wallMs)).toBe(atMs + 10_000 * 60);
  expect(clockStart({ atMs, realMs: wallMs + 5000, speed: 60 }, wallMs)).toBe(atMs + 10_000 * 60);
});

test('a clock that has been overtaken by the wall shows its time', () => {
  expect(clockStart({ atMs: wallMs - 1, realMs: wallMs - 60_000, speed: 0 }, wallMs)).toBe(wallMs);
});

test('the reading is kept from the start on, and stands still once the clock has stopped', async () => {
  const clock = new SystemClock({ speed: 60, epochRealMs: Date.now(), epochMs: wallMs });
  const keeping = await started({ dataFolder, clock, speed: 60, report: unexpected });
  const first = readClockReading(dataFolder);
  expect(first).toMatchObject({ speed: 60 });
  expect(first?.atMs).toBeGreaterThanOrEqual(wallMs);
  await keeping[Symbol.asyncDispose]();
  const last = readClockReading(dataFolder);
  expect(last).toMatchObject({ speed: 0 });
  expect(last?.atMs).toBeGreaterThanOrEqual(first?.atMs ?? Infinity);
});

test('a clock as fast as the wall, but ahead of it, is kept too', async () => {
  const clock = new SystemClock({ epochRealMs: Date.now(), epochMs: Date.now() + 60_000 });
  const keeping = await started({ dataFolder, clock, speed: 1, report: unexpected });
  await keeping[Symbol.asyncDispose]();
  expect(readClockReading(dataFolder)?.atMs).toBeGreaterThanOrEqual(Date.now());
});

test("the wall's own clock leaves no reading behind, not even an old one", async () => {
  writeFileSync(join(dataFolder, 'clock.json'), JSON.stringify({ atMs: 1, realMs: 1, speed: 60 }));
  const keeping = await started({ dataFolder, clock: new SystemClock(), speed: 1, report: unexpected });
  await keeping[Symbol.asyncDispose]();
  expect(readClockReading(dataFolder)).toBeUndefined();
});

test.each(['', 'null', '7', '{"atMs": "soon"}'])('what is no reading (%j) counts for none', (text) => {
  writeFileSync(join(dataFolder, 'clock.json'), text);
  expect(readClockReading(dataFolder)).toBeUndefined();
});

test('a folder that cannot be written is reported, and the platform goes on', async () => {
  const problems: unknown[] = [];
  const clock = new SystemClock({ speed: 60 });
  const gone = join(dataFolder, 'gone');
  const keeping = await started({
    dataFolder: gone,
    clock,
    speed: 60,
    report: (problem) => problems.push(problem),
  });
  await keeping[Symbol.asyncDispose]();
  expect(problems).toHaveLength(1);
});
