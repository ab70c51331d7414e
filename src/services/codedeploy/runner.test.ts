import { expect, test } from 'vitest';
import { invariant } from '../../invariant.ts';
import { openCodedeploy, owner } from './codedeploy.fixture.ts';
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

test('a deployment that ends while the runner looks at it, and was told of more before, is let rest', async () => {
  await using codedeploy = await openCodedeploy();
  await codedeploy.createGroup();
  const { deploymentId } = await codedeploy.call('CreateDeployment', {
    applicationName: 'shop',
    deploymentGroupName: 'checkout',
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
  });
  invariant(deploymentId !== undefined, 'it has an ID');
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
