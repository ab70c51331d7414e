import { identifierFrom } from '../../identifiers.ts';
import type { HttpOperation } from '../context.ts';
import { describeDeployment } from '../describe.ts';
import { badRequest } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { changeApi, requireApi, requirePart } from '../records.ts';
import { type DeploymentRecord, given, merged, without } from '../resources/http-api.ts';

/** Catches what the API is now; with `StageName`, that stage serves it at once. */
export const createDeployment: HttpOperation<'CreateDeployment'> = async (input, context, request) => {
  const { ApiId, Description, StageName } = input;
  const nowMs = context.clock.now();
  const id = identifierFrom(request.requestId, 'deployment', 6);
  return changeApi(context, request, ApiId, (api) => {
    if (Object.keys(api.routes).length === 0)
      throw badRequest('At least one route is required before deploying the Api');
    const deployment: DeploymentRecord = given({
      AutoDeployed: false,
      DeploymentId: id,
      DeploymentStatus: 'DEPLOYED' as const,
      Description,
      createdAtMs: nowMs,
    });
    const changed = { ...api, deployments: { ...api.deployments, [id]: deployment } };
    const result = describeDeployment(deployment);
    if (StageName === undefined) return { api: changed, deploymentId: id, result };
    const stage = { ...requirePart(api.stages, 'Stage', StageName), DeploymentId: id, updatedAtMs: nowMs };
    return { api: { ...changed, stages: { ...api.stages, [StageName]: stage } }, deploymentId: id, result };
  });
};

export const getDeployment: HttpOperation<'GetDeployment'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return describeDeployment(requirePart(api.deployments, 'Deployment', input.DeploymentId));
};

export const getDeployments: HttpOperation<'GetDeployments'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return pageOf(
    Object.entries(api.deployments).map(([id, deployment]) => [id, describeDeployment(deployment)]),
    input,
  );
};

export const updateDeployment: HttpOperation<'UpdateDeployment'> = async (input, context, request) =>
  changeApi(context, request, input.ApiId, (api) => {
    const before = requirePart(api.deployments, 'Deployment', input.DeploymentId);
    const deployment = merged(before, { Description: input.Description });
    const deployments = { ...api.deployments, [before.DeploymentId ?? '']: deployment };
    return { api: { ...api, deployments }, result: describeDeployment(deployment) };
  });

export const deleteDeployment: HttpOperation<'DeleteDeployment'> = async (input, context, request) =>
  changeApi(context, request, input.ApiId, (api) => {
    const { DeploymentId = '' } = requirePart(api.deployments, 'Deployment', input.DeploymentId);
    if (Object.values(api.stages).some((stage) => stage.DeploymentId === DeploymentId))
      throw badRequest('Active stages pointing to this deployment must be moved or deleted');
    return { api: { ...api, deployments: without(api.deployments, DeploymentId) }, result: {} };
  });
