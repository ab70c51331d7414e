import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { packageTemplate, type PackagedTemplate } from '../../packaging/package-template.ts';
import { CommandError } from '../command-error.ts';
import { connect, type Connection } from '../connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { span, type Line } from '../shift/lines.ts';
import { formatJson, type Snapshot } from '../shift/snapshot.ts';
import { createArtifactStore, type ArtifactStore } from './artifact-store.ts';
import { createChangeSet, findStack, requireDeployable, type ReadyChangeSet } from './change-set.ts';
import { changeTable, countChanges, readChanges } from './change-table.ts';
import { executeCommand, farewell, watchCommand } from './farewell.ts';
import { newestEvent } from './follow-stack.ts';
import { followToEnd, type Followed } from './follow-to-end.ts';
import { describeEnd, outputLines, readOutputs, type StackOutput } from './operation-end.ts';
import { packagedLines } from './packaged-lines.ts';
import { readSettings, type DeployStackOptions, type StackSettings } from './settings.ts';
import { firstFailure, outcomeOf, recordedOnly } from './stack-events.ts';
import { openStackView, silentView, type StackView } from './stack-view.ts';

/** What a request may bring itself; a larger template goes by way of the bucket. */
const bodyBytesMax = 51_200;

/** `serin deploy [TEMPLATE]`: makes of a stack what a template says, and shows how. The exit code is the outcome. */
export async function deployStack(template: string | undefined, options: DeployStackOptions): Promise<void> {
  const settings = await readSettings(template, options);
  for (const note of settings.notes) process.stderr.write(`serin: ${note}\n`);
  if (settings.confirms && settings.executes && !(process.stdin.isTTY && process.stdout.isTTY))
    throw new CommandError('--confirm-changeset asks, and there is no terminal to ask on', exitCodes.wrongUsage);
  const connection = await connect(settings);
  const stack = await findStack(connection.client, settings.stackName);
  requireDeployable(stack, settings);
  const artifacts = createArtifactStore(connection.client, {
    prefix: settings.s3Prefix,
    ...(settings.s3Bucket !== undefined && { bucket: settings.s3Bucket }),
  });
  const packaged = await packageTemplate({
    templatePath: settings.templatePath,
    store: artifacts.store,
    leaveOut: [resolve(settings.data)],
  });
  const say: Prepared['say'] = (lines, long) => {
    if (settings.isJson) return;
    using view = openStackView(process.stdout, process.env);
    view.print(lines, long);
  };
  say(packagedLines(packaged.artifacts, artifacts.added), 'cut');
  const location = await locate(packaged, artifacts);
  const changeSet = await createChangeSet(connection, {
    settings,
    stack,
    body: packaged.body,
    ...(location !== undefined && { location }),
  });
  await carryOut(connection, { settings, packaged, changeSet, say });
}

async function locate({ body }: PackagedTemplate, { store }: ArtifactStore): Promise<string | undefined> {
  const contents = Buffer.from(body);
  if (contents.length <= bodyBytesMax) return undefined;
  const { createHash } = await import('node:crypto');
  const name = `${createHash('sha256').update(contents).digest('hex')}.template`;
  const { bucket, key } = await store(contents, name);
  return `https://s3.amazonaws.com/${bucket}/${key}`;
}

interface Prepared {
  readonly settings: StackSettings;
  readonly packaged: PackagedTemplate;
  readonly changeSet: ReadyChangeSet;
  readonly say: StackView['print'];
}

