/** What the callers of a deployed function meet, and its alarms, while a client deploys it. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { ClientEnvironment, SerinProgram } from '../serin-program.ts';
import { createSignedInvoker } from '../signed-invoker.ts';

/** What the alias `live` answers, as it came. */
export async function invokeLive({ environment }: SerinProgram, functionName = 'checkout'): Promise<string> {
  using invoker = createSignedInvoker(environment, 1);
  const { body, functionError } = await invoker.invoke(functionName, 'live', {});
  assert.equal(functionError, undefined, body);
  return body;
}

/** What a client of AWS's SDK for JavaScript is made with. */
export const sdkConfig = (environment: ClientEnvironment) => ({
  endpoint: environment.AWS_ENDPOINT_URL,
  region: environment.AWS_REGION,
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
  },
});

const waitMaxMs = 60_000;

/** Resolves when no alarm is in ALARM: as on AWS, one that is stops whatever is deployed next. */
export async function waitForAlarms({ environment }: SerinProgram): Promise<void> {
  const cloudwatch = new CloudWatchClient(sdkConfig(environment));
  const endMs = performance.now() + waitMaxMs;
  for (;;) {
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    if (MetricAlarms.length === 0) return;
    assert.ok(
      performance.now() < endMs,
      `still in ALARM: ${MetricAlarms.map(({ AlarmName }) => AlarmName).join(', ')}`,
    );
    await sleep(250);
  }
}
