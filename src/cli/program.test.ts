import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildProgram } from './program.ts';

const reference = readFileSync(new URL('../../docs/guide/reference.md', import.meta.url), 'utf8');
const rows = reference.split('\n').filter((line) => line.startsWith('| `'));

describe.each(buildProgram().commands.map((command) => [command.name(), command] as const))(
  'serin %s',
  (name, command) => {
    test('stands in the reference with each of its options, and no other', () => {
      const own = rows.filter((row) =>
        row
          .split('|')[1]
          ?.match(/`([a-z]+)|\b([a-z]+)\b/g)
          ?.join(' ')
          .includes(name),
      );
      const told = new Set(own.flatMap((row) => row.split('|')[2]?.match(/--[a-z0-9-]+/g) ?? []));
      const options = command.options.filter(({ hidden }) => !hidden).map(({ long }) => long);
      expect(told).toEqual(new Set(options));
    });
  },
);
