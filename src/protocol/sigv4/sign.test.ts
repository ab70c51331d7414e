import { expect, test } from 'vitest';
import type { WireRequest } from '../../aws/wire.ts';
import { findAuthorization } from './authorization.ts';
import { signRequest, type Signer } from './sign.ts';
import { SigningKeys, verifySignature } from './verify.ts';

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const signer: Signer = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey,
  region: 'us-east-1',
  service: 'codedeploy',
  nowMs: 1_795_417_200_000,
};

const request: WireRequest = {
  method: 'POST',
  path: '/',
  query: '',
  headers: { host: '127.0.0.1:4566', 'x-amz-target': 'CodeDeploy_20141006.GetDeployment' },
  body: Buffer.from('{"deploymentId":"d-123456789"}'),
};

function verify(signed: WireRequest, nowMs = signer.nowMs): string {
  const found = findAuthorization(signed);
  if (found.kind !== 'found') return found.kind;
  return verifySignature(signed, found.authorization, secretAccessKey, { keys: new SigningKeys(), nowMs }).kind;
}

test('what is signed is what the server takes for valid', () => {
  expect(verify(signRequest(request, signer))).toBe('valid');
});

test.each([
  ['encoded characters in the path', { path: '/2015-03-31/functions/arn%3Aaws%3Alambda/aliases/live' }],
  ['parameters in any order', { query: 'b=2&a=1%2F&c' }],
  ['an empty body', { method: 'GET', body: new Uint8Array() }],
])('%s', (_, change) => {
  const changed = { ...request, ...change };
  expect(verify(signRequest(changed, signer))).toBe('valid');
  expect(verify(signRequest(changed, { ...signer, service: 'lambda' }))).toBe('valid');
});

test('every part of the request is covered', () => {
  const signed = signRequest(request, signer);
  expect(verify({ ...signed, body: Buffer.from('{}') })).toBe('wrong-signature');
  expect(verify({ ...signed, path: '/_serin/v1/UndoDeployment' })).toBe('wrong-signature');
  expect(verify({ ...signed, headers: { ...signed.headers, 'x-amz-target': 'other' } })).toBe('wrong-signature');
  expect(verify(signRequest(request, { ...signer, secretAccessKey: 'another' }))).toBe('wrong-signature');
});

test('it is good for five minutes', () => {
  expect(verify(signRequest(request, signer), signer.nowMs + 299_000)).toBe('valid');
  expect(verify(signRequest(request, signer), signer.nowMs + 301_000)).toBe('skewed');
});
