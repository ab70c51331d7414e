/** What a person sees of a deployment and does about it, in a real browser on a real program. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { alarmName, applicationName, deploymentGroupName, openShop, type Shop } from '../shop.ts';
import { findBarriers, launchBrowser, visit, whyNoConsole, type Visit } from './chromium.ts';

const reason = whyNoConsole();
if (reason !== undefined) console.warn(`Skipped, for ${reason}`);

const group = { applicationName, deploymentGroupName };
/** Longer than any test: it ends by what the test does. */
const slowConfig = 'OneStepInTwoDays';

describe.skipIf(reason !== undefined)('the screen of a deployment', () => {
  let serin: SerinProgram;
  let shop: Shop;
  let browser: Browser;

  beforeAll(async () => {
    // Five minutes of a canary are fifteen seconds.
    serin = await startSerin(['--speed', '20']);
    shop = await openShop(serin.environment);
    await shop.codedeploy.createDeploymentConfig({
      deploymentConfigName: slowConfig,
      computePlatform: 'Lambda',
      trafficRoutingConfig: {
        type: 'TimeBasedCanary',
        timeBasedCanary: { canaryPercentage: 10, canaryInterval: 2880 },
      },
    });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await serin?.[Symbol.asyncDispose]();
  });

  /** Without alarms, but where they are what it is about: one that went off stays so for a while. */
  async function deploy(from: string, to: string, config: string, { isWatched = false } = {}): Promise<string> {
    const content = JSON.stringify({
      version: 0,
      Resources: [
        {
          checkout: {
            Type: 'AWS::Lambda::Function',
            Properties: { Name: 'checkout', Alias: 'live', CurrentVersion: from, TargetVersion: to },
          },
        },
      ],
    });
    const { deploymentId = '' } = await shop.codedeploy.createDeployment({
      ...group,
      deploymentConfigName: config,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
      ...(!isWatched && { overrideAlarmConfiguration: { enabled: false } }),
    });
    return deploymentId;
  }

  /** A page that is closed when the test is over, and was not to do anything that it should not. */
  async function look(path?: string, { refusals }: { readonly refusals?: RegExp } = {}): Promise<Page> {
    const visited: Visit = await visit(browser, serin, { ...(path !== undefined && { path }) });
    onTestFinished(async () => {
      const offences = visited.takeOffences();
      await visited[Symbol.asyncDispose]();
      // The browser itself writes down what the server refused.
      expect(offences.filter((offence) => refusals?.test(offence) !== true)).toEqual([]);
    });
    return visited.page;
  }

  const traffic = (page: Page, words: string) => page.getByRole('img', { name: words });
  const tenPercent = 'Version 2 has 10 % of the traffic, version 1 has 90 %';
  const all = 'Version 2 has 100 % of the traffic, version 1 has 0 %';
  const none = 'Version 2 has 0 % of the traffic, version 1 has 100 %';

  /** Presses a button, reads the question, and presses the one that does it. */
  async function act(page: Page, button: string, question: RegExp): Promise<void> {
    await page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: button, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: question });
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  test('shows a canary go through, and takes it back', async () => {
    const page = await look();
    const id = await deploy('1', '2', 'CodeDeployDefault.LambdaCanary10Percent5Minutes', { isWatched: true });
    const row = page.getByRole('row').filter({ hasText: id });
    await row.getByText('In progress').waitFor();
    await row.getByRole('link', { name: 'checkout:live' }).click();
    await page.getByRole('heading', { level: 1, name: 'checkout:live 1 to 2' }).waitFor();
    await traffic(page, tenPercent).waitFor();
    await page.getByText(/^100 % in \d+:\d\d, at /).waitFor();
    await shop.call(30);
    await page
      .getByRole('region', { name: 'Versions' })
      .getByRole('row', { name: /^Invocations [1-9]/ })
      .waitFor();
    await page.getByRole('img', { name: /^Errors per minute\. .*threshold CanaryErrorsAlarm > 0 at 0/ }).waitFor();
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await outcome.getByText(/^Succeeded in 5 min/).waitFor();
    await traffic(page, all).waitFor();
    await page.getByRole('list', { name: 'Timeline' }).getByText('100 % on version 2').waitFor();

    await act(page, 'Undo', /^Take d-.* back\?$/);
    await page.getByText(`Rollback of ${id}`).waitFor();
    await outcome.getByText(/^Succeeded in /).waitFor();
    expect(await shop.alias()).toBe('1');
    await page.goBack();
    await outcome.getByText(/and was undone$/).waitFor();
  });

  test('says which alarm ended it, and where the traffic is', async () => {
    const id = await deploy('1', '2', slowConfig, { isWatched: true });
    const page = await look(`/deployments/${id}`);
    await traffic(page, tenPercent).waitFor();
    const outcome = page.getByRole('region', { name: 'Outcome' });
    const failing = keepCalling({ fails: true });
    await outcome.getByText(/^Stopped after .*: an alarm went off$/).waitFor();
    await failing.stop();
    await outcome.getByText(new RegExp(`The alarm ${alarmName} `)).waitFor();
    await outcome.getByText(/took the traffic back in .*: all traffic is on version 1\.$/).waitFor();
    await traffic(page, none).waitFor();
    const errors = page.getByRole('region', { name: 'Versions' }).getByRole('row', { name: /^Error rate 0 % [1-9]/ });
    await errors.waitFor();
    await page
      .getByRole('list', { name: 'Timeline' })
      .getByText(/^CanaryErrorsAlarm ALARM/)
      .waitFor();
    expect(await shop.alias()).toBe('1');
  });

  test('stops it and sends the traffic back', async () => {
    const id = await deploy('1', '2', slowConfig);
    const page = await look(`/deployments/${id}`);
    await traffic(page, tenPercent).waitFor();
    await page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Roll back' }).click();
    const dialog = page.getByRole('dialog', { name: `Stop ${id} and send all traffic back?` });
    await dialog.getByText('a rollback sends 100 % of the traffic to version 1 at once').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await shop.alias()).toBe('1, 2: 0.1');

    await act(page, 'Roll back', /^Stop d-.* and send all traffic back\?$/);
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await outcome.getByText(/^Stopped after .*: somebody stopped it$/).waitFor();
    await outcome.getByText(/took the traffic back/).waitFor();
    await traffic(page, none).waitFor();
    expect(await shop.alias()).toBe('1');
  });

  test('stops it where it is, and undoes that', async () => {
    const id = await deploy('1', '2', slowConfig);
    const page = await look(`/deployments/${id}`);
    await traffic(page, tenPercent).waitFor();
    await act(page, 'Stop', /^Stop d-.* where it is\?$/);
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await outcome
      .getByText('The traffic stays split: 90 % on version 1, 10 % on version 2. Undo takes it back.')
      .waitFor();
    expect(await shop.alias()).toBe('1, 2: 0.1');
    await act(page, 'Undo', /^Take d-.* back\?$/);
    await page.getByText(`Rollback of ${id}`).waitFor();
    await outcome.getByText(/^Succeeded in /).waitFor();
    expect(await shop.alias()).toBe('1');
  });

  test('holds it, lets it go on, and promotes it', async () => {
    const id = await deploy('1', '2', slowConfig);
    const page = await look(`/deployments/${id}`);
    await traffic(page, tenPercent).waitFor();
    await act(page, 'Pause', /^Pause d-/);
    await page.getByText('Paused at 10 %. Alarms go on watching.').waitFor();
    await act(page, 'Resume', /^Resume d-/);
    await page.getByText(/^100 % in 47:\d\d:\d\d, at /).waitFor();
    await act(page, 'Promote now', /^Send all traffic to version 2 now\?$/);
    await traffic(page, all).waitFor();
    await page
      .getByRole('region', { name: 'Outcome' })
      .getByText(/^Succeeded in /)
      .waitFor();
    expect(await shop.alias()).toBe('2');
  });

  test('shows what differs between the versions', async () => {
    const [from = ''] = (await shop.alias()).split(',');
    const id = await deploy(from, from === '1' ? '2' : '1', 'CodeDeployDefault.LambdaAllAtOnce');
    const page = await look(`/deployments/${id}`);
    const difference = page.getByRole('region', { name: /^What changes from version/ });
    await difference
      .getByRole('region', { name: 'Difference of index.mjs' })
      .getByText(/^(added|removed): .*as told/)
      .waitFor();
  });

  test('says so where there is no such deployment', async () => {
    const page = await look('/deployments/d-ABCDEFGH1', { refusals: /400 \(Bad Request\)/ });
    await page.getByText('There is no deployment d-ABCDEFGH1 in this region').waitFor();
  });

  /** Calls until it is told that it is enough. */
  function keepCalling(options: { readonly fails: boolean }): { stop(): Promise<void> } {
    const enough = new AbortController();
    const calling = (async () => {
      while (!enough.signal.aborted) await shop.call(10, options);
    })();
    return {
      stop: () => {
        enough.abort();
        return calling;
      },
    };
  }
});
