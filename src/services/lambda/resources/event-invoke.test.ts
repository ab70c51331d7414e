import { describe, expect, test } from 'vitest';
import {
  createEventInvoke,
  describeEventInvoke,
  functionDestinations,
  refuseDestinations,
  refuseNothing,
} from './event-invoke.ts';

const reference = { owner: { region: 'us-east-1', account: '123456789012' }, name: 'fn' };
const arn = 'arn:aws:lambda:us-east-1:123456789012:function';

describe('a request', () => {
  test('has to say something', () => {
    expect(refuseNothing({ FunctionName: 'fn' })?.message).toBe(
      'You must specify at least one of error handling or destination setting.',
    );
    expect(refuseNothing({ FunctionName: 'fn', MaximumRetryAttempts: 0 })).toBeUndefined();
    expect(refuseNothing({ FunctionName: 'fn', DestinationConfig: { OnSuccess: {} } })).toBeUndefined();
  });

  test('names no service that takes no outcomes', () => {
    const destination = 'arn:aws:iam:us-east-1:111111111111:function:fn';
    expect(
      refuseDestinations({ OnSuccess: { Destination: destination } }, reference, { hasQueues: true })?.message,
    ).toBe(
      `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=${destination}), onFailure=null) is invalid.`,
    );
  });

  test('sends no successes to a bucket', () => {
    expect(
      refuseDestinations({ OnFailure: { Destination: 'arn:aws:s3:::b' } }, reference, { hasQueues: true }),
    ).toBeUndefined();
    expect(
      refuseDestinations({ OnSuccess: { Destination: 'arn:aws:s3:::b' }, OnFailure: {} }, reference, {
        hasQueues: true,
      })?.message,
    ).toBe(
      'The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::b), onFailure=OnFailure(destination=null)) is invalid.',
    );
  });

  test.each([`${arn}:fn`, `${arn}:fn:live`])('does not send the function to itself: %s', (destination) => {
    expect(
      refuseDestinations({ OnFailure: { Destination: destination } }, reference, { hasQueues: true })?.message,
    ).toBe("You can't specify the function as a destination for itself.");
  });

  test('may name another function whose name begins alike', () => {
    const config = {
      OnSuccess: { Destination: `${arn}:fn2` },
      OnFailure: { Destination: 'arn:aws:sns:us-east-1:123456789012:t' },
    };
    expect(refuseDestinations(config, reference, { hasQueues: true })).toBeUndefined();
    expect(functionDestinations(config)).toEqual([`${arn}:fn2`]);
  });
});

describe('the settings', () => {
  const target = { functionName: 'fn', qualifier: '$LATEST', at: 1_740_832_496_789 };
  const before = {
    functionName: 'fn',
    qualifier: '$LATEST',
    maximumRetryAttempts: 2,
    maximumEventAgeSeconds: 60,
    onSuccess: 'a',
    lastModifiedAt: 0,
  };

  test('are all new after a put', () => {
    expect(createEventInvoke({ FunctionName: 'fn', MaximumRetryAttempts: 0 }, target)).toEqual({
      functionName: 'fn',
      qualifier: '$LATEST',
      maximumRetryAttempts: 0,
      lastModifiedAt: target.at,
    });
  });

  test('keep what an update does not name', () => {
    expect(createEventInvoke({ FunctionName: 'fn', MaximumRetryAttempts: 0 }, target, before)).toEqual({
      ...before,
      maximumRetryAttempts: 0,
      lastModifiedAt: target.at,
    });
    expect(createEventInvoke({ FunctionName: 'fn', DestinationConfig: {} }, target, before)).not.toHaveProperty(
      'onSuccess',
    );
  });

  test('take an empty destination for none', () => {
    const record = createEventInvoke(
      { FunctionName: 'fn', DestinationConfig: { OnSuccess: { Destination: '' } } },
      target,
    );
    expect(describeEventInvoke(reference.owner, record)).toEqual({
      LastModified: new Date('2025-03-01T12:34:56.000Z'),
      FunctionArn: `${arn}:fn:$LATEST`,
      DestinationConfig: { OnSuccess: {}, OnFailure: {} },
    });
  });
});
