import { expect, test } from 'vitest';
import { parseApiAddress } from './api-address.ts';

test.each([
  ['abc.execute-api.us-east-1.amazonaws.com', '/dev/pets', { apiId: 'abc', path: '/dev/pets' }],
  ['abc.execute-api.localhost:4566', '/', { apiId: 'abc', domainName: 'abc.execute-api.localhost:4566' }],
  [
    '127.0.0.1:4566',
    '/_serin/execute-api/abc/dev/pets',
    { domainName: 'abc.execute-api.localhost:4566', path: '/dev/pets' },
  ],
  ['127.0.0.1:4566', '/_serin/execute-api/abc', { apiId: 'abc', path: '/' }],
])('%s%s is the address of an API', (host, path, address) => {
  expect(parseApiAddress(host, path)).toMatchObject(address);
});

test.each([
  ['127.0.0.1:4566', '/dev/pets'],
  ['execute-api.localhost', '/'],
  ['127.0.0.1', '/_serin/execute-api/'],
])('%s%s is none', (host, path) => {
  expect(parseApiAddress(host, path)).toBeUndefined();
});
