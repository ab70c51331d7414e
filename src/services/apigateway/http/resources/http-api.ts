/**
 * An HTTP API with all that belongs to it: one document, so that a change of any part is decided and
 * written as one. The parts are kept in the wire's own shapes: they are told as they were given, and
 * only `deployable.ts` reads what they mean.
 */
import type { Apigatewayv2Operations } from '../../../../api/apigatewayv2.ts';

export interface Owner {
  readonly region: string;
  readonly account: string;
}

type Item<
  Name extends 'GetRoutes' | 'GetIntegrations' | 'GetAuthorizers' | 'GetStages' | 'GetDeployments' | 'GetApis',
> = NonNullable<Apigatewayv2Operations[Name]['output']['Items']>[number];

/** Moments are numbers here, for documents are JSON. */
type Kept<T> = Omit<T, 'CreatedDate' | 'LastUpdatedDate'>;

export type RouteRecord = Kept<Item<'GetRoutes'>>;
export type IntegrationRecord = Kept<Item<'GetIntegrations'>>;
export type AuthorizerRecord = Kept<Item<'GetAuthorizers'>>;
export type StageRecord = Kept<Item<'GetStages'>> & {
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Absent where it came with its API. */
  readonly createdByRequest?: string;
};
export type DeploymentRecord = Kept<Item<'GetDeployments'>> & { readonly createdAtMs: number };
export type ApiSettings = Omit<Kept<Item<'GetApis'>>, 'ApiId' | 'ApiEndpoint'>;

export interface HttpApiRecord extends Owner {
  readonly apiId: string;
  readonly createdAtMs: number;
  readonly settings: ApiSettings;
  /** Each by its ID, stages by their name. */
  readonly routes: Readonly<Record<string, RouteRecord>>;
  readonly integrations: Readonly<Record<string, IntegrationRecord>>;
  readonly authorizers: Readonly<Record<string, AuthorizerRecord>>;
  readonly stages: Readonly<Record<string, StageRecord>>;
  readonly deployments: Readonly<Record<string, DeploymentRecord>>;
  /** Grows when what authorizers decided is to be forgotten. */
  readonly authorizerGeneration: number;
}

export const apisPrefix = ({ region, account }: Owner): string => `apigateway/${region}/${account}/http-api/`;
export const apiKey = (owner: Owner, apiId: string): string => `${apisPrefix(owner)}${apiId}`;

/** What a deployment has caught of its API: `Deployable`. */
export const deploymentsPrefix = (apiId: string): string => `apigateway-deployment/${apiId}/`;
export const deploymentKey = (apiId: string, deploymentId: string): string =>
  `${deploymentsPrefix(apiId)}${deploymentId}`;

export const apiEndpoint = ({ region, apiId }: HttpApiRecord): string =>
  `https://${apiId}.execute-api.${region}.amazonaws.com`;

/** The table without one entry. */
export function without<T>(table: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(table).filter(([key]) => key !== name));
}

/** Members that were given take the place of those that were there. */
export function merged<T extends object>(before: T, given: object): T {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(entries) };
}

/** Only members that are there: documents are JSON, which knows no `undefined`. */
export function given<T extends object>(members: T): T {
  // Leaving out what is undefined changes no type that says so.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
