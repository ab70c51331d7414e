import { createInterface } from 'node:readline/promises';
import { CommandError } from '../command-error.ts';
import { connect } from '../connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { span, type Line } from '../shift/lines.ts';
import { findStack } from './change-set.ts';
import { watchCommand } from './farewell.ts';
import { newestEvent } from './follow-stack.ts';
import { followToEnd, type Followed } from './follow-to-end.ts';
import { firstFailure } from './stack-events.ts';
import { openStackView, silentView } from './stack-view.ts';

export interface DeleteStackOptions {
  readonly data: string;
  readonly region?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly interval: number;
}

/** `serin delete STACK`: deletes it with all that it has. One that is not there is deleted already. */
export async function deleteStack(stackName: string, options: DeleteStackOptions): Promise<void> {
  const connection = await connect(options);
  const { client } = connection;
  const stack = await findStack(client, stackName);
  const isJson = options.json === true;
  if (stack === undefined) {
    process.stdout.write(
      isJson ? `${JSON.stringify({ stackName, status: 'ABSENT' })}\n` : `There is no stack ${stackName}\n`,
    );
    return;
  }
  if (options.yes !== true && !(await confirm(stackName))) {
    process.stdout.write('Nothing was deleted\n');
    return;
  }
  const { StackId: stackId = '' } = stack;
  const after = await newestEvent(client, stackId);
  await client.cloudformation('DeleteStack', { StackName: stackId });
  using view = isJson ? silentView : openStackView(process.stdout, process.env);
  const follow = { stackId, after, intervalMs: options.interval * 1000 };
  const followed = await followToEnd(connection, follow, view, () => [
    `The stack ${stackName} goes on being deleted.`,
    `To see how it goes:  ${watchCommand({ ...options, stackName: stackId })}`,
  ]);
  const isDeleted = followed.status === 'DELETE_COMPLETE';
  process.exitCode = isDeleted ? exitCodes.done : exitCodes.failed;
  const failure = isDeleted ? undefined : firstFailure(followed.events);
  if (isJson) {
    const { status } = followed;
    process.stdout.write(`${JSON.stringify({ stackName, stackId, status, ...(failure && { failure }) })}\n`);
  } else view.print(ending(stackName, followed, isDeleted));
}

function ending(stackName: string, { status, events }: Followed, isDeleted: boolean): readonly Line[] {
  if (isDeleted) return [[span(`${stackName} is deleted`, 'good')]];
  const failure = firstFailure(events);
  const why = failure === undefined ? '' : `: ${failure.logicalId ?? stackName}: ${failure.reason}`;
  return [[span(`${stackName} could not be deleted (${status})${why}`, 'bad')]];
}

async function confirm(stackName: string): Promise<boolean> {
  if (!(process.stdin.isTTY && process.stdout.isTTY))
    throw new CommandError('there is no terminal to ask on: say --yes', exitCodes.wrongUsage);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Delete the stack ${stackName} with all that it has? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
