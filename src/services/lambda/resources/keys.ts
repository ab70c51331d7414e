/**
 * Where each record lies in the store. Names of functions and aliases hold no slash, so a prefix
 * never reaches into a neighbour; numbers are padded, so that keys sort as versions count.
 */
export interface Owner {
  readonly region: string;
  readonly account: string;
}

const root = ({ region, account }: Owner): string => `lambda/${region}/${account}`;
const padded = (version: number | string): string => String(version).padStart(12, '0');

/** The prefix of all that this service keeps: what the routing table is projected from. */
export const lambdaPrefix = 'lambda/';

/** The prefix of all that one account has in one region. */
export const ownerPrefix = (owner: Owner): string => `${root(owner)}/`;

export const functionKey = (owner: Owner, name: string): string => `${root(owner)}/function/${name}`;
export const functionsPrefix = (owner: Owner): string => `${root(owner)}/function/`;
export const versionKey = (owner: Owner, name: string, version: string): string =>
  `${root(owner)}/version/${name}/${padded(version)}`;
export const versionsPrefix = (owner: Owner, name: string): string => `${root(owner)}/version/${name}/`;
export const allVersionsPrefix = (owner: Owner): string => `${root(owner)}/version/`;
export const aliasKey = (owner: Owner, name: string, alias: string): string => `${root(owner)}/alias/${name}/${alias}`;
export const aliasesPrefix = (owner: Owner, name: string): string => `${root(owner)}/alias/${name}/`;
export const eventInvokeKey = (owner: Owner, name: string, qualifier: string): string =>
  `${root(owner)}/event-invoke/${name}/${qualifier}`;
export const eventInvokePrefix = (owner: Owner, name: string): string => `${root(owner)}/event-invoke/${name}/`;
export const urlKey = (owner: Owner, name: string, qualifier: string): string =>
  `${root(owner)}/url/${name}/${qualifier}`;
export const urlsPrefix = (owner: Owner, name: string): string => `${root(owner)}/url/${name}/`;
export const provisionedKey = (owner: Owner, name: string, qualifier: string): string =>
  `${root(owner)}/provisioned/${name}/${qualifier}`;
export const provisionedPrefix = (owner: Owner, name: string): string => `${root(owner)}/provisioned/${name}/`;
export const layerKey = (owner: Owner, name: string): string => `${root(owner)}/layer/${name}`;
export const layersPrefix = (owner: Owner): string => `${root(owner)}/layer/`;
export const layerVersionKey = (owner: Owner, name: string, version: number): string =>
  `${root(owner)}/layer-version/${name}/${padded(version)}`;
export const layerVersionsPrefix = (owner: Owner, name: string): string => `${root(owner)}/layer-version/${name}/`;
export const allLayerVersionsPrefix = (owner: Owner): string => `${root(owner)}/layer-version/`;

/** What a key says about its record, for a record that is gone and can say nothing itself. */
export interface KeyParts {
  readonly owner: Owner;
  /** `function`, `version`, `alias`, `url`, …: the folder of the key. */
  readonly kind: string;
  readonly name: string;
  /** Version number or alias name; absent for functions and layers. */
  readonly qualifier?: string;
}

export function parseKey(key: string): KeyParts | undefined {
  const [service, region, account, kind, name, qualifier] = key.split('/');
  if (service !== 'lambda' || region === undefined || account === undefined || kind === undefined || name === undefined)
    return undefined;
  const parts = { owner: { region, account }, kind, name };
  if (qualifier === undefined) return parts;
  return {
    ...parts,
    qualifier: kind === 'version' || kind === 'layer-version' ? String(Number(qualifier)) : qualifier,
  };
}
