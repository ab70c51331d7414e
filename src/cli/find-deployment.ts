/** Which deployment a command means that names none. */
import type { AwsClient } from './aws-client.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

export interface GroupOptions {
  readonly application?: string;
  readonly group?: string;
}

/** The one that runs, where there is exactly one. */
export async function findOnlyRunning(client: AwsClient, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const running = await listRunning(client);
  const [only] = running;
  if (only === undefined) throw nothingRuns();
  if (running.length === 1) return only;
  throw new CommandError(
    `${running.length} deployments are running: name one of ${running.join(', ')}`,
    exitCodes.wrongUsage,
  );
}

/** The newest that runs, of a group or of all. */
export async function findNewestRunning(
  client: AwsClient,
  given: string | undefined,
  options: GroupOptions,
): Promise<string> {
  if (given !== undefined) return given;
  const [newest] = await listRunning(client, options);
  if (newest === undefined) throw nothingRuns(options);
  return newest;
}

/** The newest deployment of a group, whether it runs or not. */
export async function findLast(client: AwsClient, given: string | undefined, options: GroupOptions): Promise<string> {
  if (given !== undefined) return given;
  if (options.application === undefined || options.group === undefined)
    throw new CommandError(
      'name the deployment, or its deployment group with --application and --group',
      exitCodes.wrongUsage,
    );
  const { deployments = [] } = await client.codedeploy('ListDeployments', groupInput(options));
  const [last] = deployments;
  if (last === undefined) throw new CommandError(`${options.application}/${options.group} has no deployments`);
  return last;
}

/** IDs, newest first. */
export async function listRunning(client: AwsClient, options: GroupOptions = {}): Promise<readonly string[]> {
  const { deployments = [] } = await client.codedeploy('ListDeployments', {
    ...groupInput(options),
    includeOnlyStatuses: ['Created', 'Queued', 'InProgress'],
  });
  return deployments;
}

function groupInput({ application, group }: GroupOptions) {
  if ((application === undefined) !== (group === undefined))
    throw new CommandError('--application and --group belong together', exitCodes.wrongUsage);
  return {
    ...(application !== undefined && { applicationName: application }),
    ...(group !== undefined && { deploymentGroupName: group }),
  };
}

const nothingRuns = ({ application, group }: GroupOptions = {}): CommandError =>
  new CommandError(
    application === undefined ? 'no deployment is running' : `no deployment of ${application}/${group} is running`,
  );
