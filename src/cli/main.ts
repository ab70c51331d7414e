/** The command line: reads what was asked for, and does it. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { readFileSync } from 'node:fs';
import { PackagingError } from '../packaging/packaging-error.ts';
import { ConfigError } from '../platform/config-error.ts';
import { Unreachable } from './aws-client.ts';
import { AwsRefusal } from './aws-refusal.ts';
import { NotRunning } from './client-environment.ts';
import { CommandError } from './command-error.ts';
import { addDeploymentCommands } from './deployment-commands.ts';
import { addRehearse } from './rehearsal/command.ts';
import { exitCodes } from './exit-codes.ts';
import { plain } from './shift/words.ts';

const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

function numberOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

function parameterOption(text: string, others: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const end = text.indexOf('=');
  if (end < 1) throw new InvalidArgumentError('It is not of the form NAME=VALUE.');
  return { ...others, [text.slice(0, end)]: text.slice(end + 1) };
}

const dataOption = ['--data <folder>', 'folder of all that Serin keeps', '.serin'] as const;
const jsonOption = ['--json', 'print one JSON object'] as const;

function buildProgram(): Command {
  const program = new Command('serin')
    .description("Canary deployments of serverless functions on your own machine, through AWS's own APIs.")
    .version(version)
    .enablePositionalOptions()
    .exitOverride();
  program
    .command('start')
    .description('start the platform and serve until stopped')
    .option('--port <port>', 'port of the AWS APIs; 0 takes a free one', numberOption, 4566)
    .option('--console-port <port>', 'port of the web console, which is not served yet', numberOption, 4567)
    .option(...dataOption)
    .option('--speed <factor>', "the platform's seconds in one real second", numberOption, 1)
    .option('--region <region>', 'region of what names no other', 'us-east-1')
    .option('--account <id>', 'account of all that is made', '000000000000')
    .option('--routing <mode>', 'how a weighted alias chooses: random, lowVariance or sticky:<header>', 'random')
    .option('--strict-resources', 'refuse stacks with resource types that Serin does not carry out', false)
    .option('--parity <mode>', "strict: deployments behave as AWS's also where Serin's are better", 'improved')
    .option(...jsonOption)
    .action(async (options) => (await import('./start.ts')).start(options));
  program
    .command('env')
    .description('print what AWS clients need, as lines for eval')
    .option(...dataOption)
    .option(...jsonOption)
    .action(async (options) => (await import('./env.ts')).printEnvironment(options));
  program
    .command('exec')
    .description('run a command with what AWS clients need')
    .usage('[options] -- COMMAND [ARGUMENT ...]')
    .option(...dataOption)
    .argument('<command...>', 'the command and its arguments')
    .passThroughOptions()
    .action(async (command, options) => (await import('./exec.ts')).exec(command, options));
  program
    .command('doctor')
    .description('tell what this machine can run, and what is missing')
    .option(...dataOption)
    .option('--port <port>', 'port of the AWS APIs', numberOption, 4566)
    .option(...jsonOption)
    .action(async (options) => (await import('./doctor.ts')).doctor(options));
  program
    .command('transform')
    .description("print what AWS's transforms make of templates; needs no platform")
    .argument('<file...>', 'SAM templates, in YAML or JSON')
    .option('--region <region>', 'region of the stack to be', 'us-east-1')
    .option('--parameter <name=value>', 'value of a parameter; may be given again', parameterOption, {})
    .option('--out <folder>', 'write NAME.json for each file into this folder, in place of printing')
    .action(async (files, options) => (await import('./transform.ts')).transformFiles(files, options));
  addDeploymentCommands(program);
  addRehearse(program);
  return program;
}

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
