import { expect, test } from 'vitest';
import { services } from '../api/services.ts';
import { decodeInput, locateOperation } from './decode.ts';

async function decode(method: string, path: string, query: string, headers: Record<string, string> = {}) {
  const api = await services.find(({ name }) => name === 's3')!.load();
  const located = locateOperation(api, 'rest-xml', undefined, { method, path, query, headers, body: new Uint8Array() });
  return { operation: located.operation.name, input: decodeInput('rest-xml', located) };
}

test('the headers in a signed address mean what they mean as headers', async () => {
  const query = 'x-amz-meta-who=me%20too&X-Amz-Acl=private&X-Amz-Signature=0';
  expect(await decode('PUT', '/shop/key', query)).toMatchObject({
    operation: 'PutObject',
    input: { Bucket: 'shop', Key: 'key', Metadata: { who: 'me too' }, ACL: 'private' },
  });
  expect(await decode('PUT', '/shop/key', 'x-amz-copy-source=a%2Fb&X-Amz-Signature=0')).toMatchObject({
    operation: 'CopyObject',
    input: { CopySource: 'a/b' },
  });
});

test('a header itself comes before one in the address', async () => {
  const { input } = await decode('PUT', '/shop/key', 'x-amz-acl=private&X-Amz-Signature=0', {
    'x-amz-acl': 'public-read',
  });
  expect(input).toMatchObject({ ACL: 'public-read' });
});

test('a query that is not signed carries no headers', async () => {
  expect((await decode('PUT', '/shop/key', 'x-amz-acl=private')).input).not.toHaveProperty('ACL');
});
