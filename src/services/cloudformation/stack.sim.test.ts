/**
 * Stacks that are made, changed and deleted while handlers fail, calls break, and the process dies at
 * any of its writes: whatever happens, the stack ends as it would have, and nothing is left over.
 */
import { expect, it } from 'vitest';
import { openCloudformation, templateOf } from './cloudformation.fixture.ts';

const seeds = Number(process.env['SERIN_SIM_SEEDS'] ?? 12);
const firstSeed = Number(process.env['SERIN_SIM_FIRST_SEED'] ?? 1);

/** Enough for the lease of a process that died to run out, and for calls to be tried again. */
const longWaitMs = 120_000;

it.each(Array.from({ length: seeds }, (_, index) => firstSeed + index))('ends well with seed %i', async (seed) => {
  const draw = createDraw(seed);
  await using cloudformation = await openCloudformation();
  const { world } = cloudformation;
  let known = '';
  const live = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn += 1) {
      if (cloudformation.isDead) await cloudformation.rise();
      await cloudformation.advance(longWaitMs);
      const status = await statusOf();
      if (!cloudformation.isDead && !status.endsWith('IN_PROGRESS')) return;
    }
    throw new Error(`The stack never ended: ${await statusOf()} ${(await cloudformation.events(known)).join('\n')}`);
  };
  const statusOf = async (): Promise<string> =>
    (await cloudformation.call('DescribeStacks', { StackName: known })).Stacks?.[0]?.StackStatus ?? '';
  const trouble = (): void => {
    world.fails = (act) => act !== 'delete' && draw() < (act === 'restore' ? 0.05 : 0.12);
    const faults = Math.floor(draw() * 3);
    for (let fault = 0; fault < faults; fault += 1) world.faults.push(new Error('broken'));
    if (draw() < 0.7) cloudformation.dieAfter(Math.floor(draw() * 25), { isWritten: draw() < 0.5 });
  };
  const peace = async (): Promise<void> => {
    world.fails = () => false;
    world.faults.length = 0;
    cloudformation.dieAfter(Number.POSITIVE_INFINITY, { isWritten: false });
    if (cloudformation.isDead) await cloudformation.rise();
  };
  const check = async (wanted: Resources): Promise<void> => {
    const { StackResources = [] } = await cloudformation.call('DescribeStackResources', { StackName: known });
    expect(sorted(StackResources.map(({ LogicalResourceId = '' }) => LogicalResourceId))).toEqual(
      sorted(Object.keys(wanted)),
    );
    expect(sorted(StackResources.map(({ PhysicalResourceId = '' }) => PhysicalResourceId))).toEqual(
      sorted([...world.things.keys()]),
    );
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of StackResources)
      expect(world.things.get(PhysicalResourceId)?.properties['Value'], LogicalResourceId).toBe(
        wanted[LogicalResourceId]?.Properties.Value,
      );
    await checkEvents();
  };
  const checkEvents = async (): Promise<void> => {
    const { StackEvents = [] } = await cloudformation.call('DescribeStackEvents', { StackName: known });
    expect(new Set(StackEvents.map(({ EventId }) => EventId)).size).toBe(StackEvents.length);
    const times = StackEvents.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    expect(StackEvents[0]?.ResourceType).toBe('AWS::CloudFormation::Stack');
    expect(StackEvents[0]?.ResourceStatus).toBe(await statusOf());
  };

  let stable = randomResources(draw);
  trouble();
  const { StackId = '' } = await retry(() =>
    cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: templateOf(stable) }),
  );
  known = StackId;
  await live();
  await peace();
  if ((await statusOf()) === 'ROLLBACK_COMPLETE') {
    expect([...world.things.keys()]).toEqual([]);
    return;
  }
  expect(await statusOf()).toBe('CREATE_COMPLETE');
  await check(stable);

  for (let update = 0; update < 3; update += 1) {
    const next = randomResources(draw, stable);
    await cloudformation
      .call('UpdateStack', { StackName: known, TemplateBody: templateOf(next) })
      .catch(() => undefined);
    trouble();
    if (draw() < 0.2) {
      await cloudformation.advance(1000);
      if (!cloudformation.isDead)
        await cloudformation.call('CancelUpdateStack', { StackName: known }).catch(() => undefined);
    }
    await live();
    await peace();
    if ((await statusOf()) === 'UPDATE_ROLLBACK_FAILED') {
      await cloudformation.call('ContinueUpdateRollback', { StackName: known });
      await live();
    }
    const status = await statusOf();
    expect(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']).toContain(status);
    if (status === 'UPDATE_COMPLETE') stable = next;
    await check(stable);
  }

  await cloudformation.call('DeleteStack', { StackName: known });
  trouble();
  await live();
  await peace();
  expect(await statusOf()).toBe('DELETE_COMPLETE');
  expect([...world.things.keys()]).toEqual([]);

  /** The first write may be the one that the process dies of. */
  async function retry<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch {
      await cloudformation.rise();
      const { Stacks = [] } = await cloudformation.call('DescribeStacks', {});
      return Stacks[0] === undefined ? work() : ({ StackId: Stacks[0].StackId } as T);
    }
  }
});

type Resources = Readonly<Record<string, { readonly Properties: { readonly Value: string } }>>;

/** Up to seven things, each of which may need some before it; of what there was, some stay as they are. */
function randomResources(draw: () => number, previous: Resources = {}): Resources {
  const ids = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].filter(() => draw() < 0.7);
  return Object.fromEntries(
    (ids.length === 0 ? ['A'] : ids).map((id, index, all) => {
      const kept = previous[id];
      const needed = all.slice(0, index).filter(() => draw() < 0.3);
      if (kept !== undefined && draw() < 0.4) return [id, { ...kept, DependsOn: needed }];
      const value = String(Math.floor(draw() * 1000));
      const isNamed = draw() < 0.3;
      const properties = {
        Value: value,
        ...(isNamed && { Name: `${id}-${value}` }),
        ...(draw() < 0.3 && { Seconds: Math.floor(draw() * 60) }),
      };
      const isSlow = draw() < 0.3;
      return [
        id,
        {
          Type: isSlow && kept === undefined ? 'Test::Service::Slow' : typeOf(kept),
          Properties: properties,
          DependsOn: needed,
        },
      ];
    }),
  );
}

const sorted = (texts: readonly string[]): readonly string[] => texts.toSorted();

/** The type of a resource that is there cannot be changed. */
const typeOf = (kept: object | undefined): string =>
  kept !== undefined && 'Type' in kept ? String(kept.Type) : 'Test::Service::Thing';

/** Mulberry32: numbers that look random and follow from the seed. */
function createDraw(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
