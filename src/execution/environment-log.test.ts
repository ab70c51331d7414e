import { expect, test } from 'vitest';
import { spellOut } from '../aws/line-form.ts';
import { systemRandom } from '../time/random.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { EnvironmentLog } from './environment-log.ts';
import type { LogLine, VersionSpec } from './execution-host.ts';
import type { Report } from './platform-lines.ts';
import { versionSpec } from './version-spec.fixture.ts';

function open(members: Partial<VersionSpec> = {}) {
  const clock = new VirtualClock(1000);
  const written: LogLine[] = [];
  const log = new EnvironmentLog({
    spec: versionSpec(members),
    clock,
    random: systemRandom,
    writeLog: (line) => void written.push(line),
  });
  const lines = () => written.flatMap((line) => spellOut(line)).map(({ atMs, message }) => `${atMs} ${message}`);
  return { clock, log, written, lines };
}

const report: Report = {
  requestId: 'r-1',
  status: { kind: 'success' },
  durationMs: 1.239,
  initDurationMs: undefined,
  maxMemoryUsedMiB: 44,
};

const start = '1000 START RequestId: r-1 Version: 7\n';
const ending = (atMs: number) => [
  `${atMs} END RequestId: r-1\n`,
  `${atMs} REPORT RequestId: r-1\tDuration: 1.24 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 44 MB\t\n`,
];

test('an invocation of which the function says nothing is written as one', async () => {
  const { clock, log, written, lines } = open();
  log.tellStart('r-1');
  expect(lines()).toEqual([start]);
  await clock.advance(5);
  log.tellEnd(report, 4);
  expect(lines()).toEqual([start, ...ending(1005)]);
  expect(written).toHaveLength(1);
});

test('what was taken away meanwhile stays as it was', async () => {
  const { clock, log, written, lines } = open();
  log.tellStart('r-1');
  written[0]?.seal?.();
  await clock.advance(5);
  log.tellEnd(report, 4);
  expect(spellOut(written[0] ?? { atMs: 0, message: '' })).toHaveLength(1);
  expect(lines()).toEqual([start, ...ending(1005)]);
});

test('what the function prints stands between', async () => {
  const { clock, log, lines } = open();
  log.tellStart('r-1');
  log.write('hello\n');
  await clock.advance(5);
  log.tellEnd(report, 4);
  expect(lines()).toEqual([start, '1000 hello\n', ...ending(1005)]);
});

test('an invocation that failed, or was the first, tells so', () => {
  const { log, lines } = open();
  log.tellStart('r-1');
  log.tellEnd({ ...report, status: { kind: 'timeout' } }, 0);
  log.tellStart('r-1');
  log.tellEnd({ ...report, initDurationMs: 20 }, 4);
  expect(lines().filter((line) => line.includes('REPORT'))).toEqual([
    ending(1000)[1]?.replace('\t\n', '\tStatus: timeout\n'),
    ending(1000)[1]
      ?.replace('\t\n', '\tInit Duration: 20.00 ms\t\n')
      .replace('Billed Duration: 2 ms', 'Billed Duration: 22 ms'),
  ]);
});

test('an end without a beginning of its own changes nothing that was told before', () => {
  const { log, lines } = open();
  log.tellStart('r-1');
  log.tellEnd(report, 4);
  log.tellEnd({ ...report, requestId: 'r-2' }, 4);
  expect(lines().slice(0, 3)).toEqual([start, ...ending(1000)]);
  expect(lines()).toHaveLength(5);
});

test('the tail of a log has all lines', () => {
  const { log } = open();
  log.startTail();
  log.tellStart('r-1');
  log.tellEnd(report, 4);
  expect(log.takeTail()).toBe([start, ...ending(1000)].map((line) => line.replace('1000 ', '')).join(''));
});

test('in the JSON format the platform tells each as a record of its own', () => {
  const { log, lines } = open({ logFormat: 'JSON', systemLogLevel: 'DEBUG' });
  log.tellStart('r-1');
  log.tellEnd(report, 4);
  const types = lines().map((line) => /"type":"([^"]+)"/.exec(line)?.[1]);
  expect(types).toEqual(['platform.start', 'platform.runtimeDone', 'platform.report']);
});
