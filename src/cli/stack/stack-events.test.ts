import type { ResourceStatus, StackEvent } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { paint } from '../shift/lines.ts';
import { changeTable, countChanges } from './change-table.ts';
import { farewell } from './farewell.ts';
import { localAddress } from './local-address.ts';
import { deploymentOf, eventLines, firstFailure, outcomeOf, recordedOnly } from './stack-events.ts';

const stackId = 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1';

const event = (status: ResourceStatus, id: string, reason?: string, more: Partial<StackEvent> = {}): StackEvent => ({
  StackId: stackId,
  EventId: `${id}-${status}`,
  StackName: 'shop',
  Timestamp: new Date('2026-11-28T12:00:00Z'),
  LogicalResourceId: id,
  PhysicalResourceId: id === 'shop' ? stackId : id,
  ResourceType: id === 'shop' ? 'AWS::CloudFormation::Stack' : 'AWS::SNS::Topic',
  ResourceStatus: status,
  ...(reason !== undefined && { ResourceStatusReason: reason }),
  ...more,
});

const textOf = (told: StackEvent, width?: number): readonly string[] =>
  eventLines(told, { timeZone: 'UTC', idWidth: 6, ...(width !== undefined && { width }) }).map((line) =>
    paint(line, false),
  );

describe('an event', () => {
  it('is a line in a pipe; on a terminal its reason has lines of its own', () => {
    const told = event('CREATE_FAILED', 'Topic', 'It is\nnot allowed');
    expect(textOf(told)).toEqual(['12:00:00  CREATE_FAILED         Topic   AWS::SNS::Topic  It is not allowed']);
    expect(textOf(told, 30)).toEqual([
      '12:00:00  CREATE_FAILED         Topic   AWS::SNS::Topic',
      '          It is not allowed',
    ]);
  });

  it('that says again that something is under way is left out', () => {
    expect(textOf(event('CREATE_IN_PROGRESS', 'Topic', 'Resource creation Initiated'))).toEqual([]);
  });

  it('names the deployment that a resource waits for', () => {
    const reason = 'CodeDeploy deployment started: d-ABC123XYZ';
    expect(deploymentOf(event('UPDATE_IN_PROGRESS', 'Alias', reason))).toBe('d-ABC123XYZ');
    expect(deploymentOf(event('UPDATE_IN_PROGRESS', 'Alias'))).toBeUndefined();
  });
});

describe('a failure', () => {
  it('is what failed first, in the deepest stack', () => {
    const nested = `${stackId.replace('/shop/', '/nested/')}2`;
    const events = [
      event('UPDATE_IN_PROGRESS', 'shop', 'User Initiated'),
      event('UPDATE_FAILED', 'Child', 'Embedded stack failed', {
        ResourceType: 'AWS::CloudFormation::Stack',
        PhysicalResourceId: nested,
      }),
      event('UPDATE_FAILED', 'Other', 'Resource update cancelled'),
      event('CREATE_FAILED', 'Topic', 'Too many', { StackId: nested }),
      event('UPDATE_ROLLBACK_IN_PROGRESS', 'shop', 'The following resource(s) failed to update: [Child].'),
    ];
    expect(firstFailure(events)).toEqual({
      logicalId: 'Topic',
      type: 'AWS::SNS::Topic',
      reason: 'Too many',
      stackId: nested,
    });
  });

  it('of the stack alone is told by its own reason', () => {
    const reason = 'Rollback trigger Errors went into ALARM';
    expect(firstFailure([event('UPDATE_ROLLBACK_IN_PROGRESS', 'shop', reason)])).toEqual({ reason, stackId });
    expect(firstFailure([event('UPDATE_COMPLETE', 'shop')])).toBeUndefined();
  });
});

it.each([
  ['CREATE_COMPLETE', 'succeeded'],
  ['UPDATE_COMPLETE', 'succeeded'],
  ['ROLLBACK_COMPLETE', 'rolledBack'],
  ['UPDATE_ROLLBACK_COMPLETE', 'rolledBack'],
  ['UPDATE_ROLLBACK_FAILED', 'failed'],
  ['CREATE_FAILED', 'failed'],
])('a stack that ends in %s %s', (status, outcome) => {
  expect(outcomeOf(status)).toBe(outcome);
});

it('resources that are recorded only are known by their events', () => {
  const note = 'Serin records AWS::SNS::Topic without making anything: nothing is behind this resource';
  expect(recordedOnly([event('CREATE_COMPLETE', 'Topic', note), event('CREATE_COMPLETE', 'Other')])).toEqual([
    { logicalId: 'Topic', type: 'AWS::SNS::Topic' },
  ]);
});

it('changes are a table, in which it stands what is replaced', () => {
  const rows = [
    { action: 'Add', logicalId: 'Topic', type: 'AWS::SNS::Topic' },
    { action: 'Modify', logicalId: 'Function', type: 'AWS::Lambda::Function', replacement: 'True' },
  ];
  expect(countChanges(rows)).toBe('1 to add, 1 to modify');
  expect(changeTable(rows).map((line) => paint(line, false))).toEqual([
    '  Add     Topic               AWS::SNS::Topic',
    '  Modify  Function  replaced  AWS::Lambda::Function',
  ]);
});

it.each([
  ['https://abc1.execute-api.us-east-1.amazonaws.com/prod/x', 'http://abc1.execute-api.localhost:4566/prod/x'],
  ['https://abc1.lambda-url.eu-west-1.on.aws/', 'http://abc1.lambda-url.localhost:4566/'],
  ['https://abc1.execute-api.us-east-1.amazonaws.com', 'http://abc1.execute-api.localhost:4566/'],
  ['https://bucket.s3.amazonaws.com/x', undefined],
  ['arn:aws:lambda:us-east-1:0:function:x', undefined],
])('%s is served here at %s', (address, local) => {
  expect(localAddress(address, 'http://127.0.0.1:4566')).toBe(local);
});

it('whoever stops watching is told how to see it and how to give it up', () => {
  expect(farewell({ stackName: 'shop', data: '.serin', isNew: true }, []).at(-1)).toBe(
    'To give it up:       serin delete shop',
  );
  expect(farewell({ stackName: 'shop', data: 'there', region: 'eu-west-1', isNew: false }, [])).toEqual([
    'The stack shop goes on without being watched.',
    'To see how it goes:  serin exec --data there -- aws cloudformation describe-stack-events --stack-name shop --region eu-west-1',
    'To give it up:       serin exec --data there -- aws cloudformation cancel-update-stack --stack-name shop --region eu-west-1',
  ]);
});
