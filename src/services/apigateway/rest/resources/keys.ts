/** Where each record lies in the store. IDs and names of stages hold no slash. */
export interface Owner {
  readonly region: string;
  readonly account: string;
}

const root = ({ region, account }: Owner): string => `apigateway/${region}/${account}`;

export const apisPrefix = (owner: Owner): string => `${root(owner)}/restapi/`;
export const apiKey = (owner: Owner, apiId: string): string => apisPrefix(owner) + apiId;

export const deploymentsPrefix = (owner: Owner, apiId: string): string => `${root(owner)}/deployment/${apiId}/`;
export const deploymentKey = (owner: Owner, apiId: string, id: string): string => deploymentsPrefix(owner, apiId) + id;

export const stagesPrefix = (owner: Owner, apiId: string): string => `${root(owner)}/stage/${apiId}/`;
export const stageKey = (owner: Owner, apiId: string, stageName: string): string =>
  stagesPrefix(owner, apiId) + stageName;

export const usageKeysPrefix = (owner: Owner): string => `${root(owner)}/apikey/`;
export const usageKeyKey = (owner: Owner, id: string): string => usageKeysPrefix(owner) + id;

export const usagePlansPrefix = (owner: Owner): string => `${root(owner)}/usageplan/`;
export const usagePlanKey = (owner: Owner, id: string): string => usagePlansPrefix(owner) + id;

export const accountKey = (owner: Owner): string => `${root(owner)}/account`;
