import { describe, expect, it } from 'vitest';
import { openCloudformation, templateOf, thing } from './cloudformation.fixture.ts';

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

describe('a change set for a stack that is not there', () => {
  it('makes the stack appear, in review and with an event', async () => {
    await using cloudformation = await openCloudformation();
    const created = await cloudformation.call('CreateChangeSet', {
      StackName: 'shop',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: templateOf({ A: thing({ Name: 'a' }) }),
    });
    expect(await cloudformation.settle('shop')).toBe('REVIEW_IN_PROGRESS');
    expect(await cloudformation.events('shop')).toEqual(['shop REVIEW_IN_PROGRESS User Initiated']);
    const described = await cloudformation.call('DescribeChangeSet', { ChangeSetName: created.Id ?? '' });
    expect(described).toMatchObject({
      ChangeSetName: 'first',
      StackId: created.StackId,
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Capabilities: [],
      NotificationARNs: [],
      RollbackConfiguration: {},
      IncludeNestedStacks: false,
      Changes: [
        {
          Type: 'Resource',
          ResourceChange: {
            Action: 'Add',
            LogicalResourceId: 'A',
            ResourceType: 'Test::Service::Thing',
            Scope: [],
            Details: [],
          },
        },
      ],
    });
    await cloudformation.call('ExecuteChangeSet', {
      ChangeSetName: 'first',
      StackName: 'shop',
      DisableRollback: false,
    });
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    expect((await cloudformation.events('shop')).slice(0, 3)).toEqual([
      'shop REVIEW_IN_PROGRESS User Initiated',
      'shop CREATE_IN_PROGRESS User Initiated',
      'A CREATE_IN_PROGRESS',
    ]);
    const { Stacks } = await cloudformation.call('DescribeStacks', { StackName: 'shop' });
    expect(Stacks?.[0]).toMatchObject({ ChangeSetId: created.Id, LastUpdatedTime: expect.any(Date), Tags: [] });
    expect(await cloudformation.call('DescribeChangeSet', { ChangeSetName: created.Id ?? '' })).toMatchObject({
      ExecutionStatus: 'EXECUTE_COMPLETE',
    });
  });

  it('makes what is not there yet also where it may import what is', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateChangeSet', {
      StackName: 'shop',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      ImportExistingResources: true,
      TemplateBody: templateOf({ A: thing({ Name: 'a' }) }),
    });
    const named = { ChangeSetName: 'first', StackName: 'shop' };
    expect(await cloudformation.call('DescribeChangeSet', named)).toMatchObject({
      ImportExistingResources: true,
      Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'A' } }],
    });
    await cloudformation.call('ExecuteChangeSet', named);
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
  });

  it('leaves a failed stack as it is where its deployment config says so', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateChangeSet', {
      StackName: 'shop',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: true },
      TemplateBody: templateOf({ A: thing({ Name: 'a', FailOn: 'create' }) }),
    });
    const named = { ChangeSetName: 'first', StackName: 'shop' };
    expect(await cloudformation.call('DescribeChangeSet', named)).toMatchObject({
      DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: true },
    });
    await cloudformation.call('ExecuteChangeSet', named);
    expect(await cloudformation.settle('shop')).toBe('CREATE_FAILED');
  });

  it.each([
    { DeploymentMode: 'REVERT_DRIFT', message: /deployment mode REVERT_DRIFT/ },
    { ChangeSetType: 'IMPORT', message: /does not import resources/ },
  ] as const)('that Serin cannot make is refused by name: %o', async ({ message, ...input }) => {
    await using cloudformation = await openShop();
    const change = { StackName: 'shop', ChangeSetName: 'next', TemplateBody: templateOf(shop), ...input };
    await expect(cloudformation.call('CreateChangeSet', change)).rejects.toMatchObject({
      type: 'NotImplemented',
      message: expect.stringMatching(message),
    });
  });

  it('is refused where there is a stack already', async () => {
    await using cloudformation = await openShop();
    await expect(cloudformation.propose('again', { A: thing() }, 'CREATE')).rejects.toThrow(
      'Stack [shop] already exists and cannot be created again with the changeSet [again].',
    );
  });
});

