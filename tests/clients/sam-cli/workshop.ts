/**
 * AWS's workshop on canary deployments, with its own tools: `sam`, `curl`, and an hour of it in three
 * minutes. What its reader sees at each step is what is held here.
 */
import assert from 'node:assert/strict';
import { binomialInterval } from '../../binomial.ts';
import type { AliasState, Sam } from './sam-shell.ts';
import { startWatching, visit, type Answers, type Visit } from './visitors.ts';
import { greeting, writeHello, writeTemplate } from './workshop-application.ts';

const dev = 'sam-app-dev';
const prod = 'sam-app-prod';

const first = '{"message":"hello there"} 200';
const second = `{"message":"I'm using canary deployments"} 200`;
const broken = '{"message": "Internal server error"} 502';

export async function followTheWorkshop(sam: Sam): Promise<void> {
  await deployTheFirst(sam);
  await deployACanary(sam);
  await addAnAlarm(sam);
  await deployABug(sam);
}

const deploy = (stack: string): string =>
  `deploy --stack-name ${stack} --resolve-s3 --capabilities CAPABILITY_IAM --no-confirm-changeset`;

async function deployTheFirst(shell: Sam): Promise<void> {
  const { sam, step, look, workspace } = shell;
  await step(
    'workshop',
    'step 2: the first deployment makes alias and deployment group, and shifts nothing',
    async () => {
      writeTemplate(workspace, { isWatched: false });
      writeHello(workspace, greeting('hello there'));
      assert.match(await sam('validate'), /is a valid SAM Template/);
      await sam('build');
      const told = await sam(deploy(dev));
      assert.match(told, /^CREATE_COMPLETE +AWS::Lambda::Alias/m);
      assert.match(told, /^CREATE_COMPLETE +AWS::CodeDeploy::Deplo/m);
      assert.deepEqual(await look.alias(await helloOf(shell, dev)), { version: '1', weights: {} });
      assert.deepEqual(await look.deployments(), []);
      const { byHost, byPath } = await addressesOf(shell, dev);
      assert.deepEqual(await visit(shell, byHost, 20), { [first]: 20 });
      assert.deepEqual(await visit(shell, byPath, 20), { [first]: 20 });
    },
  );
}

async function deployACanary(shell: Sam): Promise<void> {
  const { sam, step, look, workspace } = shell;
  await step('workshop', 'step 3: a tenth of the answers are new while the canary lasts, then all', async () => {
    writeHello(workspace, greeting("I'm using canary deployments"));
    await sam('build');
    const { byHost, byPath } = await addressesOf(shell, dev);
    await using watch = startWatching(shell, byPath);
    const deploying = sam(deploy(dev));
    const functionName = await helloOf(shell, dev);
    await whenShifting(shell, functionName, deploying);
    const sample = await visit(shell, byHost, 300);
    assert.deepEqual(await look.alias(functionName), { version: '1', weights: { '2': 0.1 } });
    assert.partialDeepStrictEqual((await look.deployments())[0], { status: 'InProgress', targetWeight: 0.1 });
    tell('while the canary lasts', sample);
    assertShare(sample, second, { of: 300, share: 0.1, besides: first });
    await deploying;
    assert.deepEqual(await look.alias(functionName), { version: '2', weights: {} });
    assert.partialDeepStrictEqual((await look.deployments())[0], { status: 'Succeeded', targetWeight: 1 });
    assert.deepEqual(await visit(shell, byHost, 20), { [second]: 20 });
    const seen = await watch.end();
    tell('with a process for each call, before, during and after', seen);
    assert.deepEqual(Object.keys(seen).toSorted(compare), [first, second].toSorted(compare));
  });
}

async function addAnAlarm(shell: Sam): Promise<void> {
  const { sam, step, look, workspace } = shell;
  await step('workshop', 'step 4: one template, an alarm in production alone', async () => {
    writeTemplate(workspace, { isWatched: true });
    await sam('build');
    await sam(deploy(dev));
    await sam(deploy(prod));
    assert.deepEqual(await look.group(dev), { config: 'CodeDeployDefault.LambdaAllAtOnce', alarms: 0 });
    assert.deepEqual(await look.group(prod), { config: 'CodeDeployDefault.LambdaCanary10Percent5Minutes', alarms: 1 });
    const { byHost } = await addressesOf(shell, prod);
    assert.deepEqual(await visit(shell, byHost, 20), { [second]: 20 });
  });
}

