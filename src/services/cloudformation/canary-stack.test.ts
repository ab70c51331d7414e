/** Stacks of the shape that SAM makes of a function with a deployment preference, over all of Serin's services. */
import { expect, test } from 'vitest';
import { minuteMs, openStack, StackName } from './canary-stack.fixture.ts';
import { call } from './type-stage.fixture.ts';

test('an update shifts the alias, is complete when all of the traffic is there, and keeps the old version', async () => {
  await using stack = await openStack();
  expect(await stack.createStack({ number: 1 })).toBe('CREATE_COMPLETE');
  expect(await stack.alias()).toBe('1');
  await stack.beginUpdate({ number: 2 });
  await stack.until('1, 2: 0.1');
  await stack.advance(4 * minuteMs);
  expect(await stack.status()).toBe('UPDATE_IN_PROGRESS');
  expect(await stack.settle()).toBe('UPDATE_COMPLETE');
  expect(await stack.alias()).toBe('2');
  expect(await stack.eventsOf('FnAliaslive')).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_IN_PROGRESS Resource creation Initiated',
    'CREATE_COMPLETE',
    'UPDATE_IN_PROGRESS',
    expect.stringMatching(/^UPDATE_IN_PROGRESS CodeDeploy deployment started: d-[A-Z0-9]{9}$/),
    'UPDATE_COMPLETE',
  ]);
  expect((await stack.eventsOf('FnVersion1')).at(-1)).toBe('DELETE_SKIPPED');
  expect(await stack.versions()).toEqual(['$LATEST', '1', '2']);
  expect(stack.problems).toEqual([]);
});

test('an alarm takes the shift back and the stack with it; the same update tried again takes over its version', async () => {
  await using stack = await openStack();
  await stack.createStack({ number: 1 });
  await stack.beginUpdate({ number: 2 });
  await stack.until('1, 2: 0.1');
  await stack.setAlarm('ALARM');
  expect(await stack.settle()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await stack.alias()).toBe('1');
  const events = await stack.eventsOf('FnAliaslive');
  expect(events.slice(3)).toEqual([
    'UPDATE_IN_PROGRESS',
    expect.stringMatching(/^UPDATE_IN_PROGRESS CodeDeploy deployment started: d-/),
    expect.stringMatching(/^UPDATE_IN_PROGRESS CodeDeploy rollback deployment started: d-/),
    expect.stringMatching(
      /^UPDATE_FAILED Resource handler returned message: "d-\w+ failed\. One or more alarms .* Activated alarms: <CanaryErrors>" \(RequestToken: [-0-9a-f]+, HandlerErrorCode: InternalFailure\)$/,
    ),
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE',
  ]);
  expect(await stack.versions()).toEqual(['$LATEST', '1', '2']);
  await stack.setAlarm('OK');
  await stack.beginUpdate({ number: 2 });
  expect(await stack.settle()).toBe('UPDATE_COMPLETE');
  expect(await stack.alias()).toBe('2');
  expect(await stack.versions()).toEqual(['$LATEST', '1', '2']);
  expect(stack.problems).toEqual([]);
});

test('an update that is cancelled in the middle of its shift brings the traffic back', async () => {
  await using stack = await openStack();
  await stack.createStack({ number: 1 });
  await stack.beginUpdate({ number: 2 });
  await stack.until('1, 2: 0.1');
  await stack.cloudformation.CancelUpdateStack({ StackName }, call);
  expect(await stack.settle()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await stack.alias()).toBe('1');
  await stack.advance(10 * minuteMs);
  expect(await stack.alias()).toBe('1');
  expect(stack.problems).toEqual([]);
});

test('what fails after the alias has moved brings it back at once, though an alarm is on', async () => {
  await using stack = await openStack();
  await stack.createStack({ number: 1 });
  await stack.clients.logs.CreateLogGroup({ logGroupName: 'taken' }, call);
  await stack.beginUpdate({ number: 2, last: 'taken' });
  await stack.until('2');
  await stack.setAlarm('ALARM');
  expect(await stack.settle(minuteMs)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await stack.alias()).toBe('1');
  const events = await stack.eventsOf('FnAliaslive');
  expect(events.slice(-2)).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE']);
  expect(events.filter((event) => event.includes('rollback'))).toEqual([]);
  expect(stack.problems).toEqual([]);
});

test('a stack is deleted with all that it has; versions stay by their policy, and go with the function', async () => {
  await using stack = await openStack();
  await stack.createStack({ number: 1 });
  await stack.cloudformation.DeleteStack({ StackName }, call);
  await stack.advance(10_000);
  const { StackSummaries = [] } = await stack.cloudformation.ListStacks({}, call);
  expect(StackSummaries.map(({ StackStatus }) => StackStatus)).toEqual(['DELETE_COMPLETE']);
  await expect(stack.versions()).rejects.toThrow('Function not found');
  const { Roles = [] } = await stack.iam.ListRoles({}, call);
  expect(Roles).toEqual([]);
  expect((await stack.codedeploy.ListApplications({}, call)).applications).toEqual([]);
});
