import { expect, test } from 'vitest';
import { changeSetStackKey, eventKey, stackKey } from '../services/cloudformation/resources/keys.ts';
import { alarmKey } from '../services/cloudwatch/resources/alarm-keys.ts';
import { activityKey, deploymentKey } from '../services/codedeploy/resources/keys.ts';
import { aliasKey, functionKey, layerKey, versionKey } from '../services/lambda/resources/keys.ts';
import { groupKey, removalKey, streamKey } from '../services/logs/resources/keys.ts';
import { changeOf, watchedPrefixes } from './console-changes.ts';

const owner = { region: 'eu-west-1', account: '000000000000' };
const stack = { ...owner, stackName: 'shop', id: 'd0' };

test.each([
  [deploymentKey(owner, 'd-75I7MBT7C'), { kind: 'deployment', id: 'd-75I7MBT7C' }],
  [stackKey(stack), { kind: 'stack', id: 'shop' }],
  [alarmKey(owner, 'team/errors of all'), { kind: 'alarm', id: 'team/errors of all' }],
  [functionKey(owner, 'checkout'), { kind: 'function', id: 'checkout' }],
  [versionKey(owner, 'checkout', '7'), { kind: 'function', id: 'checkout' }],
  [aliasKey(owner, 'checkout', 'live'), { kind: 'function', id: 'checkout' }],
  [groupKey(owner, '/aws/lambda/checkout'), { kind: 'log', id: '/aws/lambda/checkout' }],
  [streamKey(owner, '/aws/lambda/checkout', '2026/11/28/[1]a'), { kind: 'log', id: '/aws/lambda/checkout' }],
] as const)('a change of %s is one of what is shown', (key, change) => {
  expect(watchedPrefixes.filter((prefix) => key.startsWith(prefix))).toHaveLength(1);
  expect(changeOf({ key, revision: 1 })).toEqual({ ...change, region: 'eu-west-1' });
});

test('a new change set is one of its stack', () => {
  const key = changeSetStackKey(owner, 'c0');
  expect(changeOf({ key, revision: 1, value: stack })).toEqual({ kind: 'stack', region: 'eu-west-1', id: 'shop' });
  expect(changeOf({ key, revision: 2 })).toBeUndefined();
});

test.each([[layerKey(owner, 'tools')], [removalKey('x')]])('a change of %s is none of what is shown', (key) => {
  expect(changeOf({ key, revision: 1 })).toBeUndefined();
});

test.each([[activityKey(owner, 'g')], [eventKey(stack, 1)]])('%s is not looked at', (key) => {
  expect(watchedPrefixes.filter((prefix) => key.startsWith(prefix))).toEqual([]);
});
