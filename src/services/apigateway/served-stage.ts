/**
 * The seam between API Gateway's control plane and its data plane: what a stage serves, whole and
 * ready to be carried out. The control plane writes it as a document in the same transaction as the
 * change that it follows from; the data plane keeps every such document in memory.
 */
import type { HttpStage } from './http/http-stage.ts';
import type { RestStage } from './rest/rest-stage.ts';

/** One of each kind of API. The data plane has an executor for each: see `data-plane/stage-executor.ts`. */
export type ServedStage = HttpStage | RestStage;

export type ServedStageChange =
  /** Replaces what was known of that stage. */
  | { readonly kind: 'stage'; readonly stage: ServedStage }
  | { readonly kind: 'stage-deleted'; readonly apiId: string; readonly stageName: string };

/** The prefix of all that is served. */
export const servedPrefix = 'apigateway-served/';

/** The prefix of what one API serves: its stages are to be deleted with it. */
export const servedStagesPrefix = (apiId: string): string => `${servedPrefix}${apiId}/`;

export const servedStageKey = (apiId: string, stageName: string): string => `${servedStagesPrefix(apiId)}${stageName}`;

export function parseServedStageKey(key: string): { readonly apiId: string; readonly stageName: string } | undefined {
  const [apiId, stageName] = key.slice(servedPrefix.length).split('/');
  return apiId === undefined || stageName === undefined ? undefined : { apiId, stageName };
}