async function deployABug(shell: Sam): Promise<void> {
  const { sam, samFails, step, look, workspace } = shell;
  await step('workshop', 'step 5: the bug goes out to all at once where nothing watches', async () => {
    writeHello(workspace, `throw new Error('this will cause a deployment rollback');`);
    await sam('build');
    await sam(deploy(dev));
    const { byHost } = await addressesOf(shell, dev);
    assert.deepEqual(await visit(shell, byHost, 20), { [broken]: 20 });
  });
  await step('workshop', 'step 5: in production the alarm stops it, and all goes back', async () => {
    const functionName = await helloOf(shell, prod);
    const { byHost } = await addressesOf(shell, prod);
    const before = await look.alias(functionName);
    await using watch = startWatching(shell, byHost);
    const told = await samFails(deploy(prod));
    assert.match(told, /UPDATE_ROLLBACK_COMPLETE/);
    assert.equal(await look.stackStatus(prod), 'UPDATE_ROLLBACK_COMPLETE');
    const seen = await watch.end();
    tell('with a process for each call, before, during and after', seen);
    assertFewer(seen, broken, { share: 0.1, besides: second });
    assert.deepEqual(await look.alias(functionName), before);
    assert.deepEqual(await visit(shell, byHost, 50), { [second]: 50 });
    const [rollback, stopped] = await look.deployments();
    assert.partialDeepStrictEqual(stopped, { status: 'Stopped', targetWeight: 0 });
    assert.match(stopped?.message ?? '', /alarms have been activated/);
    assert.equal(rollback?.creator, 'codeDeployRollback');
    assert.equal(rollback.status, 'Succeeded');
  });
}

/** What the reader's `sort | uniq -c` would show. */
function tell(when: string, answers: Answers): void {
  const counts = Object.entries(answers).map(([answer, count]) => `${count} x ${answer}`);
  console.log(`    ${when}: ${counts.join(', ')}`);
}

const compare = (a: string, b: string): number => a.localeCompare(b);

const helloOf = ({ look }: Sam, stack: string): Promise<string> => look.output(stack, 'HelloFunction');

interface Addresses {
  /** As the stack's output has it, but for the scheme; curl is told where that is. */
  readonly asAtAws: Visit;
  readonly byHost: Visit;
  readonly byPath: Visit;
}

/** Of the API's method. */
async function addressesOf({ look, serin }: Sam, stack: string): Promise<Addresses> {
  const { hostname, port } = new URL(serin.endpoint);
  const output = new URL(await look.output(stack, 'HelloApi'));
  const [api = ''] = output.hostname.split('.');
  const host = `${api}.execute-api.localhost`;
  return {
    asAtAws: {
      url: `http://${output.host}${output.pathname}`,
      options: `--connect-to ::${hostname}:${port}`,
    },
    byHost: { url: `http://${host}:${port}${output.pathname}`, options: `--resolve ${host}:${port}:${hostname}` },
    byPath: { url: `${serin.endpoint}/_serin/execute-api/${api}${output.pathname}` },
  };
}

/** Resolves when the alias sends calls to two versions. Rejects where what shifts it ends before. */
async function whenShifting({ look }: Sam, functionName: string, deploying: Promise<string>): Promise<AliasState> {
  const end = new AbortController();
  const ended = deploying.finally(() => end.abort());
  while (!end.signal.aborted) {
    const state = await look.alias(functionName);
    if (Object.keys(state.weights).length > 0) {
      // Whoever deploys is told of what becomes of it.
      ended.catch(() => undefined);
      return state;
    }
  }
  throw new Error(`The alias was never seen between two versions:\n${await ended}`);
}

interface ExpectedShare {
  readonly of: number;
  readonly share: number;
  /** The one other answer that there may be. */
  readonly besides: string;
}

/** Once in a million runs chance alone is beyond these bounds. */
const confidence = 1 - 1e-6;

function assertShare(answers: Answers, wanted: string, { of, share, besides }: ExpectedShare): void {
  const count = answers[wanted] ?? 0;
  const { least, most } = binomialInterval(of, share, confidence);
  assert.equal(count + (answers[besides] ?? 0), of, JSON.stringify(answers));
  assert.ok(count >= least && count <= most, `${count} of ${of} are not between ${least} and ${most}`);
}

/** Of all the answers before, during and after a shift: some, and no more than of the shift alone. */
function assertFewer(
  answers: Answers,
  wanted: string,
  { share, besides }: Pick<ExpectedShare, 'share' | 'besides'>,
): void {
  assert.deepEqual(Object.keys(answers).toSorted(compare), [besides, wanted].toSorted(compare));
  const count = answers[wanted] ?? 0;
  const of = count + (answers[besides] ?? 0);
  const { most } = binomialInterval(of, share, confidence);
  assert.ok(count > 0 && count <= most, `${count} of ${of} are none, or more than ${most}`);
}
