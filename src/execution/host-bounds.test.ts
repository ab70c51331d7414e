import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CapacityError } from './execution-host.ts';
import type { VersionSpec } from './execution-host.ts';
import { resolveBounds, Room } from './host-bounds.ts';
import { HostFixture, isAlive, until } from './process-host.fixture.ts';

/** Answers its process, once the file that it is named is there. */
const gated = `
  const { existsSync } = require('node:fs');
  exports.handler = async ({ gate }) => {
    while (gate && !existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 5));
    return process.pid;
  };`;

class Memory {
  readonly totalMiB = 8192;
  leftMiB = 4096;
  availableMiB(): number {
    return this.leftMiB;
  }
}

async function pidOf(fixture: HostFixture, spec: VersionSpec, event: object = {}): Promise<number> {
  return Number((await fixture.invoke(spec, event)).body);
}

const running = (fixture: HostFixture): number => fixture.log.filter((line) => line.startsWith('START')).length;

describe('bounds', () => {
  const memory = { totalMiB: 8192, availableMiB: () => 4096 };

  it('follow the machine where nothing is said', () => {
    expect(resolveBounds({ environmentsMax: 3 }, memory)).toMatchObject({
      environmentsMax: 3,
      memoryMiBMax: 32_768,
      memoryReserveMiB: 512,
    });
    expect(resolveBounds({}, { ...memory, totalMiB: 1000 }).memoryReserveMiB).toBe(100);
  });

  it('count what runs, and let one run that is larger than all may be', () => {
    const room = new Room(resolveBounds({ environmentsMax: 3, memoryMiBMax: 300 }, memory), memory);
    expect(room.whyNone(1000)).toBeUndefined();
    room.take(200);
    expect(room.whyNone(100)).toBeUndefined();
    expect(room.whyNone(101)).toContain('300 MB');
    room.giveBack(200);
    for (let n = 0; n < 3; n += 1) room.take(1);
    expect(room.whyNone(1)).toBe('At most 3 execution environments run at once.');
  });
});

describe('environments', () => {
  it('make place, the longest idle first, when their memory sizes add up to more than may be', async () => {
    await using fixture = new HostFixture({ bounds: { memoryMiBMax: 300 } });
    const first = await pidOf(fixture, fixture.node(gated));
    const second = await pidOf(fixture, fixture.node(gated));
    await pidOf(fixture, fixture.node(gated));
    await until(() => !isAlive(first));
    expect(isAlive(second)).toBe(true);
  });

  it('that are idle go when the machine is short of memory, and none is refused that can run', async () => {
    const memory = new Memory();
    await using fixture = new HostFixture({ memory, preStartedMax: 1 });
    const provisioned = fixture.node(gated);
    await fixture.host.provision(provisioned, 1);
    const pids = [await pidOf(fixture, fixture.node(gated)), await pidOf(fixture, fixture.node(gated))];
    memory.leftMiB = 100;
    await until(() => !pids.some(isAlive));
    expect(isAlive(await pidOf(fixture, provisioned))).toBe(true);
    await fixture.host.provision(provisioned, 0);
    await until(() => foldersOf(fixture).length === 0);
    expect(await pidOf(fixture, fixture.node(gated))).toBeGreaterThan(0);
  });

  it('are no more when the machine is short of memory: who calls waits for one of those there', async () => {
    const memory = new Memory();
    await using fixture = new HostFixture({ memory, preStartedMax: 0 });
    const spec = fixture.node(gated);
    const gate = path.join(fixture.folder, 'gate');
    const first = pidOf(fixture, spec, { gate });
    await until(() => running(fixture) === 1);
    memory.leftMiB = 100;
    const second = pidOf(fixture, spec);
    fixture.pack({ '../gate': '' });
    expect(await second).toBe(await first);
  });
});

describe('the end of a host', () => {
  it('lets what runs end, and rejects what waits', async () => {
    const fixture = new HostFixture({ bounds: { environmentsMax: 1 }, drainMs: 60_000 });
    const spec = fixture.node(gated);
    const gate = path.join(fixture.folder, 'gate');
    const first = pidOf(fixture, spec, { gate });
    await until(() => running(fixture) === 1);
    const waiting = expect(pidOf(fixture, spec)).rejects.toBeInstanceOf(CapacityError);
    const ending = fixture.host[Symbol.asyncDispose]();
    await waiting;
    await expect(pidOf(fixture, spec)).rejects.toBeInstanceOf(CapacityError);
    fixture.pack({ '../gate': '' });
    const pid = await first;
    await ending;
    expect(isAlive(pid)).toBe(false);
    await fixture[Symbol.asyncDispose]();
  });

  it('does not wait longer than it may', async () => {
    const fixture = new HostFixture({ drainMs: 20 });
    const running = expect(
      pidOf(fixture, fixture.node(gated), { gate: path.join(fixture.folder, 'never') }),
    ).rejects.toBeInstanceOf(CapacityError);
    await until(() => fixture.log.some((line) => line.startsWith('START')));
    await fixture.host[Symbol.asyncDispose]();
    await running;
    await fixture[Symbol.asyncDispose]();
  });
});

function foldersOf({ folder }: HostFixture): readonly string[] {
  return readdirSync(path.join(folder, 'work'), { encoding: 'utf8', recursive: true }).filter((name) =>
    /\/(?:environment|waiting)-\d+$/.test(name),
  );
}
