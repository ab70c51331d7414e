import { describe, expect, it } from 'vitest';
import { openCloudformation, origin, templateOf, thing } from './cloudformation.fixture.ts';

describe('the change set of a stack with nested stacks', () => {
  it('makes one for each, and new nested stacks are under review', async () => {
    await using cloudformation = await openShop();
    const root = await cloudformation.propose('CREATE', { Child: nested('child.json', { Value: 'one' }) });
    expect(root).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', IncludeNestedStacks: true });
    expect(root.ParentChangeSetId).toBeUndefined();
    const change = root.Changes?.[0]?.ResourceChange;
    expect(change).toMatchObject({ Action: 'Add', LogicalResourceId: 'Child' });
    expect(change?.ChangeSetId).toMatch(/:changeSet\/next-Child-[A-Z0-9]{12}\/[-0-9a-f]{36}$/);
    expect(change?.PhysicalResourceId).toMatch(/:stack\/shop-Child-[A-Z0-9]{13}\//);

    const child = await cloudformation.describeNested(root, 'Child');
    expect(child).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      ParentChangeSetId: root.ChangeSetId,
      RootChangeSetId: root.ChangeSetId,
      StackId: change?.PhysicalResourceId,
      Parameters: [{ ParameterKey: 'Value', ParameterValue: 'one' }],
      Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'Inner' } }],
    });
    const { Stacks = [] } = await cloudformation.call('DescribeStacks', { StackName: child.StackId });
    expect(Stacks[0]).toMatchObject({
      StackStatus: 'REVIEW_IN_PROGRESS',
      ParentId: root.StackId,
      RootId: root.StackId,
    });
    const template = await cloudformation.call('GetTemplate', { ChangeSetName: child.ChangeSetId });
    expect(template.TemplateBody).toBe(cloudformation.peers.objects.get('code/child.json'));
  });

  it('is carried out with them, by the very stacks that were under review', async () => {
    await using cloudformation = await openShop();
    const root = await cloudformation.propose('CREATE', {
      Child: nested('middle.json', { Value: 'one' }),
      User: thing({ Name: 'user', Value: { 'Fn::GetAtt': ['Child', 'Outputs.Out'] } }),
    });
    const middle = await cloudformation.describeNested(root, 'Child');
    const inner = await cloudformation.describeNested(middle, 'Child');
    expect(inner).toMatchObject({ ParentChangeSetId: middle.ChangeSetId, RootChangeSetId: root.ChangeSetId });
    expect(inner.ChangeSetName).toMatch(/^next-Child-/);
    await cloudformation.restart();
    expect(await cloudformation.execute()).toBe('CREATE_COMPLETE');
    expect(cloudformation.world.things.get('user')?.properties['Value']).toBe('one');
    const { Stacks = [] } = await cloudformation.call('DescribeStacks', {});
    expect(Stacks.map(({ StackStatus, StackId, ChangeSetId }) => [StackStatus, StackId, ChangeSetId])).toEqual(
      expect.arrayContaining([root, middle, inner].map((one) => ['CREATE_COMPLETE', one.StackId, one.ChangeSetId])),
    );
    expect(Stacks).toHaveLength(3);
    for (const { ChangeSetId: ChangeSetName } of [root, middle, inner])
      expect(await cloudformation.call('DescribeChangeSet', { ChangeSetName })).toMatchObject({
        ExecutionStatus: 'EXECUTE_COMPLETE',
      });
  });

  it('tells what becomes of a nested stack that is there, and changes just that', async () => {
    await using cloudformation = await openShop({ Child: nested('middle.json', { Value: 'one' }) });
    const root = await cloudformation.propose('UPDATE', { Child: nested('middle.json', { Value: 'two' }) });
    const middle = await cloudformation.describeNested(root, 'Child');
    const inner = await cloudformation.describeNested(middle, 'Child');
    expect(inner.Changes?.[0]?.ResourceChange).toMatchObject({
      Action: 'Modify',
      LogicalResourceId: 'Inner',
      Replacement: 'False',
      Details: [{ Evaluation: 'Static', ChangeSource: 'ParameterReference', CausingEntity: 'Value' }, {}],
    });
    expect(await cloudformation.execute()).toBe('UPDATE_COMPLETE');
    expect(cloudformation.world.things.get('inner')?.properties['Value']).toBe('two');
    const { Stacks = [] } = await cloudformation.call('DescribeStacks', { StackName: inner.StackId });
    expect(Stacks[0]).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', ChangeSetId: inner.ChangeSetId });
  });

  it('is not failed by a nested stack that has nothing to change, whose change set goes when it is carried out', async () => {
    await using cloudformation = await openShop({ Child: nested('child.json', { Value: 'one' }) });
    const root = await cloudformation.propose('UPDATE', { Child: nested('same.json', { Value: 'one' }), New: thing() });
    expect(root.Status).toBe('CREATE_COMPLETE');
    expect(await cloudformation.describeNested(root, 'Child')).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringMatching(/^The submitted information didn't contain changes\./),
      ExecutionStatus: 'UNAVAILABLE',
    });
    expect(await cloudformation.execute()).toBe('UPDATE_COMPLETE');
    const { Stacks = [] } = await cloudformation.call('DescribeStacks', {});
    for (const { StackId } of Stacks)
      expect(await cloudformation.call('ListChangeSets', { StackName: StackId })).toEqual({ Summaries: [] });
  });

  it('shows as unknown what only its execution can tell, and takes it for no mistake', async () => {
    await using cloudformation = await openShop({ Child: nested('strict.json', { Value: '1', Names: 'a,b' }) });
    const root = await cloudformation.propose('UPDATE', {
      Made: thing({ Name: 'made', Value: '7' }),
      Child: nested('strict.json', {
        Value: { 'Fn::GetAtt': ['Made', 'Value'] },
        Names: { 'Fn::Join': [',', ['a', { Ref: 'Made' }]] },
      }),
    });
    const unknown = '{{changeSet:KNOWN_AFTER_APPLY}}';
    const child = await cloudformation.describeNested(root, 'Child', { IncludePropertyValues: true });
    expect(child.Status).toBe('CREATE_COMPLETE');
    expect(child.Parameters?.map(({ ParameterValue }) => ParameterValue)).toEqual([unknown, unknown]);
    const change = child.Changes?.[0]?.ResourceChange;
    expect(JSON.parse(change?.AfterContext ?? '')).toEqual({
      Properties: { Name: 'inner', Value: unknown, Other: unknown },
    });
    expect(change?.Details?.map(({ Evaluation }) => Evaluation)).toEqual(['Dynamic', 'Dynamic']);
    expect(await cloudformation.execute()).toBe('UPDATE_COMPLETE');
    expect(cloudformation.world.things.get('inner')?.properties).toEqual({ Name: 'inner', Value: '7', Other: 'made' });
  });

  it('takes outputs that a nested stack will have only then for unknown', async () => {
    await using cloudformation = await openShop({ Child: nested('child.json', { Value: 'one' }) });
    const root = await cloudformation.propose('UPDATE', {
      Child: nested('more.json', { Value: 'one' }),
      Other: nested('child.json', { Value: { 'Fn::GetAtt': ['Child', 'Outputs.More'] } }),
    });
    expect(root.Status).toBe('CREATE_COMPLETE');
    expect(await cloudformation.execute()).toBe('UPDATE_COMPLETE');
    expect(cloudformation.world.things.get('inner')?.properties['Value']).toBe('more');
  });
});

