/** What a person sees of functions and tries with them, in a real browser on a real program. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { openShop, type Shop } from '../shop.ts';
import { findBarriers, launchBrowser, whyNoConsole } from './chromium.ts';
import { look, type LookOptions } from './look.ts';

const reason = whyNoConsole();
if (reason !== undefined) console.warn(`Skipped, for ${reason}`);

describe.skipIf(reason !== undefined)('the screens of functions', () => {
  let serin: SerinProgram;
  let shop: Shop;
  let browser: Browser;

  beforeAll(async () => {
    serin = await startSerin(['--speed', '20']);
    shop = await openShop(serin.environment);
    await shop.call(5);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await serin?.[Symbol.asyncDispose]();
  });

  const lookAt = (path: string, options?: LookOptions): Promise<Page> => look(browser, serin, path, options);

  test('a function is found with what it did lately, and opened', async () => {
    const page = await lookAt('/functions');
    const row = page.getByRole('row').filter({ hasText: 'checkout' });
    await row.getByText(/^[1-9]\d* invocations?$/).waitFor();
    await row.getByText('→ 1').waitFor();
    await page.getByRole('searchbox', { name: 'Name contains' }).fill('nothing-like-it');
    await page.getByText('No function of this region has “nothing-like-it” in its name').waitFor();
    await page.getByRole('searchbox', { name: 'Name contains' }).fill('check');
    await row.getByRole('link', { name: 'checkout' }).click();
    await page.getByRole('heading', { level: 1, name: 'checkout' }).waitFor();
  });

  test.each(['light', 'dark'] as const)('is accessible and fits a phone: %s', async (colorScheme) => {
    const page = await lookAt('/functions/checkout', { colorScheme, width: 390 });
    await page.getByRole('log', { name: 'Log of checkout' }).waitFor();
    await page.getByRole('img', { name: /^Invocations per minute\./ }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('shows where an alias sends its calls, as it changes', async () => {
    const page = await lookAt('/functions/checkout');
    const aliases = page.getByRole('region', { name: 'Aliases' });
    await aliases.getByRole('img', { name: 'live sends 100 % to version 1' }).waitFor();
    await shop.lambda.updateAlias({
      FunctionName: 'checkout',
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } },
    });
    await aliases.getByRole('img', { name: 'live sends 90 % to version 1, 10 % to version 2' }).waitFor();
    const versions = page.getByRole('region', { name: 'Versions', exact: true });
    await versions.getByRole('row', { name: /^2 ← live/ }).waitFor();
  });

  test('calls a version with an event, and shows what it answered', async () => {
    const page = await lookAt('/functions/checkout');
    const panel = page.getByRole('region', { name: 'Test' });
    const editor = panel.getByRole('textbox', { name: 'Event, as JSON' });
    const invoke = panel.getByRole('button', { name: 'Invoke' });
    await editor.fill('{"fails": ');
    await panel.getByText(/^This is no JSON: /).waitFor();
    expect(await invoke.isDisabled()).toBe(true);
    await editor.fill('{"fails":true}');
    await panel.getByRole('button', { name: 'Format' }).click();
    expect(await editor.inputValue()).toBe('{\n  "fails": true\n}');
    await panel.getByRole('combobox', { name: 'Version or alias to call' }).selectOption('2');
    await invoke.click();
    const result = panel.getByRole('region', { name: 'Result' });
    await result.getByText('Function error: Unhandled').waitFor();
    await result
      .getByRole('region', { name: 'Payload' })
      .getByText(/"errorMessage": "as told"/)
      .waitFor();
    await result
      .getByRole('region', { name: 'Log tail' })
      .getByText(/REPORT RequestId/)
      .waitFor();

    await panel.getByRole('combobox', { name: 'Version or alias to call' }).selectOption('1');
    await invoke.click();
    await result.getByText('Answered').waitFor();
    await result.getByRole('region', { name: 'Payload' }).getByText('"version 1"').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  test('the log goes on as it is written, and is filtered', async () => {
    const page = await lookAt('/functions/checkout');
    const log = page.getByRole('log', { name: 'Log of checkout' });
    const lines = log.getByText(/^START RequestId/);
    await lines.first().waitFor();
    const before = await lines.count();
    await shop.call(3);
    await lines.nth(before).waitFor();
    await page.getByRole('searchbox', { name: 'Filter pattern' }).fill('"not written by anyone"');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByText('No line is like that').waitFor();
  });

  test('metrics are those of the whole function, or of one alias', async () => {
    const page = await lookAt('/functions/checkout?of=live');
    await page.getByRole('img', { name: /^Invocations per minute\. Invocations: latest [1-9]/ }).waitFor();
    await page.getByRole('combobox', { name: 'Metrics of' }).selectOption('');
    await page.getByRole('radio', { name: '24 h' }).check({ force: true });
    await page.getByRole('img', { name: /^Invocations per 5 minutes\. Invocations: latest [1-9]/ }).waitFor();
  });
});
