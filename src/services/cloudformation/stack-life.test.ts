import { describe, expect, it } from 'vitest';
import { openCloudformation, templateOf, thing } from './cloudformation.fixture.ts';

describe('a stack that is made', () => {
  it('tells what happens in the order and the words of AWS', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({
        A: thing({ Name: 'a' }),
        B: thing({ Name: 'b', Value: { 'Fn::GetAtt': ['A', 'Arn'] } }),
      }),
    });
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    expect(await cloudformation.events('shop')).toEqual([
      'shop CREATE_IN_PROGRESS User Initiated',
      'A CREATE_IN_PROGRESS',
      'A CREATE_IN_PROGRESS Resource creation Initiated',
      'A CREATE_COMPLETE',
      'B CREATE_IN_PROGRESS',
      'B CREATE_IN_PROGRESS Resource creation Initiated',
      'B CREATE_COMPLETE',
      'shop CREATE_COMPLETE',
    ]);
    expect(cloudformation.world.things.get('b')?.properties['Value']).toBe('arn:test:a');
    expect(cloudformation.problems).toEqual([]);
  });

  it('leaves what is to be retained, unless the request says otherwise', async () => {
    await using cloudformation = await openCloudformation();
    const TemplateBody = templateOf({
      A: thing({ Name: 'a' }, { DeletionPolicy: 'Retain' }),
      B: thing({ Name: 'b', FailOn: 'create' }, { DependsOn: 'A' }),
    });
    await cloudformation.call('CreateStack', { StackName: 'one', TemplateBody, RetainExceptOnCreate: true });
    expect(await cloudformation.settle('one')).toBe('ROLLBACK_COMPLETE');
    expect([...cloudformation.world.things.keys()]).toEqual([]);
    await cloudformation.call('CreateStack', { StackName: 'two', TemplateBody });
    expect(await cloudformation.settle('two')).toBe('ROLLBACK_COMPLETE');
    expect([...cloudformation.world.things.keys()]).toEqual(['a']);
  });

  it('is undone when a resource fails', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({
        A: thing({ Name: 'a' }),
        B: thing({ Name: 'b', FailOn: 'create' }, { DependsOn: 'A' }),
      }),
    });
    expect(await cloudformation.settle('shop')).toBe('ROLLBACK_COMPLETE');
    const events = await cloudformation.events('shop');
    expect(events.slice(4)).toEqual([
      'B CREATE_IN_PROGRESS',
      expect.stringMatching(
        /^B CREATE_FAILED Resource handler returned message: "create of b is refused \(Service: Test, Status Code: 400, Request ID: [-0-9a-f]+\)" \(RequestToken: [-0-9a-f]+, HandlerErrorCode: InvalidRequest\)$/,
      ),
      'shop ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [B]. Rollback requested by user.',
      'B DELETE_COMPLETE',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      'shop ROLLBACK_COMPLETE',
    ]);
    expect([...cloudformation.world.things.keys()]).toEqual([]);
  });
});

