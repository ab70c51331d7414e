/** The command line: reads what was asked for, and does it. */
import { CommanderError } from 'commander';
import { PackagingError } from '../packaging/packaging-error.ts';
import { ConfigError } from '../platform/config-error.ts';
import { Unreachable } from './aws-client.ts';
import { AwsRefusal } from './aws-refusal.ts';
import { NotRunning } from './client-environment.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { buildProgram } from './program.ts';
import { plain } from './shift/words.ts';

/** Says what went wrong in a line that a person can act on; anything unforeseen keeps its stack. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  if (error instanceof ConfigError) {
    for (const { place, found, wanted, mend } of error.problems) {
      process.stderr.write(
        `serin: ${place}: found ${found}, wanted ${wanted}${mend === undefined ? '' : `. To mend it: ${mend}`}\n`,
      );
    }
    return exitCodes.wrongUsage;
  }
  const expected = expectedExitCode(error);
  const isExpected = error instanceof Error && expected !== undefined;
  process.stderr.write(`serin: ${isExpected ? plain(error.message) : stackOf(error)}\n`);
  return expected ?? exitCodes.failed;
}

/** Of errors that say all there is to say. */
function expectedExitCode(error: unknown): number | undefined {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof PackagingError) return exitCodes.failed;
  if (error instanceof NotRunning || error instanceof Unreachable) return exitCodes.unreachable;
  // What the store cannot do comes from the control plane's thread, where errors keep their name but not their class.
  if (error instanceof AwsRefusal || (error instanceof Error && error.name === 'StorageError')) return exitCodes.failed;
  return undefined;
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
