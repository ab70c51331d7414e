import { expect, test } from 'vitest';
import { spellOut } from '../aws/line-form.ts';
import type { LogLine } from '../execution/execution-host.ts';
import { QuietLine } from '../execution/quiet-line.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import type { TelemetryBatch } from './planes.ts';
import { TelemetryBuffer } from './telemetry-buffer.ts';

const source = { region: 'us-east-1', account: '000000000000', group: '/aws/lambda/fn', stream: 's' };
const begun = [['START ', 0]];
const ended = [...begun, ['END ', 0]];

function open() {
  const clock = new VirtualClock(0);
  const batches: TelemetryBatch[] = [];
  const stored = Promise.withResolvers<void>();
  const buffer = new TelemetryBuffer(clock, (batch) => {
    batches.push(batch);
    return stored.promise;
  });
  const messages = () =>
    batches.map(({ logLines }) => logLines.flatMap((line) => spellOut(line)).map(({ message }) => message));
  const start = (id: string): QuietLine => new QuietLine(source, clock.now(), id, begun);
  const line = (message: string): LogLine => ({ ...source, atMs: clock.now(), message });
  return { clock, buffer, messages, start, line };
}

test('an invocation that ends before its lines are sent is sent whole', () => {
  const { clock, buffer, messages, start } = open();
  const quiet = start('r');
  buffer.writeLog(quiet);
  quiet.complete(ended, 'r', clock.now());
  buffer.flush();
  expect(messages()).toEqual([['START r', 'END r']]);
});

test('one that takes longer is seen to have begun, and can be changed no more', () => {
  const { buffer, messages, start } = open();
  const quiet = start('r');
  buffer.writeLog(quiet);
  buffer.flush();
  expect(messages()).toEqual([['START r']]);
  expect(quiet.isSealed).toBe(true);
});

test('what is dropped waits for nothing', () => {
  const { buffer, start, line } = open();
  // A quarter of what may be held at once, which nobody stores.
  for (let held = 0; held < 12_500; held += 1) buffer.writeLog(line('x'));
  const dropped = start('r');
  buffer.writeLog(dropped);
  expect(dropped.isSealed).toBe(true);
});