describe('a stack that is changed', () => {
  it('changes in place what can be, and says nothing of what stays', async () => {
    await using cloudformation = await openStack({ A: thing({ Name: 'a', Value: 1 }), B: thing({ Name: 'b' }) });
    await cloudformation.update({ A: thing({ Name: 'a', Value: 2 }), B: thing({ Name: 'b' }) });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect(await cloudformation.newEvents()).toEqual([
      'shop UPDATE_IN_PROGRESS User Initiated',
      'A UPDATE_IN_PROGRESS',
      'A UPDATE_COMPLETE',
      'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'shop UPDATE_COMPLETE',
    ]);
    expect(cloudformation.world.deeds.slice(2)).toEqual(['update a']);
  });

  it('makes anew what cannot be changed, and deletes the old one at the end', async () => {
    await using cloudformation = await openStack({
      A: thing({ Name: 'a' }),
      B: thing({ Name: 'b', Value: { Ref: 'A' } }),
    });
    await cloudformation.update({ A: thing({ Name: 'a2' }), B: thing({ Name: 'b', Value: { Ref: 'A' } }) });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect(await cloudformation.newEvents()).toEqual([
      'shop UPDATE_IN_PROGRESS User Initiated',
      'A UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
      'A UPDATE_IN_PROGRESS Resource creation Initiated',
      'A UPDATE_COMPLETE',
      'B UPDATE_IN_PROGRESS',
      'B UPDATE_COMPLETE',
      'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      'shop UPDATE_COMPLETE',
    ]);
    expect(cloudformation.world.deeds.slice(2)).toEqual(['create a2', 'update b', 'delete a']);
  });

  it('leaves what has left the template and is to be retained', async () => {
    await using cloudformation = await openStack({
      A: thing({ Name: 'a' }),
      Old: thing({ Name: 'old' }, { DeletionPolicy: 'Retain' }),
    });
    await cloudformation.update({ A: thing({ Name: 'a' }), New: thing({ Name: 'new' }) });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect((await cloudformation.newEvents()).slice(-3)).toEqual([
      'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Old DELETE_SKIPPED',
      'shop UPDATE_COMPLETE',
    ]);
    expect([...cloudformation.world.things.keys()]).toEqual(['a', 'old', 'new']);
    const { StackResourceSummaries } = await cloudformation.call('ListStackResources', { StackName: 'shop' });
    expect(StackResourceSummaries?.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['A', 'New']);
  });

  it('is as it was after a failure', async () => {
    await using cloudformation = await openStack({ A: thing({ Name: 'a', Value: 1 }), C: thing({ Name: 'c' }) });
    await cloudformation.update({
      A: thing({ Name: 'a', Value: 2 }),
      C: thing({ Name: 'c2' }, { DependsOn: 'A' }),
      New: thing({ Name: 'new' }, { DependsOn: 'A' }),
      Bad: thing({ Name: 'bad', FailOn: 'create' }, { DependsOn: ['New', 'C'] }),
    });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
    const events = await cloudformation.newEvents();
    expect(events.slice(events.findIndex((event) => event.includes('ROLLBACK')))).toEqual([
      'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad]. ',
      'A UPDATE_IN_PROGRESS',
      'C UPDATE_IN_PROGRESS',
      'C UPDATE_COMPLETE',
      'A UPDATE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'Bad DELETE_COMPLETE',
      'C DELETE_IN_PROGRESS',
      'New DELETE_IN_PROGRESS',
      'C DELETE_COMPLETE',
      'New DELETE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect([...cloudformation.world.things]).toEqual([
      ['a', { properties: { Name: 'a', Value: 1 } }],
      ['c', { properties: { Name: 'c' } }],
    ]);
    const { TemplateBody } = await cloudformation.call('GetTemplate', { StackName: 'shop' });
    expect(JSON.parse(TemplateBody ?? '').Resources).not.toHaveProperty('Bad');
  });

  it('tells what a long change is doing', async () => {
    await using cloudformation = await openStack({ A: thing({ Name: 'a', Value: 1 }) });
    await cloudformation.update({ A: thing({ Name: 'a', Value: 2, Seconds: 300 }) });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_IN_PROGRESS');
    expect((await cloudformation.newEvents()).slice(1)).toEqual([
      'A UPDATE_IN_PROGRESS',
      'A UPDATE_IN_PROGRESS Deployment of a started',
    ]);
    await cloudformation.advance(300_000);
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
  });
});

describe('what is under way when a resource fails', () => {
  it('is given up: at once, or when the type has ended it', async () => {
    await using cloudformation = await openStack({
      A: thing({ Name: 'a', Value: 1 }),
      S: { ...thing({ Name: 's', Value: 1 }), Type: 'Test::Service::Slow' },
    });
    await cloudformation.update({
      A: thing({ Name: 'a', Value: 2, Seconds: 60 }),
      S: { ...thing({ Name: 's', Value: 2, Seconds: 60 }), Type: 'Test::Service::Slow' },
      Bad: thing({ Name: 'bad', FailOn: 'create' }),
    });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
    const events = await cloudformation.newEvents();
    expect(events).toContain('A UPDATE_FAILED Resource update cancelled');
    expect(events).toContain('S UPDATE_FAILED Resource update cancelled');
    expect(events).toContain(
      'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad]. The following resource(s) failed to update: [A, S]. ',
    );
    expect(cloudformation.world.deeds).toContain('cancel s');
    expect(cloudformation.world.things.get('a')?.properties['Value']).toBe(1);
  });
});

describe('an update that is cancelled', () => {
  it('goes back to what was', async () => {
    await using cloudformation = await openStack({ A: thing({ Name: 'a', Value: 1 }) });
    await cloudformation.update({ A: thing({ Name: 'a', Value: 2, Seconds: 60 }) });
    await cloudformation.settle('shop');
    await cloudformation.call('CancelUpdateStack', { StackName: 'shop' });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloudformation.newEvents()).toContain('shop UPDATE_ROLLBACK_IN_PROGRESS User Initiated');
    await expect(cloudformation.call('CancelUpdateStack', { StackName: 'shop' })).rejects.toThrow(
      'CancelUpdateStack cannot be called from current stack status',
    );
  });
});

