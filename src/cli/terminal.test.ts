import { expect, test } from 'vitest';
import { span, type Line } from './shift/lines.ts';
import { isAsciiOnly, Terminal, type TerminalStream } from './terminal.ts';

function open(environment: NodeJS.ProcessEnv = {}) {
  const written: string[] = [];
  const stream = { columns: 40, rows: 10, write: (text: string) => written.push(text), getColorDepth: () => 4 };
  const terminal = new Terminal(stream satisfies TerminalStream, environment);
  return { terminal, stream, last: () => written.at(-1) ?? '' };
}

const frame: readonly Line[] = [[span('one', 'good')], [], [span('x'.repeat(30))]];

test('a frame is one write, over the frame before it', () => {
  const { terminal, last } = open();
  terminal.draw(frame);
  expect(last()).not.toMatch(/\[\d+A/);
  terminal.draw(frame);
  expect(last()).toContain('\u001B[3A\r');
  expect(last().split('\n')).toHaveLength(4);
});

test('lines that stay are written over the frame, and the next frame below them', () => {
  const { terminal, last } = open();
  terminal.draw(frame);
  terminal.print([[span('stays')]]);
  expect(last()).toMatch(/\[3A\rstays/);
  terminal.draw(frame);
  expect(last()).not.toMatch(/\[\d+A/);
});

test('rows that a narrower terminal has broken are drawn over as well', () => {
  const { terminal, stream, last } = open();
  terminal.draw(frame);
  stream.columns = 20;
  terminal.draw(frame);
  expect(last()).toContain('\u001B[4A\r');
});

test('NO_COLOR is respected', () => {
  const [colored, plain] = [open(), open({ NO_COLOR: '1' })];
  colored.terminal.draw(frame);
  plain.terminal.draw(frame);
  expect(colored.last()).toContain('\u001B[32mone');
  // oxlint-disable-next-line no-control-regex
  expect(plain.last()).not.toMatch(/\u001B\[[\d;]*m/);
});

test('the cursor is hidden while frames are drawn, and comes back', () => {
  const { terminal, last } = open();
  expect(last()).toBe('\u001B[?25l');
  terminal[Symbol.dispose]();
  expect(last()).toBe('\u001B[?25h');
});

test('signs beyond ASCII are kept from terminals that say they know none', () => {
  expect(isAsciiOnly({})).toBe(false);
  expect(isAsciiOnly({ LANG: 'de_DE.UTF-8' })).toBe(false);
  expect(isAsciiOnly({ LANG: 'C' })).toBe(true);
  expect(isAsciiOnly({ LANG: 'C', LC_ALL: 'C.utf8' })).toBe(false);
  expect(isAsciiOnly({ TERM: 'linux', LANG: 'C.UTF-8' })).toBe(true);
});
