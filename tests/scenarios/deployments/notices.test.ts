/** What topics and the event bus hear of a deployment that an alarm stops. */
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SNS } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReceiver } from '../receiver.ts';
import { deploymentGroupName, openStage, type Stage, watchedByAlarm } from './stage.ts';

let stage: Stage;
let receiver: Awaited<ReturnType<typeof openReceiver>>;

beforeEach(async () => {
  stage = await openStage();
  receiver = await openReceiver();
});

afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

/** A topic that the receiver hears. */
async function createTopic(Name: string): Promise<string> {
  const sns = new SNS(stage.platform.clientConfig);
  const { TopicArn = '' } = await sns.createTopic({ Name });
  await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: receiver.url });
  await stage.platform.advance(0);
  const { SubscribeURL } = JSON.parse((await receiver.next()).body) as { readonly SubscribeURL: string };
  await fetch(SubscribeURL);
  return TopicArn;
}

interface Mail {
  readonly Subject: string;
  readonly Message: string;
}

async function nextMail(): Promise<{ readonly subject: string; readonly message: Record<string, string | null> }> {
  const { Subject, Message } = JSON.parse((await receiver.next()).body) as Mail;
  return { subject: Subject, message: JSON.parse(Message) as Record<string, string | null> };
}

const triggerEvents = [
  'DeploymentStart',
  'DeploymentSuccess',
  'DeploymentFailure',
  'DeploymentStop',
  'DeploymentRollback',
] as const;

test('the topics of its triggers hear of its stop and of its rollback, in the order and the form of AWS', async () => {
  const topic = await createTopic('deployments');
  await stage.prepare({
    ...watchedByAlarm,
    triggerConfigurations: [{ triggerName: 'all', triggerTargetArn: topic, triggerEvents: [...triggerEvents] }],
  });
  await stage.putAlarm();
  const deploymentId = await stage.deploy();
  await stage.setAlarm('ALARM');
  await stage.platform.advance(10_000);
  const { deploymentId: rollbackId } = await stage.rollbackOf(deploymentId);

  const mails = [];
  for (let count = 0; count < 5; count += 1) mails.push(await nextMail());
  expect(mails.map(({ subject }) => subject)).toEqual([
    `CREATED: AWS CodeDeploy ${deploymentId} in us-east-1 to shop`,
    `STOPPED: AWS CodeDeploy ${deploymentId} in us-east-1 to shop`,
    `CREATED: AWS CodeDeploy ${rollbackId} in us-east-1 to shop`,
    `IN_PROGRESS: AWS CodeDeploy ${rollbackId} in us-east-1 to shop`,
    `SUCCEEDED: AWS CodeDeploy ${rollbackId} in us-east-1 to shop`,
  ]);
  const date = expect.stringMatching(/^[A-Z][a-z]{2} Jan \d\d \d\d:\d\d:\d\d UTC 2025$/);
  expect(mails[1]?.message).toEqual({
    region: 'us-east-1',
    accountId: '000000000000',
    eventTriggerName: 'all',
    applicationName: 'shop',
    deploymentId,
    deploymentGroupName,
    createTime: date,
    completeTime: date,
    deploymentOverview: '{"Succeeded":0,"Failed":1,"Skipped":0,"InProgress":0,"Pending":0}',
    status: 'STOPPED',
    errorInformation: expect.stringMatching(/^\{"ErrorCode":"ALARM_ACTIVE","ErrorMessage":"One or more alarms/),
    rollbackInformation: '{}',
  });
  expect(mails[2]?.message).toMatchObject({
    status: 'CREATED',
    completeTime: null,
    rollbackInformation: JSON.stringify({
      RollbackMessage: `Deployment ${rollbackId} is triggered to roll back deployment ${deploymentId}.`,
      RollbackTriggeringDeploymentId: deploymentId,
    }),
  });
});

test('the event bus hears START, STOP, and of the rollback START and SUCCESS', async () => {
  const TopicArn = await createTopic('events');
  const events = new EventBridge(stage.platform.clientConfig);
  await events.putRule({ Name: 'all', EventPattern: JSON.stringify({ source: ['aws.codedeploy'] }) });
  await events.putTargets({ Rule: 'all', Targets: [{ Id: 'topic', Arn: TopicArn }] });
  await stage.prepare(watchedByAlarm);
  await stage.putAlarm();
  const deploymentId = await stage.deploy();
  await stage.setAlarm('ALARM');
  await stage.platform.advance(10_000);
  const { deploymentId: rollbackId } = await stage.rollbackOf(deploymentId);
  const { deploymentGroupInfo } = await stage.codedeploy.getDeploymentGroup({
    applicationName: 'shop',
    deploymentGroupName,
  });

  const heard: Record<string, unknown>[] = [];
  for (let count = 0; count < 4; count += 1)
    heard.push(JSON.parse((JSON.parse((await receiver.next()).body) as Mail).Message) as Record<string, unknown>);
  const detail = {
    region: 'us-east-1',
    instanceGroupId: deploymentGroupInfo?.deploymentGroupId,
    application: 'shop',
    deploymentGroup: deploymentGroupName,
  };
  const byState = (of: string) =>
    heard.filter((event) => (event['detail'] as { deploymentId: string }).deploymentId === of);
  expect(byState(deploymentId).map((event) => event['detail'])).toEqual([
    { ...detail, deploymentId, state: 'START' },
    { ...detail, deploymentId, state: 'STOP' },
  ]);
  expect(byState(rollbackId ?? '').map((event) => event['detail'])).toEqual([
    { ...detail, deploymentId: rollbackId, state: 'START' },
    { ...detail, deploymentId: rollbackId, state: 'SUCCESS' },
  ]);
  expect(heard[0]).toMatchObject({
    source: 'aws.codedeploy',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    resources: [
      'arn:aws:codedeploy:us-east-1:000000000000:application:shop',
      `arn:aws:codedeploy:us-east-1:000000000000:deploymentgroup:shop/${deploymentGroupName}`,
    ],
  });
});