describe('a nested change set', () => {
  it('that fails fails those above it, which name it', async () => {
    await using cloudformation = await openShop();
    const root = await cloudformation.propose('CREATE', {
      Child: nested('middle.json', { Value: 'one', Inner: 'broken' }),
    });
    const middle = await cloudformation.describeNested(root, 'Child');
    const inner = await cloudformation.describeNested(middle, 'Child');
    expect(root).toMatchObject({
      Status: 'FAILED',
      StatusReason: `Nested change set ${middle.ChangeSetId} was not successfully created: Currently in FAILED.`,
      ExecutionStatus: 'UNAVAILABLE',
    });
    expect(middle.StatusReason).toContain(inner.ChangeSetId);
    expect(inner).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringContaining('Unresolved resource dependencies [Nobody]'),
      Changes: [],
    });
  });

  it('cannot be executed or deleted by itself', async () => {
    await using cloudformation = await openShop();
    const root = await cloudformation.propose('CREATE', { Child: nested('child.json', { Value: 'one' }) });
    const { ChangeSetId: ChangeSetName } = await cloudformation.describeNested(root, 'Child');
    for (const operation of ['ExecuteChangeSet', 'DeleteChangeSet'] as const)
      await expect(cloudformation.call(operation, { ChangeSetName })).rejects.toMatchObject({
        type: 'InvalidChangeSetStatusException',
        message: expect.stringContaining(`Use the root change set [${root.ChangeSetId}] instead.`),
      });
  });

  it('is deleted with its root, and so are the stacks under review', async () => {
    await using cloudformation = await openShop();
    const root = await cloudformation.propose('CREATE', { Child: nested('middle.json', { Value: 'one' }) });
    const middle = await cloudformation.describeNested(root, 'Child');
    const inner = await cloudformation.describeNested(middle, 'Child');
    await cloudformation.call('DeleteChangeSet', { StackName: 'shop', ChangeSetName: 'next' });
    for (const { ChangeSetId: ChangeSetName, StackId: StackName } of [middle, inner]) {
      await expect(cloudformation.call('DescribeChangeSet', { ChangeSetName })).rejects.toThrow('does not exist');
      const { Stacks = [] } = await cloudformation.call('DescribeStacks', { StackName });
      expect(Stacks[0]?.StackStatus).toBe('DELETE_COMPLETE');
    }
    await cloudformation.call('DeleteStack', { StackName: 'shop' });
    await cloudformation.advance(1000);
    expect(await cloudformation.call('DescribeStacks', {})).toEqual({ Stacks: [] });
  });

  it('goes with the stack that it was made for, executed or not', async () => {
    await using cloudformation = await openShop();
    await cloudformation.propose('CREATE', { Child: nested('middle.json', { Value: 'one' }) });
    await cloudformation.call('DeleteStack', { StackName: 'shop' });
    await cloudformation.advance(1000);
    expect(await cloudformation.call('DescribeStacks', {})).toEqual({ Stacks: [] });
  });

  it('goes when another change set of the root is executed', async () => {
    await using cloudformation = await openShop();
    const first = await cloudformation.propose('CREATE', { Child: nested('child.json', { Value: 'one' }) }, 'first');
    await cloudformation.propose('CREATE', { Child: nested('child.json', { Value: 'two' }) });
    expect((await cloudformation.call('DescribeStacks', {})).Stacks).toHaveLength(3);
    expect(await cloudformation.execute()).toBe('CREATE_COMPLETE');
    const { Stacks = [] } = await cloudformation.call('DescribeStacks', {});
    expect(Stacks.map(({ StackStatus }) => StackStatus)).toEqual(['CREATE_COMPLETE', 'CREATE_COMPLETE']);
    const gone = first.Changes?.[0]?.ResourceChange?.ChangeSetId;
    await expect(cloudformation.call('DescribeChangeSet', { ChangeSetName: gone })).rejects.toThrow('does not exist');
  });

  it('leaves nothing behind when its parent fails before its turn', async () => {
    await using cloudformation = await openShop();
    await cloudformation.propose('CREATE', {
      Bad: thing({ FailOn: 'create' }),
      Child: { ...nested('child.json', { Value: 'one' }), DependsOn: 'Bad' },
    });
    expect(await cloudformation.execute()).toBe('ROLLBACK_COMPLETE');
    const { Stacks = [] } = await cloudformation.call('DescribeStacks', {});
    expect(Stacks.map(({ StackName }) => StackName)).toEqual(['shop']);
  });

  it('that was carried out is undone with its parent, when something else fails', async () => {
    await using cloudformation = await openShop({ Child: nested('child.json', { Value: 'one' }) });
    const root = await cloudformation.propose('UPDATE', {
      Child: nested('child.json', { Value: 'two' }),
      Bad: thing({ FailOn: 'create' }, { DependsOn: 'Child' }),
    });
    const child = await cloudformation.describeNested(root, 'Child');
    expect(await cloudformation.execute()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(cloudformation.world.things.get('inner')?.properties['Value']).toBe('one');
    const executionOf = async ({ ChangeSetId: ChangeSetName }: typeof root) =>
      (await cloudformation.call('DescribeChangeSet', { ChangeSetName })).ExecutionStatus;
    expect([await executionOf(root), await executionOf(child)]).toEqual(['EXECUTE_FAILED', 'EXECUTE_COMPLETE']);
    const again = await cloudformation.propose('UPDATE', { Child: nested('child.json', { Value: 'two' }) }, 'again');
    expect(again.Status).toBe('CREATE_COMPLETE');
  });

  it('of a template that nests itself comes to an end', async () => {
    await using cloudformation = await openShop();
    cloudformation.peers.objects.set('code/endless.json', templateOf({ Child: nested('endless.json') }));
    const root = await cloudformation.propose('CREATE', { Child: nested('endless.json') });
    expect(root.StatusReason).toMatch(/^Nested change set .* was not successfully created/);
    await cloudformation.call('DeleteChangeSet', { StackName: 'shop', ChangeSetName: 'next' });
    expect((await cloudformation.call('DescribeStacks', {})).Stacks).toHaveLength(1);
  });

  it('is made and carried out though the process dies at any write', async () => {
    for (let turn = 0; ; turn += 1) {
      await using cloudformation = await openShop({ Child: nested('child.json', { Value: 'one' }) });
      const statusOfNext = async () =>
        (await cloudformation.call('ListChangeSets', { StackName: 'shop' })).Summaries?.[0]?.ExecutionStatus;
      cloudformation.dieAfter(Math.floor(turn / 2), { isWritten: turn % 2 === 1 });
      const wanted = { Child: nested('child.json', { Value: 'two' }), New: nested('named.json', { Value: 'new' }) };
      await cloudformation.propose('UPDATE', wanted).catch(() => undefined);
      let hasDied = cloudformation.isDead;
      if (hasDied) await cloudformation.rise();
      if ((await statusOfNext()) === undefined) await cloudformation.propose('UPDATE', wanted);
      await cloudformation.execute().catch(() => undefined);
      hasDied ||= cloudformation.isDead;
      if (cloudformation.isDead) await cloudformation.rise();
      if ((await statusOfNext()) === 'AVAILABLE')
        await cloudformation.call('ExecuteChangeSet', { StackName: 'shop', ChangeSetName: 'next' });
      await cloudformation.advance(10_000);
      expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
      const { Stacks = [] } = await cloudformation.call('DescribeStacks', {});
      const statuses = Stacks.map(
        ({ StackName, StackStatus }) => `${StackName?.split('-')[1] ?? 'shop'} ${StackStatus}`,
      );
      expect(new Set(statuses)).toEqual(
        new Set(['shop UPDATE_COMPLETE', 'Child UPDATE_COMPLETE', 'New CREATE_COMPLETE']),
      );
      expect(statuses).toHaveLength(3);
      if (!hasDied) break;
    }
  });
});

