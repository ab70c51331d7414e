/** The commands that run deployments, as commander knows them. */
import { InvalidArgumentError, type Command } from 'commander';

const deploymentArgument = ['[deployment]', 'its ID; may be left out where exactly one runs'] as const;

/** What a command says of the platform, and how it prints. */
function withClientOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'folder of all that Serin keeps', '.serin')
    .option('--region <region>', "region of the deployment, where it is not the platform's own")
    .option('--json', 'print JSON');
}

function intervalOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0.05 && value <= 3600))
    throw new InvalidArgumentError('It is a number of seconds, from 0.05 to 3600.');
  return value;
}

function versionOption(text: string): string {
  if (/^[1-9]\d*$/.test(text)) return text;
  throw new InvalidArgumentError('It is the number of a published version.');
}

const intervalFlags = ['--interval <seconds>', 'time between two looks', intervalOption, 1] as const;

export function addDeploymentCommands(program: Command): void {
  addDeploy(program);
  withClientOptions(program.command('watch'))
    .description('show a deployment until it ends; the exit code says how')
    .argument('[deployment]', 'its ID; without it, the newest that runs')
    .option('--application <name>', 'the newest that runs of this application ...')
    .option('--group <name>', '... and this deployment group')
    .option(...intervalFlags)
    .action(async (deployment, options) => (await import('./watch.ts')).watch(deployment, options));
  withClientOptions(program.command('stop'))
    .description('end a running deployment; what becomes of its traffic, its settings say')
    .argument(...deploymentArgument)
    .option('--rollback', 'take its traffic back, whatever its settings say')
    .action(async (deployment, options) => (await import('./stop.ts')).stop(deployment, options));
  withClientOptions(program.command('rollback'))
    .description('take a deployment back, running or ended, and wait until its traffic is back')
    .argument(...deploymentArgument)
    .action(async (deployment, options) => (await import('./rollback.ts')).rollback(deployment, options));
  for (const [kind, description] of [
    ['promote', 'send all traffic to the target version now, without the rest of the waiting'],
    ['pause', 'hold a deployment where it is; alarms go on watching'],
    ['resume', 'let a paused deployment go on'],
  ] as const) {
    withClientOptions(program.command(kind))
      .description(description)
      .argument(...deploymentArgument)
      .action(async (deployment, options) => (await import('./steer.ts')).steer(kind, deployment, options));
  }
  withClientOptions(program.command('undo'))
    .description('take back a deployment that has ended, and wait until its traffic is back')
    .argument('[deployment]', 'its ID; without it, the last one of --application and --group')
    .option('--application <name>', 'undo the last deployment of this application ...')
    .option('--group <name>', '... and this deployment group')
    .action(async (deployment, options) => (await import('./undo.ts')).undo(deployment, options));
}

function addDeploy(program: Command): void {
  withClientOptions(program.command('deploy'))
    .description('shift an alias of a function to another version')
    .requiredOption('--application <name>', 'application of CodeDeploy')
    .requiredOption('--group <name>', 'deployment group of the application')
    .requiredOption('--function <name>', 'name or ARN of the function')
    .requiredOption('--alias <name>', 'alias that is shifted')
    .requiredOption('--target-version <number>', 'version that gets the traffic', versionOption)
    .option('--current-version <number>', 'version that has it; without it, the one of the alias', versionOption)
    .option('--config <name>', "deployment config; without it, the group's")
    .option('--description <text>', 'what the deployment is about')
    .option('--before-hook <function>', 'function that decides before traffic moves')
    .option('--after-hook <function>', 'function that decides once all traffic has moved')
    .option('--override-alarms', 'deploy although an alarm of the group is in ALARM; none is watched')
    .option('--watch', 'show the deployment until it ends; the exit code says how')
    .option(...intervalFlags)
    .action(async (options) => (await import('./deploy.ts')).deploy(options));
}
