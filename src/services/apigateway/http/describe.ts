/** Records as the wire tells them. */
import type { HttpOutput } from './context.ts';
import { apiEndpoint, type DeploymentRecord, type HttpApiRecord, type StageRecord } from './resources/http-api.ts';

/** AWS counts in whole seconds. */
const moment = (atMs: number): Date => new Date(Math.floor(atMs / 1000) * 1000);

export function describeApi(api: HttpApiRecord): HttpOutput<'GetApi'> {
  return {
    ...api.settings,
    ApiEndpoint: apiEndpoint(api),
    ApiId: api.apiId,
    CreatedDate: moment(api.createdAtMs),
  };
}

export function describeStage(record: StageRecord): HttpOutput<'GetStage'> {
  const { createdAtMs, updatedAtMs, createdByRequest: _, ...stage } = record;
  return { ...stage, CreatedDate: moment(createdAtMs), LastUpdatedDate: moment(updatedAtMs) };
}

export function describeDeployment({ createdAtMs, ...deployment }: DeploymentRecord): HttpOutput<'GetDeployment'> {
  return { ...deployment, CreatedDate: moment(createdAtMs) };
}
