/**
 * What CloudFormation's engine costs: a template of 500 resources as a change set, as a stack, changed
 * and deleted, beside the same resources made one after the other by their own services.
 */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { SNS } from '@aws-sdk/client-sns';
import { startTestPlatform } from '../src/testing/index.ts';
import { SystemClock } from '../src/time/system-clock.ts';

const count = 500;
const StackName = 'wide';

const templateOf = (retentionDays: number): string => {
  const resourceOf = (index: number): object =>
    index % 2 === 0
      ? { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: index === 0 ? retentionDays : 7 } }
      : { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::Sub': `\${AWS::StackName} ${index}` } } };
  const entries = Array.from({ length: count }, (_, index) => [`Resource${index}`, resourceOf(index)]);
  return JSON.stringify({ Resources: Object.fromEntries(entries) });
};

export async function benchStacks(): Promise<void> {
  await using platform = await startTestPlatform({ clock: new SystemClock() });
  const cloudformation = new CloudFormation(platform.clientConfig);
  const deploy = async (template: string, name: string, ChangeSetType: 'CREATE' | 'UPDATE') => {
    const changeSetMs = await timed(() =>
      cloudformation.createChangeSet({ StackName, ChangeSetName: name, ChangeSetType, TemplateBody: template }),
    );
    const deployMs = await timed(async () => {
      await cloudformation.executeChangeSet({ StackName, ChangeSetName: name });
      await untilSettled(cloudformation);
    });
    return { changeSetMs, deployMs };
  };
  const created = await deploy(templateOf(7), 'create', 'CREATE');
  const updated = await deploy(templateOf(14), 'update', 'UPDATE');
  const deletedMs = await timed(async () => {
    await cloudformation.deleteStack({ StackName });
    await untilSettled(cloudformation);
  });
  const aloneMs = await timed(() => makeAlone(platform.clientConfig));
  const line = (what: string, ms: number, more = ''): void =>
    console.log(`  ${what.padEnd(48)} ${ms.toFixed(0).padStart(6)} ms${more}`);
  console.log(`\nA stack of ${count} resources`);
  line('change set that creates all', created.changeSetMs, ' (target: under 2,000)');
  line('created', created.deployMs, `: ${(created.deployMs / aloneMs).toFixed(2)} of the calls alone`);
  line('change set that changes one', updated.changeSetMs);
  line('updated', updated.deployMs);
  line('deleted', deletedMs);
  line('the same resources by their own services, in turn', aloneMs);
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

async function untilSettled(cloudformation: CloudFormation): Promise<void> {
  for (;;) {
    // A stack that is deleted is found by its ID alone.
    const found = await cloudformation.describeStacks({ StackName }).catch(() => undefined);
    if (found?.Stacks?.[0]?.StackStatus?.endsWith('_IN_PROGRESS') !== true) return;
  }
}

async function makeAlone(config: ConstructorParameters<typeof SNS>[0] & object): Promise<void> {
  const sns = new SNS(config);
  const logs = new CloudWatchLogs(config);
  for (let index = 0; index < count / 2; index += 1) {
    await sns.createTopic({ Name: `alone-${index}`, Attributes: { DisplayName: `alone ${index}` } });
    await logs.createLogGroup({ logGroupName: `alone-${index}` });
    await logs.putRetentionPolicy({ logGroupName: `alone-${index}`, retentionInDays: 7 });
  }
}
