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
import { createApplication } from './operations/create-application.ts';
import { createDeploymentConfig } from './operations/create-deployment-config.ts';
import { createDeploymentGroup } from './operations/create-deployment-group.ts';
import { deleteApplication } from './operations/delete-application.ts';
import { deleteDeploymentConfig } from './operations/delete-deployment-config.ts';
import { deleteDeploymentGroup } from './operations/delete-deployment-group.ts';
import {
  batchGetDeploymentInstances,
  getDeploymentInstance,
  listDeploymentInstances,
} from './operations/deployment-instances.ts';
import { batchGetApplicationRevisions, getApplicationRevision } from './operations/get-application-revisions.ts';
import { batchGetApplications, getApplication, listApplications } from './operations/get-applications.ts';
import { getDeploymentConfig, listDeploymentConfigs } from './operations/get-deployment-configs.ts';
import {
  batchGetDeploymentGroups,
  getDeploymentGroup,
  listDeploymentGroups,
} from './operations/get-deployment-groups.ts';
import { listApplicationRevisions } from './operations/list-application-revisions.ts';
import { registerApplicationRevision } from './operations/register-application-revision.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { updateApplication } from './operations/update-application.ts';
import { updateDeploymentGroup } from './operations/update-deployment-group.ts';

export type CodedeployService = ReturnType<typeof createCodedeployService>;

/** CodeDeploy: applications, their deployment groups and revisions, and how traffic is shifted. */
export function createCodedeployService(dependencies: CodedeployDependencies) {
  return { operations: createOperations(dependencies) };
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
    BatchGetDeploymentInstances: serve(batchGetDeploymentInstances),
    CreateApplication: serve(createApplication),
    CreateDeploymentConfig: serve(createDeploymentConfig),
    CreateDeploymentGroup: serve(createDeploymentGroup),
    DeleteApplication: serve(deleteApplication),
    DeleteDeploymentConfig: serve(deleteDeploymentConfig),
    DeleteDeploymentGroup: serve(deleteDeploymentGroup),
    GetApplication: serve(getApplication),
    GetApplicationRevision: serve(getApplicationRevision),
    GetDeploymentConfig: serve(getDeploymentConfig),
    GetDeploymentGroup: serve(getDeploymentGroup),
    GetDeploymentInstance: serve(getDeploymentInstance),
    ListApplicationRevisions: serve(listApplicationRevisions),
    ListApplications: serve(listApplications),
    ListDeploymentConfigs: serve(listDeploymentConfigs),
    ListDeploymentGroups: serve(listDeploymentGroups),
    ListDeploymentInstances: serve(listDeploymentInstances),
    ListTagsForResource: serve(listTagsForResource),
    RegisterApplicationRevision: serve(registerApplicationRevision),
    TagResource: serve(tagResource),
    UntagResource: serve(untagResource),
    UpdateApplication: serve(updateApplication),
    UpdateDeploymentGroup: serve(updateDeploymentGroup),
  } satisfies Handlers<CodedeployOperations>;
}
