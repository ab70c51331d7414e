import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { lineBytesMax, OutputReader, windowBytesMax } from './output-reader.ts';
import type { Clock } from '../time/clock.ts';
import { VirtualClock } from '../time/virtual-clock.ts';

/** Reads chunks as lines; real timers are kept for the test to fire. */
function open(joinsAtZero = true) {
  const stream = new PassThrough();
  const lines: string[] = [];
  const timers: (() => void)[] = [];
  const clock: Clock = Object.assign(new VirtualClock(), {
    setRealTimer: (_delayMs: number, callback: () => void) => {
      timers.push(callback);
      return { cancel: () => undefined };
    },
  });
  const reader = new OutputReader(stream, { clock, joinsAtZero, onLine: (line) => lines.push(line) });
  const print = async (...chunks: readonly (string | Buffer)[]): Promise<void> => {
    for (const chunk of chunks) {
      stream.write(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { stream, lines, timers, reader, print };
}

describe('what a process prints', () => {
  it('is cut into lines, wherever the chunks end', async () => {
    const { lines, print } = open();
    await print('one\ntw', 'o', '\n\nthree\nrest');
    expect(lines).toEqual(['one\n', 'two\n', '\n', 'three\n']);
  });

  it('keeps a newline behind a zero byte, in one chunk or two', async () => {
    const { lines, print } = open();
    await print('a\0\nb\nc\0', '\nd\n');
    expect(lines).toEqual(['a\nb\n', 'c\nd\n']);
  });

  it('keeps zero bytes of custom runtimes', async () => {
    const { lines, print } = open(false);
    await print('a\0\nb\n');
    expect(lines).toEqual(['a\0\n', 'b\n']);
  });

  it('is cut at 256 KB, and never within a character', async () => {
    const { lines, print } = open();
    await print(`x${'é'.repeat(lineBytesMax / 2)}\n`);
    expect(lines).toHaveLength(2);
    expect(Buffer.byteLength(lines[0] ?? '')).toBe(lineBytesMax - 1);
    expect(lines.join('')).toBe(`x${'é'.repeat(lineBytesMax / 2)}\n`);
  });

  it('is given out without a newline at the end of an invocation', async () => {
    const { lines, print, reader } = open();
    await print('begun');
    reader.drain();
    reader.flush();
    reader.flush();
    expect(lines).toEqual(['begun']);
  });

  it("beyond a second's share is left unread until the second is over", async () => {
    const { lines, print, stream, timers } = open();
    const chunk = Buffer.alloc(1 << 20, `${'x'.repeat(999)}\n`);
    const chunks = Array.from({ length: windowBytesMax / chunk.length }, () => chunk);
    await print(...chunks, 'late\n');
    expect(stream.isPaused()).toBe(true);
    expect(lines.at(-1)).not.toMatch(/late/);
    timers[0]?.();
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(lines.at(-1)).toMatch(/late\n$/);
  });
});
