/** `serin deploy` in its two forms, and `serin delete`, as commander knows them. */
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { CommandError } from './command-error.ts';
import type { DeployAliasOptions } from './deploy-alias.ts';
import { exitCodes } from './exit-codes.ts';
import { intervalOption, pairOption, withClientOptions } from './option-values.ts';
import { capabilities, failureActions, type DeployStackOptions } from './stack/settings.ts';

const listOption = (text: string, others: readonly string[] = []): readonly string[] => [...others, text];

function versionOption(text: string): string {
  if (/^[1-9]\d*$/.test(text)) return text;
  throw new InvalidArgumentError('It is the number of a published version.');
}

const pairFlag = (flags: string, description: string): Option => new Option(flags, description).argParser(pairOption);

const stackOptions: readonly Option[] = [
  new Option('--stack-name <name>', 'stack that is made or updated'),
  pairFlag('--parameter <name=value>', 'value of a parameter; may be given again'),
  pairFlag('--tag <key=value>', 'tag of the stack; may be given again'),
  new Option('--capability <name>', `one of ${capabilities.join(', ')}; without it, all of them`).argParser(listOption),
  new Option('--notification-arn <arn>', 'topic that hears of the stack; may be given again').argParser(listOption),
  new Option('--role-arn <arn>', "role in whose name the stack's resources are made"),
  new Option('--s3-bucket <name>', "bucket that keeps the code; without it, one of Serin's own"),
  new Option('--s3-prefix <prefix>', "what its keys begin with; without it, the stack's name"),
  new Option('--no-execute-changeset', 'only tell what would change'),
  new Option('--confirm-changeset', 'ask before anything is changed'),
  new Option('--disable-rollback', 'leave the stack as it is where something fails'),
  new Option('--on-failure <action>', 'what becomes of a stack that cannot be made').choices(failureActions),
  new Option('--fail-on-empty-changeset', 'exit code 1 where nothing changes'),
  new Option('--config-env <name>', 'environment in serin.toml or samconfig.toml; without it, default'),
  new Option('--config-file <file>', 'file to read in place of these two'),
];

const aliasOptions: readonly Option[] = [
  new Option('--application <name>', 'application of CodeDeploy'),
  new Option('--group <name>', 'deployment group of the application'),
  new Option('--function <name>', 'name or ARN of the function'),
  new Option('--alias <name>', 'alias that is shifted'),
  new Option('--target-version <number>', 'version that gets the traffic').argParser(versionOption),
  new Option('--current-version <number>', 'version that has it; without it, the one of the alias').argParser(
    versionOption,
  ),
  new Option('--config <name>', "deployment config; without it, the group's"),
  new Option('--description <text>', 'what the deployment is about'),
  new Option('--before-hook <function>', 'function that decides before traffic moves'),
  new Option('--after-hook <function>', 'function that decides once all traffic has moved'),
  new Option('--override-alarms', 'deploy although an alarm of the group is in ALARM; none is watched'),
];

/** An alias cannot be shifted without these. */
const requiredOptions = ['application', 'group', 'function', 'alias', 'targetVersion'] as const;

export function addDeployCommands(program: Command): void {
  const command = withClientOptions(program.command('deploy'))
    .description('deploy a template with its code as a stack, or shift an alias to another version')
    .usage(
      '[TEMPLATE] --stack-name NAME [options]\n       serin deploy --application A --group G --function F --alias ALIAS --target-version N [options]',
    )
    .addArgument(
      new Argument('[template]', 'SAM or CloudFormation template; without it, what sam build made, or template.yaml'),
    )
    .option(
      '--watch',
      'show the deployment until it ends; the exit code says how. A stack is shown unless told otherwise',
    )
    .option('--no-watch', 'begin, and do not wait')
    .option('--interval <seconds>', 'time between two looks', intervalOption, 1)
    .optionsGroup('To deploy a template:');
  for (const option of stackOptions) command.addOption(option);
  command.optionsGroup('To shift an alias, without a template:');
  for (const option of aliasOptions) command.addOption(option);
  command.action(async (template: string | undefined, options: DeployStackOptions & Partial<DeployAliasOptions>) => {
    const given = (among: readonly Option[]): readonly string[] =>
      among
        .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
        .map(({ long }) => long ?? '');
    const [ofStack, ofAlias] = [given(stackOptions), given(aliasOptions)];
    const [alone] = ofAlias;
    if (alone === undefined) return (await import('./stack/deploy-stack.ts')).deployStack(template, options);
    const other = template ?? ofStack[0];
    if (other !== undefined) throw wrongUsage(`${alone} shifts an alias, and ${other} deploys a template: choose one`);
    return (await import('./deploy-alias.ts')).deployAlias(requireAliasOptions(options));
  });
  withClientOptions(program.command('delete'))
    .description('delete a stack with all that it has, and show how')
    .argument('<stack>', 'its name')
    .option('--yes', 'do not ask')
    .option('--interval <seconds>', 'time between two looks', intervalOption, 1)
    .action(async (stack, options) => (await import('./stack/delete-stack.ts')).deleteStack(stack, options));
}

const wrongUsage = (message: string): CommandError => new CommandError(message, exitCodes.wrongUsage);

function requireAliasOptions(options: DeployStackOptions & Partial<DeployAliasOptions>): DeployAliasOptions {
  const missing = requiredOptions.filter((name) => options[name] === undefined);
  const { application, group, function: functionName, alias, targetVersion } = options;
  if (
    application === undefined ||
    group === undefined ||
    functionName === undefined ||
    alias === undefined ||
    targetVersion === undefined
  ) {
    const flags = aliasOptions.filter((option) => missing.some((name) => name === option.attributeName()));
    throw wrongUsage(`to shift an alias, say also ${flags.map(({ long }) => long).join(', ')}`);
  }
  return { ...options, application, group, function: functionName, alias, targetVersion };
}
