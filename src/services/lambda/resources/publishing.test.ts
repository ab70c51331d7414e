import { describe, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { cutVersion, firstState, unchangedSince, whyOtherCode } from './publishing.ts';
import { functionOf, settingsOf } from './settings.fixture.ts';

const active = functionOf({ state: { phase: 'active' }, lastUpdate: { phase: 'successful' } });
const cut = cutVersion(active, { state: { phase: 'active' }, revisionId: 'v1', at: 7 });

test('the first version is number 1, and the next gets the next number', () => {
  expect(cut.version.version).toBe('1');
  expect(cutVersion(cut.function, { state: { phase: 'active' }, revisionId: 'v2', at: 8 }).version.version).toBe('2');
});

test('a description of the request is the version’s alone', () => {
  const described = cutVersion(active, { state: { phase: 'active' }, revisionId: 'v1', at: 7, description: 'Green' });
  expect(described.version.settings.description).toBe('Green');
  expect(described.function.settings.description).toBe('');
  // What counts as changed is what `$LATEST` was, not what the version says of itself.
  expect(unchangedSince(described.function, active.settings)).toBe('1');
});

describe('publishing again', () => {
  test('gives the same version where nothing changed', () => {
    expect(unchangedSince(cut.function, settingsOf({}))).toBe('1');
  });

  test.each([
    ['description', { description: 'other' }],
    ['environment', { environment: { A: '1' } }],
    ['an empty environment where there was none', { environment: {} }],
    ['memory', { memoryMiB: 256 }],
    ['handler', { handler: 'main.handler' }],
    ['code', { code: { sha256: 'cccc', blob: 'dddd', sizeBytes: 100 } }],
    ['layers', { layers: [{ arn: 'arn:aws:lambda:us-east-1:123456789012:layer:l:1', codeSize: 1, blob: 'e' }] }],
    ['role', { role: 'arn:aws:iam::123456789012:role/other' }],
  ])('gives a new one where this changed: %s', (_, changes) => {
    expect(unchangedSince(cut.function, settingsOf(changes))).toBeUndefined();
  });

  test('gives a new one where nothing was published before', () => {
    expect(unchangedSince(active, active.settings)).toBeUndefined();
  });
});

test('the order in which members were set makes no difference', () => {
  const settings = settingsOf({ environment: { A: '1', B: '2' } });
  const reversed = Object.fromEntries(Object.entries({ ...settings, environment: { B: '2', A: '1' } }).toReversed());
  expect(fingerprint({ ...settings, ...reversed })).toBe(fingerprint(settings));
});

test('SnapStart takes a snapshot first; any other version is there at once', () => {
  expect(firstState(settingsOf({ snapStartApplyOn: 'PublishedVersions' }))).toEqual({ phase: 'pending' });
  expect(firstState(settingsOf({}))).toEqual({ phase: 'active' });
});

test('the code’s hash as a precondition', () => {
  expect(whyOtherCode(settingsOf({}), undefined)).toBeUndefined();
  expect(whyOtherCode(settingsOf({}), 'aaaa')).toBeUndefined();
  expect(whyOtherCode(settingsOf({}), 'zzzz')).toMatchObject({
    message:
      'CodeSHA256 (zzzz) is different from current CodeSHA256 in $LATEST (aaaa). Please try again with the CodeSHA256 in $LATEST.',
  });
});