it('a change set without nested ones treats a nested stack as one change', async () => {
  await using cloudformation = await openShop();
  await cloudformation.call('CreateChangeSet', {
    StackName: 'shop',
    ChangeSetName: 'plain',
    ChangeSetType: 'CREATE',
    TemplateBody: templateOf({ Child: nested('child.json', { Value: 'one' }) }),
  });
  const { Changes = [] } = await cloudformation.call('DescribeChangeSet', {
    StackName: 'shop',
    ChangeSetName: 'plain',
  });
  expect(Changes[0]?.ResourceChange?.ChangeSetId).toBeUndefined();
  expect((await cloudformation.call('DescribeStacks', {})).Stacks).toHaveLength(1);
});

const nested = (template: string, Parameters: object = {}) => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: `${origin}/code/${template}`, Parameters },
});

const templates = {
  child: child(),
  same: child(),
  more: child({ More: { Value: 'more' } }, 'other'),
  named: child({}, 'named'),
  broken: templateOf({ Inner: thing({ Value: { Ref: 'Nobody' } }) }, { Parameters: { Value: { Type: 'String' } } }),
  strict: templateOf(
    { Inner: thing({ Name: 'inner', Value: { Ref: 'Value' }, Other: { 'Fn::Select': [1, { Ref: 'Names' }] } }) },
    {
      Parameters: {
        Value: { Type: 'Number', MaxValue: 9 },
        Names: { Type: 'CommaDelimitedList', AllowedPattern: '[a-z]+' },
      },
      Rules: { Small: { Assertions: [{ Assert: { 'Fn::Contains': [['1', '7'], { Ref: 'Value' }] } }] } },
    },
  ),
  middle: templateOf(
    {
      Child: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: { 'Fn::Sub': `${origin}/code/\${Inner}.json` },
          Parameters: { Value: { Ref: 'Value' } },
        },
      },
    },
    {
      Parameters: { Value: { Type: 'String' }, Inner: { Type: 'String', Default: 'child' } },
      Outputs: { Out: { Value: { 'Fn::GetAtt': ['Child', 'Outputs.Out'] } } },
    },
  ),
};

