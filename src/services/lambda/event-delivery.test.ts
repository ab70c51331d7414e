import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeDelivery, describeFollowUp, describeRecord, type FinishedEvent } from './event-delivery.ts';

const arn = 'arn:aws:lambda:eu-central-1:111111111111:function:checkout';
const target = 'arn:aws:sqs:eu-central-1:111111111111:outcomes';

function finished(changes: Partial<FinishedEvent> = {}, message = 'intentional failure'): FinishedEvent {
  return {
    event: {
      requestId: 'c2ebafd0-93fa-4042-af9d-a30e9019293d',
      region: 'eu-central-1',
      account: '111111111111',
      functionName: 'checkout',
      functionArn: arn,
      payload: Buffer.from('{"message":"hello"}'),
      acceptedAtMs: 0,
    },
    condition: 'RetriesExhausted',
    progress: {
      acceptedAtMs: 0,
      attempts: 3,
      postponements: 0,
      lastResponse: {
        executedVersion: '$LATEST',
        functionError: 'Unhandled',
        payload: '{"errorMessage":"intentional failure"}',
      },
      lastFailure: { statusCode: 200, message },
    },
    finishedAtMs: Date.UTC(2025, 0, 1),
    ...changes,
  };
}

/** An object's members, and theirs, with every value replaced by its type. */
function shape(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, name.endsWith('Payload') ? 'payload' : shape(member)]),
  );
}

describe('the record', () => {
  const corpus = process.env['SERIN_CORPUS'] ?? join(import.meta.dirname, '../../../../shared/corpus');
  const recording = join(
    corpus,
    'aws-snapshots/localstack/tests/aws/services/lambda_/test_lambda_destinations.snapshot.json',
  );

  test.skipIf(!existsSync(recording))(`has the members that AWS's has (needs ${recording})`, () => {
    const snapshots: Record<string, { 'recorded-content': Record<string, { Messages: { Body: unknown }[] }> }> =
      JSON.parse(readFileSync(recording, 'utf8'));
    const [, retries] = Object.entries(snapshots).find(([name]) => name.endsWith('::test_retries')) ?? [];
    const recorded = retries?.['recorded-content']['queue_destination_payload']?.Messages[0]?.Body;
    expect(shape(JSON.parse(describeRecord(finished())))).toEqual(shape(recorded));
  });

  test('holds an answer that is no JSON as a string', () => {
    const progress = { ...finished().progress, lastResponse: { executedVersion: '1', payload: 'it "broke"' } };
    expect(JSON.parse(describeRecord(finished({ progress })))).toMatchObject({ responsePayload: 'it "broke"' });
  });

  test('for a topic leaves out what travelled where that is more than a topic takes', () => {
    const payload = JSON.stringify('x'.repeat(262_144));
    const large = finished({
      progress: { ...finished().progress, lastResponse: { executedVersion: '1', payload } },
    });
    const recordFor = (service: string): Record<string, unknown> => {
      const targetArn = target.replace('sqs', service);
      const delivery = describeDelivery({ kind: 'destination', targetArn }, large);
      return delivery.kind === 'destination' ? JSON.parse(delivery.record) : {};
    };
    expect(Object.keys(recordFor('sns'))).toEqual(['version', 'timestamp', 'requestContext', 'responseContext']);
    expect(recordFor('sqs')).toHaveProperty('responsePayload');
  });

  test('of an event that never ran has no response', () => {
    const record: unknown = JSON.parse(
      describeRecord(
        finished({ condition: 'EventAgeExceeded', progress: { acceptedAtMs: 0, attempts: 0, postponements: 9 } }),
      ),
    );
    expect(record).not.toHaveProperty('responseContext');
    expect(record).toMatchObject({ requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 } });
  });
});

describe('a dead-letter message', () => {
  test('carries the first kilobyte of the error, and no half of a character', () => {
    const delivery = describeDelivery({ kind: 'dead-letter', targetArn: target }, finished({}, `x${'é'.repeat(600)}`));
    expect(delivery.kind === 'dead-letter' && delivery.attributes.ErrorMessage).toBe(`x${'é'.repeat(511)}`);
  });
});

describe('the event of another function', () => {
  const followUp = (targetArn: string) => {
    const delivery = describeDelivery({ kind: 'destination', targetArn }, finished());
    return delivery.kind === 'destination' ? describeFollowUp(delivery, 7) : undefined;
  };

  test('has the record as its payload, and an ID that is the same each time', () => {
    const audit = arn.replace('checkout', 'audit');
    expect(followUp(`${audit}:live`)).toMatchObject({
      functionArn: audit,
      functionName: 'audit',
      qualifier: 'live',
      acceptedAtMs: 7,
      payload: Buffer.from(describeRecord(finished())),
    });
    expect(followUp(audit)?.requestId).toBe(followUp(audit)?.requestId);
    expect(followUp(audit)?.requestId).not.toBe(followUp(`${audit}:live`)?.requestId);
  });

  test('is none where the target is no function', () => {
    expect(followUp(target)).toBeUndefined();
    expect(followUp('arn:aws:lambda:eu-central-1:111111111111:layer:x')).toBeUndefined();
  });
});
