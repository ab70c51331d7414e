/** What a function's run leaves behind in CloudWatch. The functions run, as Python, on this machine. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { zipOf } from '../../../../src/services/lambda/test-zip.fixture.ts';
import { recordSuccess } from '../record.ts';
import type { CloudWatchReplay, CloudWatchScenario } from './case.ts';

/** Runs the code once, and keeps the answer as an item. */
async function invokeItem(s: CloudWatchReplay, code: string): Promise<void> {
  const lambda = new Lambda(s.platform.clientConfig);
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role } = await new IAMClient(s.platform.clientConfig).send(
    new CreateRoleCommand({
      RoleName: 'recorded',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  await lambda.createFunction({
    FunctionName: 'recorded',
    Runtime: 'python3.12',
    Handler: 'handler.handler',
    Role: Role?.Arn,
    Code: { ZipFile: zipOf([{ path: 'handler.py', content: code }]) },
  });
  await s.platform.advance(1000);
  const { Payload, ...rest } = await lambda.invoke({ FunctionName: 'recorded' });
  // AWS unpacks a function's code at /var/task; here it lies where the data folder is.
  const payload = Buffer.from(Payload ?? [])
    .toString()
    .replaceAll(/\/[^"\\]+(?=\/handler\.py)/g, '/var/task');
  s.value('invoke', recordSuccess({ ...rest, Payload: payload }));
}

async function sumItem(s: CloudWatchReplay, name: string, MetricName: string): Promise<void> {
  const { MetricDataResults, Messages, $metadata } = await s.cloudwatch.getMetricData({
    StartTime: s.at(-60),
    EndTime: s.at(60),
    MetricDataQueries: [
      {
        Id: 'm1',
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName,
            Dimensions: [{ Name: 'FunctionName', Value: 'recorded' }],
          },
          Period: 60,
          Stat: 'Sum',
        },
      },
    ],
  });
  s.value(name, recordSuccess({ MetricDataResults, Messages, $metadata }));
}

const scenario = (name: string, run: CloudWatchScenario['run']): CloudWatchScenario => ({
  name: `TestCloudWatchLambdaMetrics::${name}`,
  protocol: 'json',
  needsRuntimes: true,
  run,
});

export const lambdaMetricScenarios: readonly CloudWatchScenario[] = [
  scenario('test_lambda_invoke_successful', async (s) => {
    await invokeItem(s, 'def handler(event, context):\n    return {"success": "ok"}\n');
    await sumItem(s, 'get-metric-data', 'Invocations');
  }),
  scenario('test_lambda_invoke_error', async (s) => {
    await invokeItem(s, "\ndef handler(event, context):\n    raise Exception('fail on purpose')\n");
    await sumItem(s, 'get-metric-data-invocations', 'Invocations');
    await sumItem(s, 'get-metric-data-errors', 'Errors');
  }),
];
