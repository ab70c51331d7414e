/** Alarms as the console shows them, and reports of rehearsals that are opened in it. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { report } from '../../console/src/screens/rehearsal/report.fixture.ts';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { alarmName, deploymentGroupName, openShop } from '../shop.ts';
import { findBarriers, launchBrowser, patienceMs, visit, whyNoConsole } from './chromium.ts';

const reason = whyNoConsole();
if (reason !== undefined) console.warn(`Skipped, for ${reason}`);

describe.skipIf(reason !== undefined)('in the console', () => {
  let serin: SerinProgram;
  let browser: Browser;
  let shop: Awaited<ReturnType<typeof openShop>>;

  beforeAll(async () => {
    serin = await startSerin(['--speed', '20']);
    shop = await openShop(serin.environment);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await serin?.[Symbol.asyncDispose]();
  });

  test('an alarm is found in the list, and shows its state as it changes', { timeout: patienceMs }, async () => {
    await using visited = await visit(browser, serin, { path: '/alarms' });
    const { page } = visited;
    await page.getByRole('searchbox', { name: 'Part of the name' }).fill(alarmName.slice(2));
    await page.getByRole('link', { name: alarmName }).click();
    await page.getByRole('heading', { level: 1, name: alarmName }).waitFor();
    await page.getByRole('region', { name: 'Configuration' }).getByText(deploymentGroupName, { exact: true }).waitFor();
    await page.getByRole('figure', { name: /Errors/ }).waitFor();
    const words = 'somebody looked at it';
    await shop.cloudwatch.setAlarmState({ AlarmName: alarmName, StateValue: 'ALARM', StateReason: words });
    await page
      .getByRole('region', { name: 'History' })
      .getByText(/to ALARM/)
      .first()
      .waitFor();
    expect(visited.takeOffences()).toEqual([]);
  });

  test('an alarm that is not there is said not to be', { timeout: patienceMs }, async () => {
    await using visited = await visit(browser, serin, { path: '/alarms/gone' });
    await visited.page.getByText('There is no alarm of that name in this region').waitFor();
    expect(visited.takeOffences()).toEqual([]);
  });

  test('a report is opened, and another file refused in words', { timeout: patienceMs }, async () => {
    await using visited = await visit(browser, serin, { path: '/rehearsal' });
    const { page } = visited;
    const open = (name: string, text: string) =>
      page.getByLabel('Open a report').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    await open('package.json', '{"name":"shop"}');
    await page.getByRole('alert').getByText('package.json is no report of a rehearsal').waitFor();
    await open('rehearsal.json', JSON.stringify(report));
    await page.getByRole('region', { name: 'Verdict' }).getByText(report.summary).waitFor();
    await page
      .getByRole('region', { name: 'Checkout:live' })
      .getByText('71 requests, 9.7 % of all meanwhile')
      .waitFor();
    await page.getByRole('list', { name: 'Timeline' }).getByText('UPDATE_ROLLBACK_COMPLETE').waitFor();
    expect(visited.takeOffences()).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('both keep nobody out, %s', { timeout: patienceMs }, async (colorScheme) => {
    await using visited = await visit(browser, serin, {
      path: `/alarms/${alarmName}`,
      colorScheme,
      reducedMotion: 'reduce',
    });
    const { page } = visited;
    await page.getByRole('region', { name: 'History' }).getByRole('table').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Rehearsal' }).click();
    await page
      .getByLabel('Open a report')
      .setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(report)) });
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(visited.takeOffences()).toEqual([]);
  });
});
