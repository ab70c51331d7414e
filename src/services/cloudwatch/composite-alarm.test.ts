import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arnOf, openAlarms, steadyAlarm, topicArn, type AlarmFixture } from './alarm.fixture.ts';

let alarms: AlarmFixture;

beforeEach(async () => {
  alarms = await openAlarms();
  for (const AlarmName of ['one', 'two', 'calm']) await alarms.call('PutMetricAlarm', { ...steadyAlarm, AlarmName });
  alarms.run();
});
afterEach(async () => alarms[Symbol.asyncDispose]());

async function put(AlarmRule: string, more: object = {}): Promise<void> {
  await alarms.call('PutCompositeAlarm', { AlarmName: 'all', AlarmRule, AlarmActions: [topicArn], ...more });
  await alarms.advance(0);
}

async function set(AlarmName: string, StateValue: 'OK' | 'ALARM'): Promise<void> {
  await alarms.call('SetAlarmState', { AlarmName, StateValue, StateReason: 'by hand' });
  await alarms.advance(0);
}

const composite = async () =>
  (await alarms.call('DescribeAlarms', { AlarmNames: ['all'], AlarmTypes: ['CompositeAlarm'] })).CompositeAlarms?.[0];

describe('a composite alarm', () => {
  test('is evaluated at its creation, and names all children', async () => {
    await put('ALARM(one) OR ALARM(two)');
    const alarm = await composite();
    expect(alarm?.StateValue).toBe('OK');
    expect(alarm?.StateReason).toBe(`${arnOf('all')} was created and its alarm rule evaluates to OK`);
    const { triggeringAlarms } = JSON.parse(alarm?.StateReasonData ?? '');
    expect(triggeringAlarms.map(({ arn }: { arn: string }) => arn)).toEqual([arnOf('one'), arnOf('two')]);
  });

  test('follows the child that changes its outcome, and names it', async () => {
    await put(`ALARM("${arnOf('one')}") OR ALARM(two)`);
    await set('one', 'ALARM');
    const alarm = await composite();
    expect(alarm?.StateValue).toBe('ALARM');
    expect(alarm?.StateReason).toBe(`${arnOf('one')} transitioned to ALARM at Wednesday 01 January, 2025 00:00:00 UTC`);
    await alarms.advance(1000);
    await set('two', 'ALARM');
    expect(await composite()).toEqual(alarm);
    await set('one', 'OK');
    expect((await composite())?.StateValue).toBe('ALARM');
    await set('two', 'OK');
    expect((await composite())?.StateReason).toMatch(`${arnOf('two')} transitioned to OK at `);
    expect(alarms.told.published.map(({ Subject }) => Subject)).toEqual(['ALARM: "all" in US East (N. Virginia)']);
  });

  test('set by hand stays so until a child changes', async () => {
    await put('ALARM(one)');
    await set('all', 'ALARM');
    await alarms.advance(120_000);
    expect((await composite())?.StateValue).toBe('ALARM');
    await set('one', 'OK');
    expect((await composite())?.StateValue).toBe('OK');
  });

  test('is evaluated anew with another rule', async () => {
    await put('ALARM(one)');
    await put('NOT ALARM(one)');
    const alarm = await composite();
    expect(alarm?.StateReason).toBe(`${arnOf('all')} was updated and its alarm rule evaluates to ALARM`);
  });

  test('sees what its children did while nobody looked', async () => {
    await put('ALARM(one)');
    await alarms.restart();
    await alarms.call('SetAlarmState', { AlarmName: 'one', StateValue: 'ALARM', StateReason: 'by hand' });
    alarms.run();
    await alarms.advance(0);
    expect((await composite())?.StateValue).toBe('ALARM');
  });

  test('of composite alarms follows them', async () => {
    await put('ALARM(one)');
    await alarms.call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(all) AND NOT ALARM(two)' });
    await set('one', 'ALARM');
    expect((await alarms.describe('top')).value).toBe('ALARM');
  });

  test('in a circle is left alone, and can be freed with another rule', async () => {
    await put('FALSE');
    await alarms.call('PutCompositeAlarm', { AlarmName: 'other', AlarmRule: 'NOT ALARM(all)' });
    await alarms.advance(0);
    await put('ALARM(other)');
    expect((await composite())?.StateValue).toBe('OK');
    await expect(alarms.call('DeleteAlarms', { AlarmNames: ['all'] })).rejects.toThrow('Cannot delete all as');
    await put('FALSE');
    await alarms.call('DeleteAlarms', { AlarmNames: ['other'] });
    await alarms.call('DeleteAlarms', { AlarmNames: ['all'] });
  });

  test('is refused with children that do not exist', async () => {
    await expect(put('ALARM(one) OR OK(nobody) OR OK("no one")')).rejects.toMatchObject({
      type: 'ValidationException',
      message: 'Could not save the composite alarm as alarms [nobody, no one] in the alarm rule do not exist',
    });
  });

  test('keeps its children from being deleted', async () => {
    await put('ALARM(one) AND ALARM(two)');
    await expect(alarms.call('DeleteAlarms', { AlarmNames: ['one', 'calm'] })).rejects.toThrow(
      'Cannot delete one as there are composite alarm(s) depending on it.',
    );
    await expect(alarms.call('DeleteAlarms', { AlarmNames: ['one', 'two'] })).rejects.toThrow(
      'Cannot delete one,two as there are composite alarm(s) depending on them.',
    );
    expect((await alarms.describe('calm')).value).toBeDefined();
    await alarms.call('DeleteAlarms', { AlarmNames: ['one', 'all'] });
  });
});