describe('a change set for a stack that is there', () => {
  it('tells what it adds, changes and removes, and does it', async () => {
    await using cloudformation = await openShop();
    await cloudformation.propose('next', {
      A: thing({ Name: 'a', Value: 'two' }),
      B: thing({ Name: 'b2' }),
      D: thing({ Name: 'd' }),
    });
    const { Changes = [] } = await cloudformation.call('DescribeChangeSet', {
      StackName: 'shop',
      ChangeSetName: 'next',
    });
    expect(
      Changes.map(({ ResourceChange: change }) => [
        change?.LogicalResourceId,
        change?.Action,
        change?.Replacement,
        change?.PolicyAction,
      ]),
    ).toEqual([
      ['A', 'Modify', 'False', undefined],
      ['B', 'Modify', 'True', 'ReplaceAndDelete'],
      ['C', 'Remove', undefined, 'Delete'],
      ['D', 'Add', undefined, undefined],
    ]);
    await cloudformation.call('ExecuteChangeSet', { StackName: 'shop', ChangeSetName: 'next' });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect([...cloudformation.world.things.keys()].toSorted()).toEqual(['a', 'b2', 'd']);
    await expect(cloudformation.call('ExecuteChangeSet', { StackName: 'shop', ChangeSetName: 'next' })).rejects.toThrow(
      'cannot be executed in its current status of [EXECUTE_COMPLETE]',
    );
  });

  it('shows the values of properties when asked', async () => {
    await using cloudformation = await openShop();
    await cloudformation.propose('next', { ...shop, A: thing({ Name: 'a', Value: 'two' }) });
    const { Changes = [] } = await cloudformation.call('DescribeChangeSet', {
      StackName: 'shop',
      ChangeSetName: 'next',
      IncludePropertyValues: true,
    });
    const change = Changes[0]?.ResourceChange;
    expect(JSON.parse(change?.BeforeContext ?? '{}')).toEqual({ Properties: { Name: 'a', Value: 'one' } });
    expect(JSON.parse(change?.AfterContext ?? '{}')).toEqual({ Properties: { Name: 'a', Value: 'two' } });
  });

  it('fails when there is nothing to change, and cannot be executed', async () => {
    await using cloudformation = await openShop();
    const { Id } = await cloudformation.propose('same', shop);
    expect(await cloudformation.call('DescribeChangeSet', { StackName: 'shop', ChangeSetName: 'same' })).toMatchObject({
      Status: 'FAILED',
      StatusReason: noChanges,
      ExecutionStatus: 'UNAVAILABLE',
      Changes: [],
    });
    await expect(cloudformation.call('ExecuteChangeSet', { StackName: 'shop', ChangeSetName: 'same' })).rejects.toThrow(
      `ChangeSet [${Id}] cannot be executed in its current status of [FAILED]`,
    );
    await expect(
      cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody: templateOf(shop) }),
    ).rejects.toThrow(/^No updates are to be performed\.$/);
  });

  it('is gone once it is deleted, and may be deleted when it was never there', async () => {
    await using cloudformation = await openShop();
    await cloudformation.propose('next', { A: thing({ Name: 'a' }) });
    await cloudformation.call('DeleteChangeSet', { StackName: 'shop', ChangeSetName: 'next' });
    await cloudformation.call('DeleteChangeSet', { StackName: 'shop', ChangeSetName: 'next' });
    await expect(
      cloudformation.call('DescribeChangeSet', { StackName: 'shop', ChangeSetName: 'next' }),
    ).rejects.toMatchObject({ type: 'ChangeSetNotFoundException', message: 'ChangeSet [next] does not exist' });
    await expect(
      cloudformation.call('DeleteChangeSet', { StackName: 'nostack', ChangeSetName: 'next' }),
    ).rejects.toThrow('Stack [nostack] does not exist');
    await expect(cloudformation.call('DeleteChangeSet', { ChangeSetName: 'next' })).rejects.toThrow(
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
  });

  it('goes away with the others when one is executed', async () => {
    await using cloudformation = await openShop();
    await cloudformation.propose('one', { A: thing({ Name: 'a' }) });
    const two = await cloudformation.propose('two', { ...shop, D: thing() });
    await cloudformation.call('ExecuteChangeSet', { StackName: 'shop', ChangeSetName: 'two' });
    await cloudformation.settle('shop');
    const { Summaries } = await cloudformation.call('ListChangeSets', { StackName: 'shop' });
    expect(Summaries).toEqual([]);
    // Its ID still tells what was done, and its name is free.
    const told = await cloudformation.call('DescribeChangeSet', { ChangeSetName: two.Id });
    expect(told.ExecutionStatus).toBe('EXECUTE_COMPLETE');
    const again = await cloudformation.propose('two', { A: thing({ Name: 'b' }) });
    const named = await cloudformation.call('DescribeChangeSet', { StackName: 'shop', ChangeSetName: 'two' });
    expect(named.ChangeSetId).toBe(again.Id);
  });

  it('tells many changes a page at a time', async () => {
    await using cloudformation = await openShop();
    const many = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`T${index}`, thing()]));
    await cloudformation.propose('many', { ...shop, ...many });
    const first = await cloudformation.call('DescribeChangeSet', { StackName: 'shop', ChangeSetName: 'many' });
    const rest = await cloudformation.call('DescribeChangeSet', {
      StackName: 'shop',
      ChangeSetName: 'many',
      NextToken: first.NextToken,
    });
    expect([first.Changes?.length, rest.Changes?.length, rest.NextToken]).toEqual([100, 30, undefined]);
  });
});

