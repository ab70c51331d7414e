/**
 * Where each record lies in the store. No name of CodeDeploy's holds a slash, so a prefix never
 * reaches into a neighbour. Groups, revisions and deployments hang on IDs, which a new name leaves as
 * they are.
 */
export interface Owner {
  readonly region: string;
  readonly account: string;
}

const root = ({ region, account }: Owner): string => `codedeploy/${region}/${account}`;

export const applicationsPrefix = (owner: Owner): string => `${root(owner)}/application/`;
export const applicationKey = (owner: Owner, name: string): string => applicationsPrefix(owner) + name;

/** Of all applications. */
export const allGroupsPrefix = (owner: Owner): string => `${root(owner)}/group/`;
export const groupsPrefix = (owner: Owner, applicationId: string): string =>
  `${allGroupsPrefix(owner)}${applicationId}/`;
export const groupKey = (owner: Owner, applicationId: string, name: string): string =>
  groupsPrefix(owner, applicationId) + name;

export const configsPrefix = (owner: Owner): string => `${root(owner)}/config/`;
export const configKey = (owner: Owner, name: string): string => configsPrefix(owner) + name;

export const revisionsPrefix = (owner: Owner, applicationId: string): string =>
  `${root(owner)}/revision/${applicationId}/`;
/** `revisionId`: what tells a revision from the application's others, see `revision.ts`. */
export const revisionKey = (owner: Owner, applicationId: string, revisionId: string): string =>
  revisionsPrefix(owner, applicationId) + revisionId;

/** All deployments of all accounts lie below one prefix, so that their runner hears of each change. */
export const deploymentsPrefix = 'codedeploy-deployments/';
export const deploymentKey = ({ region, account }: Owner, deploymentId: string): string =>
  `${deploymentsPrefix}${region}/${account}/${deploymentId}`;

/** What a group is doing and did last: one document, so that of two deployments only one can begin. */
export const activityKey = (owner: Owner, groupId: string): string => `${root(owner)}/activity/${groupId}`;

/** Deployments, newest first: of a group, or of all groups. */
export const groupHistoryPrefix = (owner: Owner, groupId: string): string => `${root(owner)}/history/${groupId}/`;
export const accountHistoryPrefix = (owner: Owner): string => `${root(owner)}/account-history/`;

/** The last part of a key in a history: later moments come first. */
export const historyPlace = (createdAtMs: number, deploymentId: string): string =>
  `${String(Number.MAX_SAFE_INTEGER - createdAtMs).padStart(16, '0')}-${deploymentId}`;

/** Names the deployments that have not ended, of all accounts, so that a start finds them. */
export const runningPrefix = 'codedeploy-running/';
export const runningKey = ({ region, account }: Owner, deploymentId: string): string =>
  `${runningPrefix}${region}/${account}/${deploymentId}`;

/** What is to be told of deployments, in the order of each group. */
export const noticesPrefix = 'codedeploy-notices/';
export const noticeLanePrefix = (groupId: string): string => `${noticesPrefix}${groupId}/`;

/** When the runner last looked after its deployments. */
export const heartbeatKey = 'codedeploy-heartbeat';
