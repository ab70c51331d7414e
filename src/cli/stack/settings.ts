/** All that a deployment of a stack is told: by the command line, by files, and by default. */
import { dirname, resolve } from 'node:path';
import { findTemplate } from '../../packaging/find-template.ts';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readConfig } from './config-file.ts';
import type { Pairs } from './pair-list.ts';

export const capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const;
export const failureActions = ['ROLLBACK', 'DELETE', 'DO_NOTHING'] as const;

export type Capability = (typeof capabilities)[number];
export type FailureAction = (typeof failureActions)[number];

/** As the command line has them. */
export interface DeployStackOptions {
  readonly data: string;
  readonly region?: string;
  readonly json?: boolean;
  readonly interval: number;
  readonly watch?: boolean;
  readonly stackName?: string;
  readonly parameter?: Pairs;
  readonly tag?: Pairs;
  readonly capability?: readonly string[];
  readonly notificationArn?: readonly string[];
  readonly roleArn?: string;
  readonly s3Bucket?: string;
  readonly s3Prefix?: string;
  /** `false` by `--no-execute-changeset`. */
  readonly executeChangeset?: boolean;
  readonly disableRollback?: boolean;
  readonly onFailure?: string;
  readonly failOnEmptyChangeset?: boolean;
  readonly confirmChangeset?: boolean;
  readonly configEnv?: string;
  readonly configFile?: string;
}

export interface StackSettings {
  readonly templatePath: string;
  readonly stackName: string;
  readonly parameters: Pairs;
  readonly tags: Pairs;
  readonly capabilities: readonly Capability[];
  readonly notificationArns: readonly string[];
  readonly data: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly s3Bucket?: string;
  readonly s3Prefix: string;
  readonly onFailure?: FailureAction;
  readonly confirms: boolean;
  readonly executes: boolean;
  readonly watches: boolean;
  readonly disablesRollback: boolean;
  readonly failsOnEmpty: boolean;
  readonly isJson: boolean;
  readonly intervalMs: number;
  /** What of the files goes unheeded; a line each. */
  readonly notes: readonly string[];
}

const wrongUsage = (message: string): CommandError => new CommandError(message, exitCodes.wrongUsage);

export async function readSettings(template: string | undefined, options: DeployStackOptions): Promise<StackSettings> {
  const { configFile, configEnv } = options;
  const { settings: configured, notes } = await readConfig({
    folder: configFolder(template),
    environment: configEnv ?? 'default',
    isRequired: configEnv !== undefined,
    ...(configFile !== undefined && { file: configFile }),
  });
  const stackName = options.stackName ?? configured.stackName;
  if (stackName === undefined)
    throw wrongUsage('name the stack: with --stack-name, or with stack_name in serin.toml or samconfig.toml');
  const disablesRollback = options.disableRollback ?? (options.onFailure === undefined && configured.disableRollback);
  const onFailure = options.onFailure ?? (options.disableRollback === true ? undefined : configured.onFailure);
  if (disablesRollback === true && onFailure !== undefined)
    throw wrongUsage('disabling rollback and naming what to do on failure exclude each other');
  const region = options.region ?? configured.region;
  const roleArn = options.roleArn ?? configured.roleArn;
  const s3Bucket = options.s3Bucket ?? configured.s3Bucket;
  return {
    templatePath: await findTemplatePath(template ?? configured.template),
    stackName,
    parameters: { ...configured.parameters, ...options.parameter },
    tags: { ...configured.tags, ...options.tag },
    capabilities: readCapabilities(options.capability ?? configured.capabilities),
    notificationArns: options.notificationArn ?? configured.notificationArns ?? [],
    data: options.data === defaultData ? (configured.data ?? defaultData) : options.data,
    s3Prefix: options.s3Prefix ?? configured.s3Prefix ?? stackName,
    ...(region !== undefined && { region }),
    ...(roleArn !== undefined && { roleArn }),
    ...(s3Bucket !== undefined && { s3Bucket }),
    ...(onFailure !== undefined && { onFailure: requireOneOf(failureActions, onFailure, 'on failure') }),
    confirms: options.confirmChangeset ?? configured.confirmChangeset ?? false,
    executes: options.executeChangeset === false ? false : (configured.executeChangeset ?? true),
    watches: options.watch ?? configured.watch ?? true,
    disablesRollback: disablesRollback === true,
    failsOnEmpty: options.failOnEmptyChangeset ?? configured.failOnEmptyChangeset ?? false,
    isJson: options.json ?? false,
    intervalMs: options.interval * 1000,
    notes,
  };
}

export const defaultData = '.serin';

/** Beside the template; what `sam build` made is about the folder in which it was called. */
function configFolder(template: string | undefined): string {
  if (template === undefined) return '.';
  const folder = dirname(template);
  return /(^|[\\/])\.aws-sam([\\/]|$)/.test(folder) ? '.' : folder;
}

async function findTemplatePath(named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const found = await findTemplate('.');
  if (found !== undefined) return found;
  throw wrongUsage(
    `no template.yaml, template.yml or template.json in ${resolve('.')}: name one, as in serin deploy path/to/template.yaml`,
  );
}

/** All of them by default: it is one's own machine, where nobody has to be protected from oneself. */
const readCapabilities = (named: readonly string[] | undefined): readonly Capability[] =>
  named === undefined ? capabilities : named.map((name) => requireOneOf(capabilities, name, 'capability'));

function requireOneOf<T extends string>(known: readonly T[], given: string, what: string): T {
  const found = known.find((name) => name === given);
  if (found === undefined) throw wrongUsage(`${what}: ${given} is none of ${known.join(', ')}`);
  return found;
}