describe('a rollback that fails', () => {
  const open = async () => {
    const cloudformation = await openStack({ A: thing({ Name: 'a', Value: 1 }), B: thing({ Name: 'b', Value: 1 }) });
    cloudformation.world.fails = (act, name) => act === 'restore' && name === 'a';
    await cloudformation.update({
      A: thing({ Name: 'a', Value: 2 }),
      B: thing({ Name: 'b', Value: 2 }, { DependsOn: 'A' }),
      Bad: thing({ Name: 'bad', FailOn: 'create' }, { DependsOn: 'B' }),
    });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_FAILED');
    return cloudformation;
  };

  it('brings back all else', async () => {
    await using cloudformation = await open();
    expect(cloudformation.world.things.get('b')?.properties['Value']).toBe(1);
    expect((await cloudformation.events('shop')).at(-1)).toBe(
      'shop UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [A]. ',
    );
  });

  it('can be continued once the cause is gone', async () => {
    await using cloudformation = await open();
    cloudformation.world.fails = () => false;
    await cloudformation.call('ContinueUpdateRollback', { StackName: 'shop' });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(cloudformation.world.things.get('a')?.properties['Value']).toBe(1);
    expect(cloudformation.world.deeds.filter((deed) => deed === 'restore b')).toHaveLength(1);
  });

  it('can be continued without what fails', async () => {
    await using cloudformation = await open();
    await expect(
      cloudformation.call('ContinueUpdateRollback', { StackName: 'shop', ResourcesToSkip: ['B'] }),
    ).rejects.toThrow('[B]');
    await cloudformation.call('ContinueUpdateRollback', { StackName: 'shop', ResourcesToSkip: ['A'] });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(cloudformation.world.things.get('a')?.properties['Value']).toBe(2);
  });
});

describe('without rollback', () => {
  it('a failed creation stays, and can be rolled back or changed', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      DisableRollback: true,
      TemplateBody: templateOf({
        A: thing({ Name: 'a' }),
        B: thing({ Name: 'b', FailOn: 'create' }),
        C: thing({ Name: 'c', Seconds: 10 }),
        D: thing({ Name: 'd' }, { DependsOn: 'B' }),
      }),
    });
    expect(await cloudformation.settle('shop')).toBe('CREATE_IN_PROGRESS');
    await cloudformation.advance(10_000);
    expect(await cloudformation.settle('shop')).toBe('CREATE_FAILED');
    expect((await cloudformation.events('shop')).at(-1)).toBe(
      'shop CREATE_FAILED The following resource(s) failed to create: [B]. ',
    );
    expect([...cloudformation.world.things.keys()]).toEqual(['a', 'c']);
    await cloudformation.call('RollbackStack', { StackName: 'shop' });
    expect(await cloudformation.settle('shop')).toBe('ROLLBACK_COMPLETE');
    expect([...cloudformation.world.things.keys()]).toEqual([]);
  });

  it('a failed update stays, and can be rolled back to the last stable state', async () => {
    await using cloudformation = await openStack({ A: thing({ Name: 'a', Value: 1 }) });
    const resources = {
      A: thing({ Name: 'a', Value: 2 }),
      B: thing({ Name: 'b', FailOn: 'create' }, { DependsOn: 'A' }),
    };
    await cloudformation.update(resources, { DisableRollback: true });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_FAILED');
    expect(cloudformation.world.things.get('a')?.properties['Value']).toBe(2);
    await cloudformation.update({ ...resources, A: thing({ Name: 'a', Value: 3 }) }, { DisableRollback: true });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_FAILED');
    await cloudformation.call('RollbackStack', { StackName: 'shop' });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(cloudformation.world.things.get('a')?.properties['Value']).toBe(1);
  });

  it('a failed update can be mended by another one', async () => {
    await using cloudformation = await openStack({ A: thing({ Name: 'a', Value: 1 }) });
    const bad = thing({ Name: 'b', FailOn: 'create' }, { DependsOn: 'A' });
    await cloudformation.update({ A: thing({ Name: 'a', Value: 2 }), B: bad }, { DisableRollback: true });
    await cloudformation.settle('shop');
    await cloudformation.update({ A: thing({ Name: 'a', Value: 2 }), B: thing({ Name: 'b' }) });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect([...cloudformation.world.things.keys()]).toEqual(['a', 'b']);
  });
});

