/**
 * Asynchronous events while the real program is killed again and again: each that was acknowledged is
 * worked on at least once, and each that fails arrives at its destination, a function, and at its
 * dead-letter target, a queue. Prints how many ran more often than they had to. Give SERIN_CRASH_SEED to have a run's moments again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openQueueServer, queueCredentials } from '../queue-server.ts';
import { createSeeded } from './crash/seeded.ts';
import { attemptsByDesign, prepareFunctions } from './event-crash/functions.ts';
import { openLedger } from './event-crash/ledger.ts';
import { Senders } from './event-crash/senders.ts';
import { type KillableSerin, readEnvironment, startKillableSerin } from './killable-serin.ts';

const events = 1000;
const kills = 10;
/** Every tenth event fails. */
const failingShare = 10;
const runsBetweenKills = 90;
/** The minutes between attempts, and those until a dead process's events are taken up again, are seconds. */
const speed = ['--speed', '60'];

const account = '000000000000';
const deadLetters = 'dead-letters';

let dataFolder = '';
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'serin-event-crash-'));
  // As an operator gives it what it signs messages with.
  vi.stubEnv('AWS_ACCESS_KEY_ID', queueCredentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', queueCredentials.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function configOf(serin: KillableSerin) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = await readEnvironment(dataFolder);
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return { endpoint: serin.endpoint, region: AWS_REGION, credentials, maxAttempts: 1 };
}

test('no acknowledged event is lost when the program is killed', { timeout: 1_200_000 }, async () => {
  const seed = Number(process.env['SERIN_CRASH_SEED'] ?? Date.now() % 1_000_000);
  process.stdout.write(`events: seed ${seed}\n`);
  const random = createSeeded(seed);
  await using ledger = await openLedger();
  await using queues = await openQueueServer();
  const options = [...speed, '--sqs-endpoint', queues.url];
  const isFailing = Array.from({ length: events }, (_, index) => index % failingShare === 0);
  const senders = new Senders(isFailing, ledger);

  let killed = 0;
  let runsAtKill = 0;
  for (; killed < kills; killed += 1) {
    await using serin = await startKillableSerin(dataFolder, options);
    const config = await configOf(serin);
    const lambda = new Lambda(config);
    if (killed === 0) {
      const queueArn = `arn:aws:sqs:${config.region}:${account}:${deadLetters}`;
      await prepareFunctions(lambda, config, { ledger: ledger.url, deadLetters: queueArn });
    }
    let isGone = false;
    const sending = senders.send(lambda, () => isGone);
    runsAtKill += runsBetweenKills - 20 + random.below(20);
    await Promise.race([ledger.until(() => ledger.runs.size >= runsAtKill), failureOf(sending)]);
    isGone = true;
    await serin.kill();
    ledger.touch();
    await sending;
    lambda.destroy();
  }

  await using serin = await startKillableSerin(dataFolder, options);
  const lambda = new Lambda(await configOf(serin));
  await senders.send(lambda, () => false);
  const { acknowledged } = senders;
  const failed = [...acknowledged].filter(([, event]) => event.isFailing).map(([requestId]) => requestId);
  await ledger.until(() => [...acknowledged.keys()].every((requestId) => ledger.runs.has(requestId)));
  await ledger.until(() => failed.every((requestId) => ledger.failures.has(requestId)));
  const buried = (): string[] =>
    queues
      .waitingIn(account, deadLetters)
      .map((message) => message.MessageAttributes?.['RequestID']?.StringValue ?? '');
  await queues.until(() => {
    const ids = new Set(buried());
    return failed.every((requestId) => ids.has(requestId));
  });
  lambda.destroy();
  expect(await serin.stop()).toBe(0);

  expect(acknowledged.size).toBe(events);
  expect(failed).toHaveLength(events / failingShare);
  for (const [requestId, { isFailing }] of acknowledged) {
    expect(ledger.runs.get(requestId)).toBeGreaterThanOrEqual(isFailing ? attemptsByDesign : 1);
    const failure = { condition: 'RetriesExhausted', attempts: attemptsByDesign };
    // An event that succeeded has nothing to tell to the destination of failures.
    const told = ledger.failures.get(requestId) ?? [];
    expect(told.every((record) => record.condition === failure.condition)).toBe(true);
    expect(told.length > 0).toBe(isFailing);
    for (const record of told) expect(record.attempts).toBe(failure.attempts);
  }
  const more = [...acknowledged].filter(
    ([requestId, event]) => (ledger.runs.get(requestId) ?? 0) > (event.isFailing ? attemptsByDesign : 1),
  ).length;
  expect(buried().filter((requestId) => acknowledged.get(requestId)?.isFailing === false)).toEqual([]);
  const buriedTwice = buried().length - new Set(buried()).size;
  const toldTwice = failed.filter((requestId) => (ledger.failures.get(requestId)?.length ?? 0) > 1).length;
  process.stdout.write(
    `events: ${events} acknowledged over ${killed} kills, none lost; ${more} ran more often than they had to; ` +
      `${failed.length} failed and arrived at their destination, ${toldTwice} of them more than once, and at their dead-letter queue, ${buriedTwice} more than once; ` +
      `${senders.unanswered} sends had no answer and were sent again\n`,
  );
});

/** Rejects as the promise does, and never resolves. */
function failureOf(work: Promise<void>): Promise<never> {
  return new Promise((_, reject) => void work.catch(reject));
}
