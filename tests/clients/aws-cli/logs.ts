/** CloudWatch Logs: groups and events of one's own, and what functions print, followed as `logs tail` does. */
import assert from 'node:assert/strict';
import type { AwsCli } from './aws-cli-shell.ts';

const area = 'logs';

export async function useLogs(aws: AwsCli): Promise<void> {
  const { sh, step } = aws;
  await step(area, 'a group, a stream and events', async () => {
    await sh('aws logs create-log-group --log-group-name /app/cli --tags team=cli');
    await sh('aws logs put-retention-policy --log-group-name /app/cli --retention-in-days 7');
    await sh('aws logs create-log-stream --log-group-name /app/cli --log-stream-name one');
    const events = [`timestamp=$(date +%s000),message=hello`, `timestamp=$(date +%s000),message=ERROR`];
    await sh(
      `aws logs put-log-events --log-group-name /app/cli --log-stream-name one --log-events ${events.join(' ')}`,
    );
    const get = 'aws logs get-log-events --log-group-name /app/cli --log-stream-name one --query events[].message';
    assert.equal(await sh(`${get} --output text`), 'hello\tERROR');
    const describe = 'aws logs describe-log-groups --log-group-name-prefix /app --query logGroups[].retentionInDays';
    assert.equal(await sh(`${describe} --output text`), '7');
  });
  await step(area, 'a metric filter counts what it matches', async () => {
    const transformation = 'metricName=Errors,metricNamespace=App,metricValue=1,defaultValue=0';
    const put = 'aws logs put-metric-filter --log-group-name /app/cli --filter-name errors --filter-pattern ERROR';
    await sh(`${put} --metric-transformations ${transformation}`);
    const events = `timestamp=$(date +%s000),message='one ERROR'`;
    await sh(`aws logs put-log-events --log-group-name /app/cli --log-stream-name one --log-events ${events}`);
    const times = '--start-time $(date -u -d "-10 min" +%FT%TZ) --end-time $(date -u -d "+10 min" +%FT%TZ)';
    const metric = 'aws cloudwatch get-metric-statistics --namespace App --metric-name Errors --statistics Sum';
    const sum = await sh(`${metric} --period 3600 ${times} --query 'sum(Datapoints[].Sum)' --output text`);
    assert.equal(Number(sum), 1);
  });
  await step(area, 'what a function prints is followed by time', async () => {
    const filter = 'aws logs filter-log-events --log-group-name /aws/lambda/node24 --interleaved';
    const first = await sh(`${filter} --start-time 0 --query events[].[message,timestamp] --output json`);
    const found = JSON.parse(first) as [message: string, timestamp: number][];
    assert.equal(found.filter(([message]) => message.startsWith('REPORT')).length, 1);
    const since = Math.max(...found.map(([, timestamp]) => timestamp)) + 1;
    await sh('aws lambda invoke --function-name node24 node24.json');
    const next = await sh(`${filter} --start-time ${since} --filter-pattern REPORT --query 'length(events)'`);
    assert.equal(next, '1');
  });
  await step(area, 'a pattern that cannot be read is refused', async () => {
    const refused = await aws.shFails('aws logs filter-log-events --log-group-name /app/cli --filter-pattern "{ a"');
    assert.match(refused, /InvalidParameterException.*must end with '}'/);
  });
  await step(area, 'the group is deleted with its events', async () => {
    await sh('aws logs delete-log-group --log-group-name /app/cli');
    const refused = await aws.shFails('aws logs describe-log-streams --log-group-name /app/cli');
    assert.match(refused, /ResourceNotFoundException.*The specified log group does not exist\./);
  });
}
