import type { CodedeployOperations } from '../../api/codedeploy.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type {
  CodedeployContext,
  CodedeployDependencies,
  CodedeployInput,
  CodedeployOperation,
  CodedeployOutput,
} from './context.ts';
import type { Extension, ExtensionInput } from './extensions/extension.ts';
import { describeShift } from './extensions/describe-shift.ts';
import { describeShiftTimeline } from './extensions/describe-shift-timeline.ts';
import { listShifts } from './extensions/list-shifts.ts';
import { pauseDeployment, promoteDeployment, resumeDeployment } from './extensions/steer-deployment.ts';
import { undoDeployment } from './extensions/undo-deployment.ts';
import type { HookOutcome } from './hook-call.ts';
import { type NoticeRunner, startNoticeRunner } from './notice-runner.ts';
import { continueDeployment } from './operations/continue-deployment.ts';
import { createApplication } from './operations/create-application.ts';
import { createDeploymentConfig } from './operations/create-deployment-config.ts';
import { createDeployment } from './operations/create-deployment.ts';
import { createDeploymentGroup } from './operations/create-deployment-group.ts';
import { deleteApplication } from './operations/delete-application.ts';
import { deleteDeploymentConfig } from './operations/delete-deployment-config.ts';
import { deleteDeploymentGroup } from './operations/delete-deployment-group.ts';
import {
  batchGetDeploymentInstances,
  getDeploymentInstance,
  listDeploymentInstances,
} from './operations/deployment-instances.ts';
import {
  batchGetDeploymentTargets,
  getDeploymentTarget,
  listDeploymentTargets,
} from './operations/deployment-targets.ts';
import { batchGetApplicationRevisions, getApplicationRevision } from './operations/get-application-revisions.ts';
import { batchGetApplications, getApplication, listApplications } from './operations/get-applications.ts';
import { getDeploymentConfig, listDeploymentConfigs } from './operations/get-deployment-configs.ts';
import {
  batchGetDeploymentGroups,
  getDeploymentGroup,
  listDeploymentGroups,
} from './operations/get-deployment-groups.ts';
import { batchGetDeployments, getDeployment } from './operations/get-deployment.ts';
import { listApplicationRevisions } from './operations/list-application-revisions.ts';
import { listDeployments } from './operations/list-deployments.ts';
import { putLifecycleEventHookExecutionStatus } from './operations/put-lifecycle-event-hook-execution-status.ts';
import { registerApplicationRevision } from './operations/register-application-revision.ts';
import { stopDeployment } from './operations/stop-deployment.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { updateApplication } from './operations/update-application.ts';
import { updateDeploymentGroup } from './operations/update-deployment-group.ts';
import { type DeploymentRunner, startDeploymentRunner } from './runner.ts';

export type CodedeployService = ReturnType<typeof createCodedeployService>;

/** CodeDeploy: applications, their deployment groups and revisions, and how traffic is shifted. */
export function createCodedeployService(context: CodedeployDependencies) {
  let runner: DeploymentRunner | undefined;
  let notices: NoticeRunner | undefined;
  return {
    operations: createOperations(context),
    /** What Serin adds to CodeDeploy, by name. */
    extensions: createExtensions(context),
    /** Begins to carry deployments on: those that an earlier process left, and those to come. */
    start(): void {
      runner ??= startDeploymentRunner(context);
      notices ??= startNoticeRunner(context);
    },
    /** Resolves once the deployment knows what became of a hook's function; of any other invocation: at once. */
    takeHookOutcome: async (outcome: HookOutcome): Promise<void> => runner?.takeHookOutcome(outcome),
    /** Resolves when all that is left waits for the clock: for tests that move it. */
    async idle(): Promise<void> {
      await runner?.settled();
      await notices?.settled();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await runner?.[Symbol.asyncDispose]();
      await notices?.[Symbol.asyncDispose]();
    },
  };
}

function createExtensions(context: CodedeployContext) {
  const serve =
    (extension: Extension) =>
    (input: ExtensionInput, request: RequestContext): Promise<object> =>
      extension(input, context, request);
  return {
    DescribeShift: serve(describeShift),
    DescribeShiftTimeline: serve(describeShiftTimeline),
    ListShifts: serve(listShifts),
    PauseDeployment: serve(pauseDeployment),
    PromoteDeployment: serve(promoteDeployment),
    ResumeDeployment: serve(resumeDeployment),
    UndoDeployment: serve(undoDeployment),
  };
}

function createOperations(context: CodedeployContext) {
  const serve =
    <Name extends keyof CodedeployOperations>(operation: CodedeployOperation<Name>) =>
    (input: CodedeployInput<Name>, request: RequestContext): Promise<CodedeployOutput<Name>> =>
      operation(input, context, request);
  return {
    BatchGetApplicationRevisions: serve(batchGetApplicationRevisions),
    BatchGetApplications: serve(batchGetApplications),
    BatchGetDeploymentGroups: serve(batchGetDeploymentGroups),
    BatchGetDeployments: serve(batchGetDeployments),
    BatchGetDeploymentTargets: serve(batchGetDeploymentTargets),
    BatchGetDeploymentInstances: serve(batchGetDeploymentInstances),
    ContinueDeployment: serve(continueDeployment),
    CreateApplication: serve(createApplication),
    CreateDeployment: serve(createDeployment),
    CreateDeploymentConfig: serve(createDeploymentConfig),
    CreateDeploymentGroup: serve(createDeploymentGroup),
    DeleteApplication: serve(deleteApplication),
    DeleteDeploymentConfig: serve(deleteDeploymentConfig),
    DeleteDeploymentGroup: serve(deleteDeploymentGroup),
    GetApplication: serve(getApplication),
    GetApplicationRevision: serve(getApplicationRevision),
    GetDeployment: serve(getDeployment),
    GetDeploymentConfig: serve(getDeploymentConfig),
    GetDeploymentGroup: serve(getDeploymentGroup),
    GetDeploymentInstance: serve(getDeploymentInstance),
    GetDeploymentTarget: serve(getDeploymentTarget),
    ListApplicationRevisions: serve(listApplicationRevisions),
    ListApplications: serve(listApplications),
    ListDeploymentConfigs: serve(listDeploymentConfigs),
    ListDeploymentGroups: serve(listDeploymentGroups),
    ListDeploymentInstances: serve(listDeploymentInstances),
    ListDeployments: serve(listDeployments),
    ListDeploymentTargets: serve(listDeploymentTargets),
    ListTagsForResource: serve(listTagsForResource),
    PutLifecycleEventHookExecutionStatus: serve(putLifecycleEventHookExecutionStatus),
    RegisterApplicationRevision: serve(registerApplicationRevision),
    StopDeployment: serve(stopDeployment),
    TagResource: serve(tagResource),
    UntagResource: serve(untagResource),
    UpdateApplication: serve(updateApplication),
    UpdateDeploymentGroup: serve(updateDeploymentGroup),
  } satisfies Handlers<CodedeployOperations>;
}
