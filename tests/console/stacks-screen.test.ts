/** What a person sees of stacks and changes about them, in a real browser on a real program. */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { findBarriers, launchBrowser, whyNoConsole } from './chromium.ts';
import { look, type LookOptions } from './look.ts';

const reason = whyNoConsole();
if (reason !== undefined) console.warn(`Skipped, for ${reason}`);

const topic = (TopicName: string) => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName } });
const template = (resources: object): string =>
  JSON.stringify({
    Description: 'Where orders go',
    Parameters: { Stage: { Type: 'String', Default: 'prod' } },
    Resources: resources,
    Outputs: { Stage: { Value: { Ref: 'Stage' } } },
  });

describe.skipIf(reason !== undefined)('the screens of stacks', () => {
  let serin: SerinProgram;
  let cloudformation: CloudFormation;
  let browser: Browser;

  beforeAll(async () => {
    serin = await startSerin(['--speed', '20']);
    const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = serin.environment;
    cloudformation = new CloudFormation({
      endpoint: AWS_ENDPOINT_URL,
      region: AWS_REGION,
      credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await serin?.[Symbol.asyncDispose]();
  });

  const lookAt = (path: string, options?: LookOptions): Promise<Page> => look(browser, serin, path, options);

  test('says what to do where there is none, and shows a stack as it is made', async () => {
    const page = await lookAt('/stacks');
    await page.getByText('There is no stack in this region yet').waitFor();
    await cloudformation.createStack({
      StackName: 'orders',
      TemplateBody: template({ Orders: topic('orders'), Old: topic('old') }),
    });
    const row = page.getByRole('row').filter({ hasText: 'orders' });
    await row.getByText('Create complete').waitFor();
    await row.getByRole('link', { name: 'orders' }).click();
    await page.getByRole('heading', { level: 1, name: 'orders' }).waitFor();
    const events = page.getByRole('region', { name: 'Events', exact: true });
    await events.getByRole('row').filter({ hasText: 'Old' }).getByText('Create complete').waitFor();
    await page.getByRole('region', { name: 'Outputs' }).getByText('prod').waitFor();
  });

  test.each(['light', 'dark'] as const)('is accessible in all its views, and fits a phone: %s', async (colorScheme) => {
    const page = await lookAt('/stacks/orders', { colorScheme, width: 390 });
    for (const view of ['Events', 'Resources', 'Template', 'Change sets']) {
      await page.getByRole('radio', { name: view }).check({ force: true });
      await page.getByRole('region', { name: view, exact: true }).waitFor();
      await page.getByText(/^Reading .* …$/).waitFor({ state: 'detached' });
      expect(await findBarriers(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    }
  });

  test('shows the template as it was written and as it was transformed', async () => {
    const page = await lookAt('/stacks/orders?view=template');
    const text = page.getByRole('region', { name: 'Text of the template' });
    await text.getByText('"TopicName": "orders"').waitFor();
    await page.getByRole('radio', { name: 'As transformed' }).check({ force: true });
    await text.getByText('"TopicName": "orders"').waitFor();
  });

  test('shows what a change set would do, and does it', async () => {
    const page = await lookAt('/stacks/orders?view=changes');
    await page.getByText('There is no change set').waitFor();
    await cloudformation.createChangeSet({
      StackName: 'orders',
      ChangeSetName: 'rename',
      TemplateBody: template({ Orders: topic('orders-2'), Audit: topic('audit') }),
    });
    const changes = page.getByRole('region', { name: 'Change sets' });
    await changes.getByText('Ready to execute').waitFor();
    await changes.getByText('rename', { exact: true }).click();
    await changes.getByRole('row', { name: /Modify Orders AWS::SNS::Topic Replaced TopicName/ }).waitFor();
    await changes.getByRole('row', { name: /Remove Old/ }).waitFor();
    await changes.getByRole('button', { name: 'Execute' }).click();
    const dialog = page.getByRole('dialog', { name: 'Execute rename?' });
    await dialog.getByText('1 resource will be deleted.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Execute' }).click();
    await page.getByRole('banner').first().waitFor();
    await page.getByText('Update complete').first().waitFor();
    const { StackResourceSummaries: resources = [] } = await cloudformation.listStackResources({ StackName: 'orders' });
    expect(new Set(resources.map(({ LogicalResourceId }) => LogicalResourceId))).toEqual(new Set(['Audit', 'Orders']));
  });

  test('throws a change set away', async () => {
    await cloudformation.createChangeSet({
      StackName: 'orders',
      ChangeSetName: 'unwanted',
      TemplateBody: template({ Orders: topic('orders-3') }),
    });
    const page = await lookAt('/stacks/orders?view=changes');
    const changes = page.getByRole('region', { name: 'Change sets' });
    await changes.getByText('unwanted', { exact: true }).click();
    await changes.getByRole('button', { name: 'Delete' }).click();
    await page
      .getByRole('dialog', { name: 'Delete the change set unwanted?' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await changes.getByText('unwanted', { exact: true }).waitFor({ state: 'detached' });
  });
});
