import { afterAll, describe, expect, test } from 'vitest';
import { SystemClock } from '../time/system-clock.ts';
import type { InjectedFault } from './injected-fault.ts';
import { HostFixture } from './process-host.fixture.ts';

/** A thousand times as fast: what is injected is waited for on the platform's clock. */
const clock = new SystemClock({ speed: 1000 });
let fault: InjectedFault | undefined;
const fixture = new HostFixture({ clock, faults: { draw: () => fault } });
afterAll(() => fixture[Symbol.asyncDispose]());

const spec = fixture.node('exports.handler = async () => { console.log("called"); return "fine"; };', {
  timeoutMs: 20_000,
});

async function invokeWith(injected: InjectedFault | undefined) {
  fault = injected;
  const before = fixture.lines.length;
  const { outcome, body } = await fixture.invoke(spec);
  return { outcome, body, log: fixture.log.slice(before).join('') };
}

describe('an injected fault', () => {
  test('that is an error is what a handler that throws would be, and the handler is not called', async () => {
    const { outcome, body, log } = await invokeWith({ latencyMs: 0, isError: true });
    expect(outcome.functionError).toBe('Unhandled');
    expect(body).toMatchObject({ errorType: 'InjectedFault' });
    expect(log).toContain('[ERROR] InjectedFault');
    expect(log).not.toContain('called');
    expect(log).toMatch(/REPORT RequestId: \S+\tDuration: /);
  });

  test('of latency is part of what is measured and reported', async () => {
    const { outcome, body, log } = await invokeWith({ latencyMs: 8000, isError: false });
    expect(body).toBe('fine');
    expect(outcome.functionError).toBeUndefined();
    expect(outcome.durationMs).toBeGreaterThanOrEqual(8000);
    expect(log).toContain(`Duration: ${outcome.durationMs.toFixed(2)} ms`);
  });

  test("of more latency than the function's time is a timeout", async () => {
    const { outcome, body, log } = await invokeWith({ latencyMs: 60_000, isError: false });
    expect(outcome).toMatchObject({ functionError: 'Unhandled', durationMs: 20_000 });
    expect(body).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(log).toContain('Duration: 20000.00 ms');
    expect(log).toContain('Status: timeout');
  });

  test('leaves the next invocation alone', async () => {
    const { outcome, body } = await invokeWith(undefined);
    expect(body).toBe('fine');
    expect(outcome.durationMs).toBeLessThan(8000);
  });
});
