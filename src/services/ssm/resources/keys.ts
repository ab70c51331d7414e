/**
 * Where each record lies in the store. Names of parameters hold no colon, so that the versions of one
 * never lie among those of another whose name begins alike.
 */
export interface Owner {
  readonly region: string;
  readonly account: string;
}

export interface ParameterReference extends Owner {
  readonly name: string;
}

const root = ({ region, account }: Owner): string => `ssm/${region}/${account}`;

export const parametersPrefix = (owner: Owner): string => `${root(owner)}/parameter/`;
export const parameterKey = (parameter: ParameterReference): string => parametersPrefix(parameter) + parameter.name;

/** Of versions that another has taken the place of. */
export const versionsPrefix = (parameter: ParameterReference): string =>
  `${root(parameter)}/version/${parameter.name}:`;
/** Versions lie in the order of their numbers. */
export const versionKey = (parameter: ParameterReference, version: number): string =>
  versionsPrefix(parameter) + String(version).padStart(12, '0');
