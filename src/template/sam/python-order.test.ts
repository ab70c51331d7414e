import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findCorpus } from '../../../tests/corpus.ts';
import { pythonHash, PythonKeys } from './python-order.ts';

interface Recorded {
  readonly hash: readonly (readonly [text: string, hash: string])[];
  readonly dicts: readonly {
    readonly ops: readonly (readonly [op: string, key?: string])[];
    readonly keys: readonly string[];
  }[];
}

const file = findCorpus('sam/data/py27-vectors.json');
const recorded = (): Recorded => JSON.parse(readFileSync(file ?? '', 'utf8'));

describe('the order of Python 2', () => {
  test.skipIf(file === undefined)('texts have the hashes that Python gives them', () => {
    for (const [text, hash] of recorded().hash) expect(pythonHash(text).toString()).toBe(hash);
  });

  test.skipIf(file === undefined)('keys stand as Python leaves them after any puts and deletes', () => {
    const plain = recorded().dicts.filter(({ ops }) => ops.every(([op]) => ['set', 'del', 'deepcopy'].includes(op)));
    expect(plain.length).toBeGreaterThan(0);
    for (const { ops, keys } of plain) {
      let dictionary = new PythonKeys();
      for (const [op, key = ''] of ops) {
        if (op === 'set') dictionary.add(key);
        else if (op === 'del') dictionary.remove(key);
        else dictionary = new PythonKeys(dictionary.list());
      }
      expect(dictionary.list()).toEqual(keys);
    }
  });
});
