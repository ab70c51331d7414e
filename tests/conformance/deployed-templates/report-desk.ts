/** Where the made-up functions tell of their events; it answers hooks and custom resources as their authors would. */
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestPlatform } from '../../../src/testing/index.ts';

interface Clients {
  readonly platform: TestPlatform;
  readonly stacks: CloudFormation;
  readonly codedeploy: CodeDeploy;
}

interface FunctionEvent {
  readonly DeploymentId?: string;
  readonly LifecycleEventHookExecutionId?: string;
  readonly ResponseURL?: string;
  readonly LogicalResourceId?: string;
  readonly RequestType?: string;
}

/** How often it looks, without the clock moving, whether a function's process has told of its event. */
const looksMax = 20_000;
/** Shorter than the shortest time that a function of the corpus has: none runs out while it runs beside the clock. */
const stepMs = 2500;
const minuteMs = 60_000;

export type ReportDesk = Awaited<ReturnType<typeof openReportDesk>>;

export async function openReportDesk({ platform, stacks, codedeploy }: Clients) {
  const canaries = new Set<string>();
  /** Custom resources and what they were asked for: a stack learns of the answer as its clock goes on. */
  const answered = new Set<string>();
  const received: FunctionEvent[] = [];
  const receive = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    received.push(JSON.parse(await text(incoming)));
    response.end();
  };
  const server = createServer((incoming, response) => void receive(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const answer = async (event: FunctionEvent): Promise<void> => {
    const { DeploymentId: deploymentId, LifecycleEventHookExecutionId, ResponseURL } = event;
    if (LifecycleEventHookExecutionId !== undefined) {
      await codedeploy.putLifecycleEventHookExecutionStatus({
        deploymentId,
        lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
        status: 'Succeeded',
      });
    }
    if (ResponseURL !== undefined) {
      const body = JSON.stringify({
        ...event,
        Status: 'SUCCESS',
        PhysicalResourceId: event.LogicalResourceId,
        Data: {},
      });
      await fetch(ResponseURL, { method: 'PUT', body });
      answered.add(`${event.LogicalResourceId} ${event.RequestType?.toUpperCase()}_IN_PROGRESS`);
    }
  };
  const answerAll = async (): Promise<void> => {
    await platform.advance(0);
    for (const event of received.splice(0)) {
      await answer(event);
      await platform.advance(0);
    }
  };

  return {
    /** Deployments that were seen with a part of the traffic on each version. */
    canaries,
    url: `http://127.0.0.1:${port}/`,
    /** Answers all that is asked for, the clock standing still; tells how far the clock can go on then. */
    async serve(StackName: string): Promise<number> {
      for (let look = 0; look < looksMax; look += 1) {
        const { isHookAwaited, shiftsSince, partlyShifted } = await lookAtDeployments(codedeploy);
        for (const deploymentId of partlyShifted) canaries.add(deploymentId);
        if (!isHookAwaited && !(await isCustomAwaited(stacks, StackName, answered))) {
          return shiftsSince === undefined ? stepMs : stepOfShift(platform.clock.now() - shiftsSince);
        }
        await answerAll();
      }
      throw new Error('A function was called, and never told of its event');
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Traffic moves, and a shift ends, at whole minutes: what follows from it is met in small steps. */
function stepOfShift(passedMs: number): number {
  const intoMinuteMs = passedMs % minuteMs;
  return intoMinuteMs < 2 * stepMs ? stepMs : minuteMs - intoMinuteMs;
}

interface Deployments {
  readonly isHookAwaited: boolean;
  /** When the shifts under way began, where that was at one moment. */
  readonly shiftsSince?: number;
  readonly partlyShifted: readonly string[];
}

async function lookAtDeployments(codedeploy: CodeDeploy): Promise<Deployments> {
  const { deployments = [] } = await codedeploy.listDeployments({ includeOnlyStatuses: ['InProgress'] });
  const starts: number[] = [];
  const partlyShifted: string[] = [];
  for (const deploymentId of deployments) {
    const { targetIds = [] } = await codedeploy.listDeploymentTargets({ deploymentId });
    const { deploymentTargets = [] } = await codedeploy.batchGetDeploymentTargets({ deploymentId, targetIds });
    for (const { lambdaTarget } of deploymentTargets) {
      const current = lambdaTarget?.lifecycleEvents?.find(({ status }) => status === 'InProgress');
      const weight = lambdaTarget?.lambdaFunctionInfo?.targetVersionWeight ?? 0;
      if (weight > 0 && weight < 1) partlyShifted.push(deploymentId);
      if (current?.lifecycleEventName === 'AllowTraffic') starts.push(current.startTime?.getTime() ?? 0);
      else if (current !== undefined) return { isHookAwaited: true, partlyShifted };
    }
  }
  // Shifts that did not begin together do not meet at whole minutes.
  const isOne = starts.length === deployments.length && new Set(starts).size === 1;
  return { isHookAwaited: false, partlyShifted, ...(isOne && { shiftsSince: Math.max(...starts) }) };
}

async function isCustomAwaited(
  stacks: CloudFormation,
  StackName: string,
  answered: ReadonlySet<string>,
): Promise<boolean> {
  const { StackResources = [] } = await stacks.describeStackResources({ StackName });
  return StackResources.some(
    ({ LogicalResourceId, ResourceType = '', ResourceStatus = '' }) =>
      ResourceStatus.endsWith('IN_PROGRESS') &&
      /^(Custom::|AWS::CloudFormation::CustomResource$)/.test(ResourceType) &&
      !answered.has(`${LogicalResourceId} ${ResourceStatus}`),
  );
}