async function carryOut(connection: Connection, prepared: Prepared): Promise<void> {
  const { settings, changeSet, say } = prepared;
  const { stackName } = settings;
  const { client } = connection;
  if (changeSet.kind === 'unchanged') {
    say([[span(`No changes: ${stackName} is as the template says`)]]);
    process.exitCode = settings.failsOnEmpty ? exitCodes.failed : exitCodes.done;
    return printJson(prepared, { outcome: 'unchanged', outputs: await outputsOf(connection, stackName) });
  }
  const rows = readChanges(changeSet.changes);
  say([[span(`${stackName}: ${countChanges(rows)}`, 'strong')], ...changeTable(rows)], 'cut');
  if (!settings.executes || (settings.confirms && !(await confirm(stackName)))) {
    say([[span('Not executed. To make these changes:')], [span('  '), span(executeCommand(settings, changeSet.id))]]);
    return printJson(prepared, { outcome: 'notExecuted' });
  }
  const after = await newestEvent(client, changeSet.stackId);
  await client.cloudformation('ExecuteChangeSet', {
    ChangeSetName: changeSet.id,
    ...(settings.disablesRollback && { DisableRollback: true }),
  });
  if (!settings.watches) {
    say([[span(`Begun. To see how it goes: ${watchCommand(settings)}`)]]);
    return printJson(prepared, { outcome: 'begun' });
  }
  const followed = await follow(connection, prepared, after);
  // The platform may have been started anew meanwhile, at another address.
  const outputs = await outputsOf(await connection.reconnect(), changeSet.stackId);
  const isDone = outcomeOf(followed.status) === 'succeeded';
  say(ending(settings, followed, outputs));
  process.exitCode = isDone ? exitCodes.done : exitCodes.failed;
  const failure = isDone ? undefined : firstFailure(followed.events);
  printJson(prepared, { outcome: outcomeOf(followed.status), ...followed, outputs, ...(failure && { failure }) });
}

async function follow(
  connection: Connection,
  { settings, changeSet }: Prepared,
  after: string | undefined,
): Promise<Followed> {
  const idWidth = Math.max(...readChanges(changeSet.changes).map(({ logicalId }) => logicalId.length));
  using view: StackView = settings.isJson ? silentView : openStackView(process.stdout, process.env, idWidth);
  const options = { stackId: changeSet.stackId, after, intervalMs: settings.intervalMs };
  return followToEnd(connection, options, view, (shifts) => farewell({ ...settings, isNew: changeSet.isNew }, shifts));
}

function ending(
  { stackName }: StackSettings,
  { status, events, shifts }: Followed,
  outputs: readonly StackOutput[],
): readonly Line[] {
  const failure = outcomeOf(status) === 'succeeded' ? undefined : firstFailure(events);
  const recorded = recordedOnly(events);
  return [
    ...describeEnd({ stackName, status, shifts, ...(failure !== undefined && { failure }) }),
    ...(recorded.length === 0
      ? []
      : [
          [span('Recorded only: Serin makes nothing of these', 'warn')],
          ...recorded.map(({ logicalId, type }): Line => [span(`  ${logicalId}`), span(`  ${type}`, 'dim')]),
        ]),
    ...(outputs.length === 0 ? [] : [[span('Outputs', 'strong')], ...outputLines(outputs)]),
  ];
}

async function confirm(stackName: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Make these changes to ${stackName}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function outputsOf({ client }: Connection, stackName: string): Promise<readonly StackOutput[]> {
  const stack = await findStack(client, stackName);
  return readOutputs(stack?.Outputs ?? [], client.endpoint);
}

interface Result {
  readonly outcome: 'begun' | 'failed' | 'notExecuted' | 'rolledBack' | 'succeeded' | 'unchanged';
  readonly status?: string;
  readonly shifts?: readonly Snapshot[];
  readonly outputs?: readonly StackOutput[];
  readonly failure?: ReturnType<typeof firstFailure>;
  readonly events?: Followed['events'];
}

function printJson({ settings, packaged, changeSet }: Prepared, result: Result): void {
  if (!settings.isJson) return;
  const { events = [], shifts, ...rest } = result;
  const { stackName, templatePath } = settings;
  const { id: changeSetId, stackId, changes } = changeSet;
  const recorded = recordedOnly(events);
  const said = { ...rest, stackName, stackId, templatePath, changeSetId, changes: readChanges(changes) };
  const whole = { ...said, artifacts: packaged.artifacts, recordedOnly: recorded, deployments: shifts ?? [] };
  process.stdout.write(`${formatJson(whole)}\n`);
}
