/** The commands that run deployments, as commander knows them. */
import type { Command } from 'commander';
import { addDeployCommands } from './deploy-command.ts';
import { intervalOption, withClientOptions } from './option-values.ts';

const deploymentArgument = ['[deployment]', 'its ID; may be left out where exactly one runs'] as const;

const intervalFlags = ['--interval <seconds>', 'time between two looks', intervalOption, 1] as const;

export function addDeploymentCommands(program: Command): void {
  addDeployCommands(program);
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
