import type { RehearsalReport } from './read-report.ts';

/** A rehearsal whose new version fails every call, and is taken back. */
export const report: RehearsalReport = {
  schema: 'serin.rehearsal.v1',
  verdict: 'rolledBack',
  expected: 'rolledBack',
  isPassed: true,
  summary: 'The alarm CheckoutErrors stopped the deployment, and all traffic went back.',
  template: 'template.yaml',
  stack: { name: 'checkout', status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'Rollback successful' },
  region: 'us-east-1',
  baseline: { kind: 'same', description: 'the template itself', isCodeMarked: true },
  fault: { text: 'errors=100%', errorsPercent: 100, latencyMs: 0 },
  traffic: { requestsPerSecond: 10, achievedPerSecond: 9.8, requests: 1900, refused: 0 },
  speed: 40,
  tookSeconds: 9.4,
  shifts: [
    {
      resource: 'CheckoutAliaslive',
      functionResource: 'Checkout',
      functionName: 'checkout-Checkout-1',
      alias: 'live',
      currentVersion: '1',
      targetVersion: '2',
      outcome: 'rolledBack',
      deploymentConfig: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      deployments: [
        {
          deploymentId: 'd-AAAAAAAAA',
          status: 'Stopped',
          isRollback: false,
          error: 'ALARM_ACTIVE',
          lifecycleEvents: [{ name: 'AllowTraffic', status: 'Failed', seconds: 75 }],
        },
        { deploymentId: 'd-BBBBBBBBB', status: 'Succeeded', isRollback: true, lifecycleEvents: [] },
      ],
      exposure: { requests: 71, errors: 71, sharePercent: 9.7, firstAtSeconds: 12, lastAtSeconds: 84 },
      detectedBy: 'CheckoutErrors',
      detectSeconds: 70,
      restoreSeconds: 73,
      versions: [
        { version: '1', role: 'current', requests: 1829, errors: 0, p50Ms: 1.2, p99Ms: 8 },
        { version: '2', role: 'target', requests: 71, errors: 71, p50Ms: 1.1, p99Ms: 5 },
      ],
      weights: [
        { atSeconds: 12, targetPercent: 10 },
        { atSeconds: 85, targetPercent: 0 },
      ],
    },
  ],
  alarms: [
    {
      name: 'checkout-CheckoutErrors-1',
      resource: 'CheckoutErrors',
      state: 'OK',
      isWatched: true,
      firstAlarmAtSeconds: 82,
    },
  ],
  timeline: [
    { atSeconds: 0, kind: 'stack', subject: 'checkout', text: 'UPDATE_IN_PROGRESS', tone: 'plain' },
    { atSeconds: 12, kind: 'traffic', subject: 'Checkout:live', text: '10 % to version 2', tone: 'plain' },
    { atSeconds: 120, kind: 'stack', subject: 'checkout', text: 'UPDATE_ROLLBACK_COMPLETE', tone: 'bad' },
  ],
  advice: [
    {
      code: 'no-alarm-on-duration',
      severity: 'note',
      resource: 'Checkout',
      finding: 'No alarm looks at Duration.',
      mend: 'Add one on the p99 of Duration.',
    },
  ],
};