function child(more: object = {}, name = 'inner'): string {
  return templateOf(
    { Inner: thing({ Name: name, Value: { Ref: 'Value' } }) },
    { Parameters: { Value: { Type: 'String' } }, Outputs: { Out: { Value: { Ref: 'Value' } }, ...more } },
  );
}

/** A shop that is there with some resources, or not at all. */
async function openShop(resources?: object) {
  const cloudformation = await openCloudformation();
  for (const [name, text] of Object.entries(templates)) cloudformation.peers.objects.set(`code/${name}.json`, text);
  if (resources !== undefined) {
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: templateOf(resources) });
    await cloudformation.advance(10_000);
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
  }
  type ChangeSet = Awaited<ReturnType<typeof describe>>;
  const describe = (ChangeSetName: string | undefined, rest: object = {}) =>
    cloudformation.call('DescribeChangeSet', { ChangeSetName, ...rest });
  return Object.assign(cloudformation, {
    async propose(ChangeSetType: 'CREATE' | 'UPDATE', wanted: object, ChangeSetName = 'next') {
      const TemplateBody = templateOf(wanted);
      const input = { StackName: 'shop', ChangeSetName, ChangeSetType, TemplateBody, IncludeNestedStacks: true };
      return describe((await cloudformation.call('CreateChangeSet', input)).Id);
    },
    describeNested(parent: ChangeSet, logicalId: string, rest: object = {}) {
      const { Changes = [] } = parent;
      const change = Changes.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === logicalId);
      return describe(change?.ResourceChange?.ChangeSetId, rest);
    },
    async execute() {
      await cloudformation.call('ExecuteChangeSet', { StackName: 'shop', ChangeSetName: 'next' });
      await cloudformation.advance(10_000);
      return cloudformation.settle('shop');
    },
  });
}
