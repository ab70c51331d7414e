/** A stack with a function whose alias is shifted by CodeDeploy, as AWS's own clients deploy it. */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { Lambda } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { alarmName, StackName, templateOf } from '../../src/services/cloudformation/canary-stack.fixture.ts';
import { startTestPlatform } from '../../src/testing/index.ts';
import { callExtension } from './extension-call.ts';

const minuteMs = 60_000;

async function openStage() {
  const platform = await startTestPlatform();
  const config = { ...platform.clientConfig, maxAttempts: 1 };
  const cloudformation = new CloudFormation(config);
  const lambda = new Lambda(config);
  const status = async (): Promise<string> =>
    (await cloudformation.describeStacks({ StackName })).Stacks?.[0]?.StackStatus ?? '';
  return {
    platform,
    cloudformation,
    cloudwatch: new CloudWatch(config),
    status,
    /** Moves on until the stack's operation has ended. */
    async settle(): Promise<string> {
      for (let turn = 0; turn < 600 && (await status()).endsWith('IN_PROGRESS'); turn += 1)
        await platform.advance(1000);
      return status();
    },
    /** What calls of the alias answer, and how many of them do. */
    async answers(calls: number): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      for (let index = 0; index < calls; index += 1) {
        const { Payload } = await lambda.invoke({ FunctionName: 'checkout', Qualifier: 'live' });
        const answer = Buffer.from(Payload ?? []).toString();
        counts[answer] = (counts[answer] ?? 0) + 1;
      }
      return counts;
    },
    deploy: (number: number) => ({
      StackName,
      TemplateBody: templateOf({ number }),
      Capabilities: ['CAPABILITY_IAM' as const],
    }),
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  };
}

test('an update sends a share of the calls to the new version, and an alarm takes them back', async () => {
  await using stage = await openStage();
  const { cloudformation, cloudwatch, platform } = stage;
  await cloudformation.createStack(stage.deploy(1));
  expect(await stage.settle()).toBe('CREATE_COMPLETE');
  expect(await stage.answers(5)).toEqual({ '1': 5 });

  await cloudformation.updateStack(stage.deploy(2));
  for (let second = 0; second < 30; second += 1) await platform.advance(1000);
  expect(Object.keys(await stage.answers(200))).toEqual(['1', '2']);
  await cloudwatch.setAlarmState({ AlarmName: alarmName, StateValue: 'ALARM', StateReason: 'a test wants it' });
  expect(await stage.settle()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await stage.answers(50)).toEqual({ '1': 50 });

  await cloudwatch.setAlarmState({ AlarmName: alarmName, StateValue: 'OK', StateReason: 'a test wants it' });
  const startedAtMs = platform.clock.now();
  await cloudformation.updateStack(stage.deploy(2));
  expect(await stage.settle()).toBe('UPDATE_COMPLETE');
  expect(platform.clock.now() - startedAtMs).toBeGreaterThan(5 * minuteMs);
  expect(await stage.answers(50)).toEqual({ '2': 50 });
});

test('a deployment tells the story of the stack that made it', async () => {
  await using stage = await openStage();
  const { cloudformation, cloudwatch, platform } = stage;
  await cloudformation.createStack(stage.deploy(1));
  await stage.settle();
  await cloudformation.updateStack(stage.deploy(2));
  for (let second = 0; second < 30; second += 1) await platform.advance(1000);
  await cloudwatch.setAlarmState({ AlarmName: alarmName, StateValue: 'ALARM', StateReason: 'a test wants it' });
  await stage.settle();
  await cloudwatch.setAlarmState({ AlarmName: alarmName, StateValue: 'OK', StateReason: 'a test wants it' });
  await cloudformation.updateStack(stage.deploy(3));
  await stage.settle();

  const { shifts } = await callExtension(platform, 'ListShifts', {});
  expect(shifts).toMatchObject([
    { stackName: StackName, status: 'Succeeded', isRollback: false },
    { stackName: StackName, status: 'Succeeded', isRollback: true },
    { stackName: StackName, status: 'Stopped', isRollback: false },
  ]);
  const [, , { deploymentId }] = shifts;
  const { entries } = await callExtension(platform, 'DescribeShiftTimeline', { deploymentId });
  interface Entry {
    readonly at: number;
    readonly kind: string;
    readonly subject: string;
    readonly text: string;
  }
  const told: readonly Entry[] = entries;
  const ofStack = told.filter(({ kind, subject }) => kind === 'stack' && subject === StackName);
  expect(ofStack.map(({ text }) => text.split(':')[0])).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).toSorted((one, other) => one - other));
  expect(told.filter(({ kind }) => kind === 'alarm').map(({ text }) => text)).toEqual(['ALARM: a test wants it']);
});