describe('a stack that is deleted', () => {
  it('is found by its ARN alone, with what became of its resources', async () => {
    await using cloudformation = await openStack({
      A: thing({ Name: 'a' }),
      B: thing({ Name: 'b' }, { DependsOn: 'A', DeletionPolicy: 'Retain' }),
    });
    const StackName = cloudformation.stackId;
    await cloudformation.call('DeleteStack', { StackName: 'shop' });
    expect(await cloudformation.settle(StackName)).toBe('DELETE_COMPLETE');
    expect((await cloudformation.events(StackName)).slice(-5)).toEqual([
      'shop DELETE_IN_PROGRESS User Initiated',
      'B DELETE_SKIPPED',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      'shop DELETE_COMPLETE',
    ]);
    await expect(cloudformation.call('DescribeStacks', { StackName: 'shop' })).rejects.toThrow(
      'Stack with id shop does not exist',
    );
    const { StackResources } = await cloudformation.call('DescribeStackResources', { StackName });
    expect(StackResources?.map(({ ResourceStatus }) => ResourceStatus)).toEqual(['DELETE_COMPLETE', 'DELETE_SKIPPED']);
    await cloudformation.call('DeleteStack', { StackName: 'shop' });
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: templateOf({ A: thing() }) });
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
  });

  it('keeps what could not be deleted, and what that needs, until it is retained', async () => {
    await using cloudformation = await openStack({
      A: thing({ Name: 'a' }),
      B: thing({ Name: 'b', FailOn: 'delete' }, { DependsOn: 'A' }),
      C: thing({ Name: 'c' }),
    });
    await cloudformation.call('DeleteStack', { StackName: 'shop' });
    expect(await cloudformation.settle('shop')).toBe('DELETE_FAILED');
    expect((await cloudformation.events('shop')).at(-1)).toBe(
      'shop DELETE_FAILED The following resource(s) failed to delete: [B]. ',
    );
    expect([...cloudformation.world.things.keys()]).toEqual(['a', 'b']);
    await cloudformation.call('DeleteStack', { StackName: 'shop', RetainResources: ['B'] });
    expect(await cloudformation.settle(cloudformation.stackId)).toBe('DELETE_COMPLETE');
    expect([...cloudformation.world.things.keys()]).toEqual(['b']);
  });

  it('is told of for ninety days', async () => {
    await using cloudformation = await openStack({ A: thing() });
    await cloudformation.call('DeleteStack', { StackName: 'shop' });
    expect(await cloudformation.settle(cloudformation.stackId)).toBe('DELETE_COMPLETE');
    const day = 24 * 3_600_000;
    await cloudformation.pass(89 * day);
    expect(await cloudformation.settle(cloudformation.stackId)).toBe('DELETE_COMPLETE');
    await cloudformation.pass(2 * day);
    await expect(cloudformation.settle(cloudformation.stackId)).rejects.toThrow('does not exist');
  });

  it('is refused while it is protected', async () => {
    await using cloudformation = await openStack({ A: thing() });
    await cloudformation.call('UpdateTerminationProtection', { StackName: 'shop', EnableTerminationProtection: true });
    await expect(cloudformation.call('DeleteStack', { StackName: 'shop' })).rejects.toThrow(
      'Stack [shop] cannot be deleted while TerminationProtection is enabled',
    );
  });

  it('may be one that is still being made', async () => {
    await using cloudformation = await openCloudformation();
    const { StackId = '' } = await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({ A: thing({ Name: 'a', Seconds: 60 }), B: thing({ Name: 'b' }) }),
    });
    await cloudformation.settle('shop');
    await cloudformation.call('DeleteStack', { StackName: 'shop' });
    expect(await cloudformation.settle(StackId)).toBe('DELETE_COMPLETE');
    expect([...cloudformation.world.things.keys()]).toEqual([]);
  });
});

describe('calls that break', () => {
  it('are tried again', async () => {
    await using cloudformation = await openCloudformation();
    cloudformation.world.faults.push(new Error('the disk is away'), new Error('the disk is away'));
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({ A: thing({ Name: 'a' }) }),
    });
    expect(await cloudformation.settle('shop')).toBe('CREATE_IN_PROGRESS');
    await cloudformation.advance(5000);
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    expect(cloudformation.problems).toHaveLength(2);
  });
});

/** A stack `shop` that is there. */
async function openStack(resources: object) {
  const cloudformation = await openCloudformation();
  const { StackId = '' } = await cloudformation.call('CreateStack', {
    StackName: 'shop',
    TemplateBody: templateOf(resources),
  });
  expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
  const { length } = await cloudformation.events('shop');
  return Object.assign(cloudformation, {
    stackId: StackId,
    newEvents: async () => (await cloudformation.events('shop')).slice(length),
    update: (changed: object, options: { DisableRollback?: boolean } = {}) =>
      cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody: templateOf(changed), ...options }),
  });
}
