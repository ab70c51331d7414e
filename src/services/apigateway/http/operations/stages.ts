import type { HttpInput, HttpOperation } from '../context.ts';
import { describeStage } from '../describe.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { changeApi, requireApi, requirePart } from '../records.ts';
import { given, type HttpApiRecord, merged, type StageRecord, without } from '../resources/http-api.ts';

export const createStage: HttpOperation<'CreateStage'> = async (input, context, request) => {
  const { ApiId, StageName = '', ...settings } = input;
  if (!/^(?:\$default|[A-Za-z0-9_-]{1,128})$/.test(StageName))
    throw badRequest('Stage name only allows a-zA-Z0-9_- characters, or $default');
  const nowMs = context.clock.now();
  await changeApi(context, request, ApiId, (api) => {
    if (Object.hasOwn(api.stages, StageName)) {
      // The same request, carried out again: what it has made is there.
      if (api.stages[StageName]?.createdByRequest === request.requestId) return { api, result: undefined };
      throw conflict('Stage already exists');
    }
    requireSettings(api, settings);
    const stage: StageRecord = {
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      RouteSettings: {},
      StageVariables: {},
      Tags: {},
      ...given(settings),
      StageName,
      createdByRequest: request.requestId,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
    return { api: { ...api, stages: { ...api.stages, [StageName]: stage } }, result: undefined };
  });
  return getStage({ ApiId, StageName }, context, request);
};

function requireSettings(
  api: HttpApiRecord,
  { DeploymentId, StageVariables = {}, RouteSettings = {} }: Partial<HttpInput<'UpdateStage'>>,
): void {
  const keys = new Set(Object.values(api.routes).map(({ RouteKey }) => RouteKey));
  const unknown = Object.keys(RouteSettings).find((key) => !keys.has(key));
  if (unknown !== undefined) throw notFound(`Unable to find Route by key ${unknown} within the provided RouteSettings`);
  if (DeploymentId !== undefined && !Object.hasOwn(api.deployments, DeploymentId))
    throw badRequest(`Deployment id does not exist: ${DeploymentId}`);
  const fault = Object.entries(StageVariables).find(
    ([name, value]) => !/^\w+$/.test(name) || !/^[A-Za-z0-9\-._~:/?#&=,@]*$/.test(value),
  );
  if (fault !== undefined) throw badRequest(`Invalid stage variable: ${fault[0]}`);
}

export const getStage: HttpOperation<'GetStage'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return describeStage(requirePart(api.stages, 'Stage', input.StageName));
};

export const getStages: HttpOperation<'GetStages'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return pageOf(
    Object.entries(api.stages).map(([name, stage]) => [name, { StageName: name, ...describeStage(stage) }]),
    input,
  );
};

export const updateStage: HttpOperation<'UpdateStage'> = async (input, context, request) => {
  const { ApiId, StageName, ...settings } = input;
  await changeStage(input, context, request, (stage, api) => {
    requireSettings(api, settings);
    if (settings.DeploymentId !== undefined && (settings.AutoDeploy ?? stage.AutoDeploy) === true)
      throw badRequest('A deployment cannot be set for a stage that deploys automatically');
    return merged(stage, settings);
  });
  return getStage({ ApiId, StageName }, context, request);
};

export const deleteStage: HttpOperation<'DeleteStage'> = async (input, context, request) =>
  changeApi(context, request, input.ApiId, (api) => {
    const { StageName = '' } = requirePart(api.stages, 'Stage', input.StageName);
    return { api: { ...api, stages: without(api.stages, StageName) }, result: {} };
  });

export const deleteAccessLogSettings: HttpOperation<'DeleteAccessLogSettings'> = async (input, context, request) => {
  await changeStage(input, context, request, (stage) => {
    const { AccessLogSettings: _, ...rest } = stage;
    return rest;
  });
  return {};
};

export const deleteRouteSettings: HttpOperation<'DeleteRouteSettings'> = async (input, context, request) => {
  await changeStage(input, context, request, (stage) => ({
    ...stage,
    RouteSettings: { ...without(stage.RouteSettings ?? {}, input.RouteKey ?? '') },
  }));
  return {};
};

async function changeStage(
  input: { readonly ApiId: string | undefined; readonly StageName: string | undefined },
  context: Parameters<typeof createStage>[1],
  request: Parameters<typeof createStage>[2],
  change: (stage: StageRecord, api: HttpApiRecord) => StageRecord,
): Promise<void> {
  const nowMs = context.clock.now();
  await changeApi(context, request, input.ApiId, (api) => {
    const before = requirePart(api.stages, 'Stage', input.StageName);
    const stage = { ...change(before, api), updatedAtMs: nowMs };
    return { api: { ...api, stages: { ...api.stages, [before.StageName ?? '']: stage } }, result: undefined };
  });
}
