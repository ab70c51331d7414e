import { expect, test } from 'vitest';
import { invariant } from '../../invariant.ts';
import { openCodedeploy, owner, type TestCodedeploy } from './codedeploy.fixture.ts';
import { findDeployment, tellNow } from './deployments.ts';
import { startDeploymentRunner } from './runner.ts';

const content = JSON.stringify({
  version: 0.0,
  Resources: [
    {
      checkout: {
        Type: 'AWS::Lambda::Function',
        Properties: { Name: 'checkout', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' },
      },
    },
  ],
});

/** A deployment that nobody carries on yet; watched by an alarm. */
async function begin(codedeploy: TestCodedeploy): Promise<string> {
  await codedeploy.createGroup();
  const { deploymentId } = await codedeploy.call('CreateDeployment', {
    applicationName: 'shop',
    deploymentGroupName: 'checkout',
    deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    overrideAlarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
  });
  invariant(deploymentId !== undefined, 'it has an ID');
  return deploymentId;
}

test('a deployment that ends while the runner looks at it, and was told of more before, is let rest', async () => {
  await using codedeploy = await openCodedeploy();
  const deploymentId = await begin(codedeploy);
  const { context } = codedeploy;
  let hasActed = false;
  const runner = startDeploymentRunner({
    ...context,
    lambda: {
      ...context.lambda,
      GetFunctionConfiguration: async () => ({}),
      // The first thing that the runner asks for: meanwhile people act.
      GetAlias: async () => {
        const atMs = context.clock.now();
        if (!hasActed) {
          await tellNow(context, owner, deploymentId, { kind: 'paused', atMs });
          await tellNow(context, owner, deploymentId, { kind: 'stop-requested', atMs });
        }
        hasActed = true;
        return { FunctionVersion: '1' };
      },
    },
  });
  // Without rest this would never resolve, nor would anything else on this thread.
  await runner.settled();
  await runner[Symbol.asyncDispose]();
  expect(hasActed).toBe(true);
  expect((await findDeployment(context, owner, deploymentId))?.value.state.phase).toMatchObject({ kind: 'ended' });
});

test('alarms are watched also while a step fails again and again', async () => {
  await using codedeploy = await openCodedeploy();
  const deploymentId = await begin(codedeploy);
  const { context, clock } = codedeploy;
  let StateValue: 'OK' | 'ALARM' = 'OK';
  const runner = startDeploymentRunner({
    ...context,
    cloudwatch: {
      ...context.cloudwatch,
      DescribeAlarms: async () => ({ MetricAlarms: [{ AlarmName: 'errors', StateValue }] }),
    },
    lambda: {
      GetFunctionConfiguration: async () => ({}),
      GetAlias: async () => ({ FunctionVersion: '1', RevisionId: 'r' }),
      UpdateAlias: () => Promise.reject(new Error('The disk is full')),
    },
  });
  await clock.advance(60_000);
  const phase = async () => (await findDeployment(context, owner, deploymentId))?.value.state.phase;
  expect(await phase()).toEqual({ kind: 'shifting', step: 0, isApplied: false });
  StateValue = 'ALARM';
  await clock.advance(10_000);
  // No rollback was asked for, so the stop first makes sure of where the alias is.
  expect(await phase()).toMatchObject({ ending: { outcome: 'stopped', reason: { kind: 'alarm' } } });
  await runner[Symbol.asyncDispose]();
});
