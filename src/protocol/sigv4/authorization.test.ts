import { expect, test } from 'vitest';
import { type Authorization, findAuthorization } from './authorization.ts';

const scope = '20261128/us-east-1/lambda/aws4_request';
const start = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=host;x-amz-date, Signature=`;

const find = (authorization: string): Authorization | undefined => {
  const headers = { authorization, 'x-amz-date': '20261128T120000Z' };
  const found = findAuthorization({ method: 'POST', path: '/', query: '', headers, body: new Uint8Array() });
  return found.kind === 'found' ? found.authorization : undefined;
};

test('what a header says is the same each time it comes, with the signature that came with it', () => {
  for (const digit of ['a', 'b', 'a', 'c'])
    expect(find(start + digit.repeat(64))).toMatchObject({
      credential: { accessKeyId: 'AKIDEXAMPLE', date: '20261128', region: 'us-east-1', service: 'lambda' },
      signedHeaders: ['host', 'x-amz-date'],
      spelled: { credential: `AKIDEXAMPLE/${scope}`, scope, signedHeaders: 'host;x-amz-date' },
      signature: digit.repeat(64),
    });
});

test('what stands in the place of a signature and says more is read, though its beginning is known', () => {
  find(start + 'a'.repeat(64));
  const other = ',Credential=AKIDOTHER/20261128/us-east-1/s3/aws4_request';
  const last = 'f'.repeat(64 - other.length) + other;
  expect(last).toHaveLength(64);
  expect(find(start + last)).toMatchObject({
    credential: { accessKeyId: 'AKIDOTHER', service: 's3' },
    signature: 'f'.repeat(64 - other.length),
  });
  expect(find(start + 'b'.repeat(64))?.credential.accessKeyId).toBe('AKIDEXAMPLE');
});

test('parameters in another order are read all the same', () => {
  const signature = `Signature=${'d'.repeat(64)}`;
  const header = `AWS4-HMAC-SHA256 ${signature}, SignedHeaders=host, Credential=AKIDEXAMPLE/${scope}`;
  for (const _ of [1, 2]) expect(find(header)).toMatchObject({ signedHeaders: ['host'], signature: 'd'.repeat(64) });
});
