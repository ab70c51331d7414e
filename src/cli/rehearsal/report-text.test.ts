import { describe, expect, test } from 'vitest';
import type { RehearsalReport } from '../../rehearsal/report.ts';
import { paint } from '../shift/lines.ts';
import { describeJunit } from './report-junit.ts';
import { describeReport } from './report-text.ts';

const report: RehearsalReport = {
  schema: 'serin.rehearsal.v1',
  verdict: 'rolledBack',
  expected: 'rolledBack',
  isPassed: true,
  summary: 'The bad version was taken back by the alarm ErrorsAlarm; 89 requests met it.',
  template: 'template.yaml',
  stack: { name: 'shop', status: 'UPDATE_ROLLBACK_COMPLETE' },
  region: 'us-east-1',
  baseline: { kind: 'revision', description: 'the revision HEAD (3f2a9c1d0)', isCodeMarked: false },
  fault: { text: 'errors=100%', errorsPercent: 100, latencyMs: 0 },
  traffic: { requestsPerSecond: 10, achievedPerSecond: 10, requests: 2000, refused: 0 },
  speed: 40,
  tookSeconds: 7,
  shifts: [
    {
      resource: 'CheckoutAliaslive',
      functionResource: 'Checkout',
      functionName: 'shop-Checkout-ABC',
      alias: 'live',
      currentVersion: '1',
      targetVersion: '2',
      outcome: 'rolledBack',
      deploymentConfig: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      deployments: [],
      exposure: { requests: 89, errors: 89, sharePercent: 9.7 },
      detectedBy: 'ErrorsAlarm',
      detectSeconds: 98,
      restoreSeconds: 107,
      versions: [
        { version: '1', role: 'current', requests: 1948, errors: 0, p50Ms: 1.8, p99Ms: 40 },
        { version: '2', role: 'target', requests: 89, errors: 89, p50Ms: 0.2, p99Ms: 0.4 },
      ],
      weights: [
        { atSeconds: 0, targetPercent: 0 },
        { atSeconds: 12, targetPercent: 10 },
        { atSeconds: 118, targetPercent: 0 },
      ],
    },
  ],
  alarms: [
    { name: 'shop-ErrorsAlarm', resource: 'ErrorsAlarm', state: 'ALARM', isWatched: true, firstAlarmAtSeconds: 108 },
  ],
  timeline: [
    { atSeconds: 0, kind: 'stack', subject: 'shop', text: 'UPDATE_IN_PROGRESS', tone: 'plain' },
    {
      atSeconds: 12,
      kind: 'traffic',
      subject: 'Checkout:live',
      text: '90 % on version 1, 10 % on version 2',
      tone: 'plain',
    },
    { atSeconds: 108, kind: 'alarm', subject: 'ErrorsAlarm', text: 'ALARM: Threshold Crossed', tone: 'bad' },
    { atSeconds: 118, kind: 'traffic', subject: 'Checkout:live', text: '100 % on version 1', tone: 'good' },
    { atSeconds: 129, kind: 'stack', subject: 'shop', text: 'UPDATE_ROLLBACK_COMPLETE', tone: 'bad' },
  ],
  advice: [
    { code: 'slow', severity: 'slow', resource: 'ErrorsAlarm', finding: 'It needs 3 periods.', mend: 'Period: 60.' },
    { code: 'no-alarm', severity: 'blind', resource: 'Stock', finding: 'None <guards> it.', mend: 'An "alarm".' },
  ],
};

const textOf = (of: RehearsalReport, width = 90): string =>
  describeReport(of, width)
    .map((line) => paint(line, false))
    .join('\n');

describe('the text of a report', () => {
  test('tells what came of it, whom it met, what happened when, and what is to be mended', () => {
    expect(textOf(report))
      .toBe(` ROLLED BACK  The bad version was taken back by the alarm ErrorsAlarm; 89 requests met it.
 ✓ as expected: it was to be rolled back

 template   template.yaml, as stack shop: UPDATE_ROLLBACK_COMPLETE
 on top of  the revision HEAD (3f2a9c1d0)
 fault      errors=100%, in the new version alone
 traffic    10 requests a second to each function
 took       7 s, at 40 times the wall's speed; all times below are as they would be on AWS

 Checkout:live  version 1 → 2  Canary10Percent5Minutes, rolled back
   new version                ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
   ErrorsAlarm                                                            ██████████
                        0:00                        1:00                        2:00
   met the bad version  89 requests, 9.7 % of all meanwhile; 89 of them failed
   noticed after        1 min 38 s, by ErrorsAlarm
   restored after       1 min 47 s, counted from the first bad request
                         requests   failed    share      p50      p99
   version 1, old            1948        0    0.0 %   1.8 ms    40 ms
   version 2, new              89       89  100.0 %   0.2 ms   0.4 ms

 What happened, in min:s since the update began
   0:00  stack      UPDATE_IN_PROGRESS
   0:12  traffic    90 % on version 1, 10 % on version 2
   1:48  alarm      ErrorsAlarm: ALARM: Threshold Crossed
   1:58  traffic    100 % on version 1
   2:09  stack      UPDATE_ROLLBACK_COMPLETE

 SLOW    ErrorsAlarm  slow
         It needs 3 periods.
         → Period: 60.

 BLIND   Stock  no-alarm
         None <guards> it.
         → An "alarm".`);
  });

  test('fits a narrow terminal but for its table, and says where an end was missed', () => {
    const lines = textOf({ ...report, expected: 'promoted', isPassed: false }, 60).split('\n');
    expect(lines).toContain(' ✗ not as expected: it was to go all the way');
    const long = lines.filter((line) => line.length > 60 && !/requests|version \d|noticed|restored/.test(line));
    expect(long).toEqual([]);
  });

  test('says where the machine did not bear the rate', () => {
    const traffic = { requestsPerSecond: 20, achievedPerSecond: 7.5, requests: 900, refused: 12 };
    expect(textOf({ ...report, traffic }, 120)).toContain(
      '7.5 of 20 requests a second: all that this machine bore at this speed, 12 of 900 refused',
    );
  });
});

describe('the JUnit report', () => {
  test('has a test case for the end, and one that is skipped for each blindness', () => {
    const xml = describeJunit(report, 'details & more');
    expect(xml).toContain(
      '<testsuites name="serin rehearse" tests="2" failures="0" errors="0" skipped="1" time="7.000">',
    );
    expect(xml).toContain('<testcase name="shop: errors=100%" classname="serin rehearse template.yaml" time="7.000">');
    expect(xml).toContain('<system-out>details &amp; more</system-out>');
    expect(xml).toContain('<testcase name="Stock: no-alarm"');
    expect(xml).toContain('<skipped message="None &lt;guards&gt; it. An &quot;alarm&quot;."/>');
  });

  test('of an end that was not expected is a failure', () => {
    const xml = describeJunit({ ...report, isPassed: false }, '');
    expect(xml).toContain('failures="1"');
    expect(xml).toContain(
      '<failure message="The bad version was taken back by the alarm ErrorsAlarm; 89 requests met it."/>',
    );
  });
});
