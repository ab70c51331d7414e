import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { describeClaims, findClaimFault, hasValidSignature, parseToken, scopesOf } from './json-web-token.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function tokenOf(claims: object, alg = 'RS256'): string {
  const signed = `${part({ alg, kid: 'one' })}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), pair.privateKey).toString('base64url')}`;
}

test('a signature is held against the key', () => {
  const key = pair.publicKey.export({ format: 'jwk' });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  const token = parseToken(tokenOf({ sub: 'me' }));
  const unsigned = parseToken(tokenOf({ sub: 'me' }, 'none'));
  expect(token !== undefined && hasValidSignature(token, key)).toBe(true);
  expect(token !== undefined && hasValidSignature(token, other)).toBe(false);
  expect(unsigned !== undefined && hasValidSignature(unsigned, key)).toBe(false);
});

test.each(['', 'a.b', 'a.b.c', `${part({})}.${Buffer.from('1').toString('base64url')}.`])('%j is no token', (text) => {
  expect(parseToken(text)).toBeUndefined();
});

describe('claims', () => {
  const demands = { issuer: 'https://issuer.example', audience: ['shop'], nowMs: 1000_000 };
  const good = { iss: 'https://issuer.example', aud: 'shop', exp: 1001 };

  test.each([
    [good, undefined],
    [{ ...good, aud: ['other', 'shop'] }, undefined],
    [{ ...good, aud: undefined, client_id: 'shop' }, undefined],
    [{ ...good, iss: 'https://other.example' }, 'invalid issuer'],
    [{ ...good, aud: 'other' }, 'the token does not have a valid audience'],
    [{ ...good, exp: 1000 }, 'the token has expired'],
    [{ ...good, exp: undefined }, 'the token has no expiration time'],
    [{ ...good, nbf: 1001 }, 'the token is not valid yet'],
  ])('%j', (claims, fault) => {
    expect(findClaimFault(claims, demands)).toBe(fault);
  });

  test('are texts in the event', () => {
    expect(describeClaims({ sub: 'me', exp: 1001, groups: ['a', 'b'] })).toEqual({
      sub: 'me',
      exp: '1001',
      groups: '[a b]',
    });
  });

  test('tell scopes as a text or a list', () => {
    expect([scopesOf({ scope: 'a b' }), scopesOf({ scp: ['a'] }), scopesOf({})]).toEqual([['a', 'b'], ['a'], []]);
  });
});