describe('a suppressor', () => {
  const suppressed = {
    ActionsSuppressor: 'calm',
    ActionsSuppressorWaitPeriod: 120,
    ActionsSuppressorExtensionPeriod: 180,
  };

  test('gets the wait period to come; without it the actions follow', async () => {
    await put('ALARM(one)', suppressed);
    await alarms.advance(120_000);
    await set('one', 'ALARM');
    expect(await composite()).toMatchObject({
      ActionsSuppressedBy: 'WaitPeriod',
      ActionsSuppressedReason: 'Actions suppressed by WaitPeriod',
    });
    await alarms.advance(119_000);
    expect(alarms.told.published).toEqual([]);
    await alarms.advance(1000);
    expect(alarms.told.published).toHaveLength(1);
    expect((await composite())?.ActionsSuppressedBy).toBeUndefined();
  });

  test('in ALARM holds the actions back, and for the extension period after', async () => {
    await put('ALARM(one)', suppressed);
    await set('calm', 'ALARM');
    await set('one', 'ALARM');
    expect((await composite())?.ActionsSuppressedBy).toBe('Alarm');
    await alarms.advance(30_000);
    await set('calm', 'OK');
    expect((await composite())?.ActionsSuppressedBy).toBe('ExtensionPeriod');
    await alarms.advance(179_000);
    expect(alarms.told.published).toEqual([]);
    await alarms.advance(1000);
    expect(alarms.told.published).toHaveLength(1);
  });

  test('is waited for over a restart', async () => {
    await put('ALARM(one)', suppressed);
    await set('one', 'ALARM');
    await alarms.restart();
    await alarms.clock.advance(300_000);
    alarms.run();
    await alarms.advance(0);
    expect(alarms.told.published).toHaveLength(1);
  });

  test('must exist, and stays as long as it is needed', async () => {
    await expect(put('ALARM(one)', { ...suppressed, ActionsSuppressor: 'nobody' })).rejects.toThrow('nobody');
    await put('ALARM(one)', suppressed);
    await expect(alarms.call('DeleteAlarms', { AlarmNames: ['calm'] })).rejects.toThrow('Cannot delete calm as');
  });
});
