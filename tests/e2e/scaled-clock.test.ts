/** A clock that runs ahead of the wall's outlives the program: what is due at its moments still comes. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeDeploy, waitUntilDeploymentSuccessful } from '@aws-sdk/client-codedeploy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appSpec } from '../scenarios/deployments/stage.ts';
import { checkoutGroup, prepareCheckout } from './checkout.ts';
import { readEnvironment, startKillableSerin, type KillableSerin } from './killable-serin.ts';

/** Five minutes of a canary in five seconds. */
const options = ['--speed', '60'];

let dataFolder = '';
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'serin-scaled-clock-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

async function configOf(serin: KillableSerin) {
  const environment = await readEnvironment(dataFolder);
  const credentials = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
  };
  return { endpoint: serin.endpoint, region: environment.AWS_REGION, credentials };
}

test('a canary at sixty times the speed survives kills, each deep in the clock of the last start', async () => {
  let moments: (Date | undefined)[] = [];
  const deploymentId = await (async () => {
    await using serin = await startKillableSerin(dataFolder, options);
    const config = await configOf(serin);
    await prepareCheckout(
      config,
      [1, 2].map((number) => `export const handler = async () => ${number};`),
    );
    const codedeploy = new CodeDeploy(config);
    // The clock is minutes ahead of the wall's by now.
    const { deploymentId = '' } = await codedeploy.createDeployment({
      ...checkoutGroup,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec() } },
    });
    const { deploymentInfo } = await codedeploy.getDeployment({ deploymentId });
    moments = [deploymentInfo?.createTime];
    await serin.kill();
    return deploymentId;
  })();
  for (let kill = 0; kill < 2; kill += 1) {
    await using serin = await startKillableSerin(dataFolder, options);
    await serin.kill();
  }
  await using serin = await startKillableSerin(dataFolder, options);
  const client = new CodeDeploy(await configOf(serin));
  await waitUntilDeploymentSuccessful({ client, maxWaitTime: 100, minDelay: 1, maxDelay: 1 }, { deploymentId });
  const { deploymentInfo } = await client.getDeployment({ deploymentId });
  moments.push(deploymentInfo?.startTime, deploymentInfo?.completeTime);
  const times = moments.map((moment) => moment?.getTime() ?? NaN);
  expect(times).toEqual(times.toSorted((left, right) => left - right));
  expect(times.at(-1)).toBeGreaterThanOrEqual((times.at(-2) ?? 0) + 5 * 60_000);
});

test('a start without the speed goes on from where the fast clock was, and says so', async () => {
  const createdAt = await (async () => {
    await using serin = await startKillableSerin(dataFolder, ['--speed', '10000']);
    const codedeploy = new CodeDeploy(await configOf(serin));
    await codedeploy.createApplication({ applicationName: 'shop', computePlatform: 'Lambda' });
    const { application } = await codedeploy.getApplication({ applicationName: 'shop' });
    expect(await serin.stop()).toBe(0);
    return application?.createTime?.getTime() ?? NaN;
  })();
  const kept = JSON.parse(readFileSync(join(dataFolder, 'clock.json'), 'utf8')) as { readonly atMs: number };
  expect(kept.atMs).toBeGreaterThanOrEqual(createdAt);
  await using serin = await startKillableSerin(dataFolder);
  expect(serin.errors()).toMatch(/^Clock: +\d+\.\d minutes ahead of the wall's$/m);
  const codedeploy = new CodeDeploy(await configOf(serin));
  await codedeploy.createApplication({ applicationName: 'later', computePlatform: 'Lambda' });
  const { application } = await codedeploy.getApplication({ applicationName: 'later' });
  expect(application?.createTime?.getTime()).toBeGreaterThanOrEqual(kept.atMs);
});