describe('a transform', () => {
  const serverless = 'AWS::Serverless-2016-10-31';
  const open = () =>
    openShop({
      transforms: {
        [serverless]: async () => ({
          kind: 'transformed',
          template: { Resources: { A: { Type: 'Test::Service::Thing', Properties: { Name: 'a', Value: 'new' } } } },
        }),
      },
    });

  it('is carried out before the template is compared, and needs no capability in a change set', async () => {
    await using cloudformation = await open();
    const TemplateBody = JSON.stringify({
      Transform: serverless,
      Resources: { X: { Type: 'AWS::Serverless::Function' } },
    });
    await cloudformation.call('CreateChangeSet', { StackName: 'shop', ChangeSetName: 'next', TemplateBody });
    await cloudformation.call('ExecuteChangeSet', { StackName: 'shop', ChangeSetName: 'next' });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    const processed = await cloudformation.call('GetTemplate', { StackName: 'shop', TemplateStage: 'Processed' });
    expect(JSON.parse(processed.TemplateBody ?? '')).toEqual({ Resources: { A: thing({ Name: 'a', Value: 'new' }) } });
    const original = await cloudformation.call('GetTemplate', { StackName: 'shop' });
    expect(original).toEqual({ TemplateBody, StagesAvailable: ['Original', 'Processed'] });

    await cloudformation.call('CreateChangeSet', { StackName: 'shop', ChangeSetName: 'same', TemplateBody });
    expect(await cloudformation.call('DescribeChangeSet', { StackName: 'shop', ChangeSetName: 'same' })).toMatchObject({
      Status: 'FAILED',
      StatusReason: 'No updates are to be performed.',
    });
    await expect(cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody })).rejects.toMatchObject({
      type: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
    });
  });

  it('that refuses a template fails the change set, and says why', async () => {
    const TemplateBody = JSON.stringify({ Transform: serverless, Resources: { X: { Type: 'A::B::C' } } });
    await using broken = await openShop({
      transforms: { [serverless]: async () => ({ kind: 'invalid', message: 'Number of errors found: 1.' }) },
    });
    await broken.call('CreateChangeSet', { StackName: 'shop', ChangeSetName: 'next', TemplateBody });
    expect(await broken.call('DescribeChangeSet', { StackName: 'shop', ChangeSetName: 'next' })).toMatchObject({
      Status: 'FAILED',
      StatusReason: `Transform ${serverless} failed with: Number of errors found: 1.`,
    });
  });
});

const shop = { A: thing({ Name: 'a', Value: 'one' }), B: thing({ Name: 'b' }), C: thing({ Name: 'c' }) };

async function openShop(options: Parameters<typeof openCloudformation>[0] = {}) {
  const cloudformation = await openCloudformation(options);
  await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: templateOf(shop) });
  expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
  return Object.assign(cloudformation, {
    propose: (ChangeSetName: string, resources: object, ChangeSetType: 'CREATE' | 'UPDATE' = 'UPDATE') =>
      cloudformation.call('CreateChangeSet', {
        StackName: 'shop',
        ChangeSetName,
        ChangeSetType,
        TemplateBody: templateOf(resources),
      }),
  });
}
