/** Where the made-up functions tell of their events; it answers hooks and custom resources as their authors would. */
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Clients {
  readonly stacks: CloudFormation;
  readonly codedeploy: CodeDeploy;
}

interface FunctionEvent {
  readonly DeploymentId?: string;
  readonly LifecycleEventHookExecutionId?: string;
  readonly ResponseURL?: string;
  readonly LogicalResourceId?: string;
}

/** How often it looks, without the clock moving, whether a function's process has told of its event. */
const looksMax = 20_000;

export type ReportDesk = Awaited<ReturnType<typeof openReportDesk>>;

export async function openReportDesk({ stacks, codedeploy }: Clients) {
  let answers = 0;
  const received: FunctionEvent[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      received.push(JSON.parse(body));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const answer = async (event: FunctionEvent): Promise<void> => {
    const { DeploymentId: deploymentId, LifecycleEventHookExecutionId, ResponseURL } = event;
    answers += 1;
    if (LifecycleEventHookExecutionId !== undefined) {
      await codedeploy.putLifecycleEventHookExecutionStatus({
        deploymentId,
        lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
        status: 'Succeeded',
      });
    }
    if (ResponseURL !== undefined) {
      const body = JSON.stringify({ ...event, Status: 'SUCCESS', PhysicalResourceId: event.LogicalResourceId, Data: {} });
      await fetch(ResponseURL, { method: 'PUT', body });
    }
  };
  /** Whether a function has been called, or is about to be, and somebody waits for what it says. */
  const isAwaited = async (StackName: string): Promise<boolean> =>
    (await isHookAwaited(codedeploy)) || (await isCustomAwaited(stacks, StackName));

  return {
    url: `http://127.0.0.1:${port}/`,
    get answers() {
      return answers;
    },
    /** Answers all that is asked for, the clock standing still. */
    async serve(StackName: string, turn: () => Promise<void>): Promise<void> {
      for (let look = 0; look < looksMax && (await isAwaited(StackName)); look += 1) {
        await turn();
        for (const event of received.splice(0)) {
          await answer(event);
          await turn();
        }
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function isHookAwaited(codedeploy: CodeDeploy): Promise<boolean> {
  const { deployments = [] } = await codedeploy.listDeployments({ includeOnlyStatuses: ['InProgress'] });
  for (const deploymentId of deployments) {
    const { targetIds = [] } = await codedeploy.listDeploymentTargets({ deploymentId });
    for (const targetId of targetIds) {
      const { deploymentTarget } = await codedeploy.getDeploymentTarget({ deploymentId, targetId });
      const lifecycle = deploymentTarget?.lambdaTarget?.lifecycleEvents ?? [];
      if (lifecycle.some(({ lifecycleEventName: name, status }) => status === 'InProgress' && name !== 'AllowTraffic'))
        return true;
    }
  }
  return false;
}

async function isCustomAwaited(stacks: CloudFormation, StackName: string): Promise<boolean> {
  const { StackResources = [] } = await stacks.describeStackResources({ StackName });
  return StackResources.some(
    ({ ResourceType = '', ResourceStatus = '' }) =>
      ResourceStatus.endsWith('IN_PROGRESS') && /^(Custom::|AWS::CloudFormation::CustomResource$)/.test(ResourceType),
  );
}
