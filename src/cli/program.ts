/** The command `serin` with all of its commands, as commander knows them. */
import { Command, Help, InvalidArgumentError, type Option } from 'commander';
import { readFileSync } from 'node:fs';
import { addDeploymentCommands } from './deployment-commands.ts';
import { pairOption } from './option-values.ts';
import { addRehearse } from './rehearsal/command.ts';

const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

function numberOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

const dataOption = ['--data <folder>', 'folder of all that Serin keeps', '.serin'] as const;
const jsonOption = ['--json', 'print one JSON object'] as const;

/** All commands with their options, before anything is read. */
export function buildProgram(): Command {
  const program = new Command('serin')
    .description("Canary deployments of serverless functions on your own machine, through AWS's own APIs.")
    .version(version)
    .enablePositionalOptions()
    .configureHelp({ optionDescription: describeOption })
    .exitOverride();
  addStart(program);
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
    .option('--parameter <name=value>', 'value of a parameter; may be given again', pairOption, {})
    .option('--out <folder>', 'write NAME.json for each file into this folder, in place of printing')
    .action(async (files, options) => (await import('./transform.ts')).transformFiles(files, options));
  addConsole(program);
  addDeploymentCommands(program);
  addRehearse(program);
  return program;
}

function addStart(program: Command): void {
  program
    .command('start')
    .description('start the platform and serve until stopped')
    .option('--port <port>', 'port of the AWS APIs; 0 takes a free one', numberOption, 4566)
    .option('--console-port <port>', 'port of the web console (default: 4567, or a free one)', numberOption)
    .option('--no-console', 'serve no web console')
    .option(...dataOption)
    .option('--speed <factor>', "the platform's seconds in one real second", numberOption, 1)
    .option('--region <region>', 'region of what names no other', 'us-east-1')
    .option('--account <id>', 'account of all that is made', '000000000000')
    .option('--routing <mode>', 'how a weighted alias chooses: random, lowVariance or sticky:<header>', 'random')
    .option(
      '--sqs-endpoint <url>',
      'server with the SQS queues that functions name as targets; without it they are refused',
    )
    .option('--strict-resources', 'refuse stacks with resource types that Serin does not carry out', false)
    .option('--isolation <kind>', 'what functions run in: process, bubblewrap, or the best that works here', 'auto')
    .option('--parity <mode>', "strict: deployments behave as AWS's also where Serin's are better", 'improved')
    .option(...jsonOption)
    .action(async (options) => (await import('./start.ts')).start(options));
}

function addConsole(program: Command): void {
  program
    .command('console')
    .description('print the address of the web console')
    .option(...dataOption)
    .option(...jsonOption)
    .action(async (options) => (await import('./console.ts')).printConsole(options));
}

/** As commander does, but for defaults that tell nobody anything: nothing yet, and no. */
function describeOption(this: Help, option: Option): string {
  const { defaultValue: value } = option;
  const isBare = value === false || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return isBare ? option.description : Help.prototype.optionDescription.call(this, option);
}
