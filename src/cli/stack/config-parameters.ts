/** The parameters of `sam deploy` as its configuration spells them. Pure. */
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readPairs, type Pairs } from './pair-list.ts';

/** What a deployment is told by a file. What the command line says counts more. */
export interface ConfiguredSettings {
  readonly template?: string;
  readonly stackName?: string;
  readonly parameters?: Pairs;
  readonly tags?: Pairs;
  readonly capabilities?: readonly string[];
  readonly notificationArns?: readonly string[];
  readonly region?: string;
  readonly roleArn?: string;
  readonly s3Bucket?: string;
  readonly s3Prefix?: string;
  readonly data?: string;
  readonly confirmChangeset?: boolean;
  readonly disableRollback?: boolean;
  readonly onFailure?: string;
  readonly failOnEmptyChangeset?: boolean;
  readonly executeChangeset?: boolean;
  readonly watch?: boolean;
}

type Reader = (value: unknown) => Partial<ConfiguredSettings> | undefined;

const text =
  (name: keyof ConfiguredSettings): Reader =>
  (value) =>
    typeof value === 'string' ? { [name]: value } : undefined;

const flag =
  (name: keyof ConfiguredSettings): Reader =>
  (value) =>
    typeof value === 'boolean' ? { [name]: value } : undefined;

const pairs =
  (name: 'parameters' | 'tags'): Reader =>
  (value) => {
    const read = readPairs(value);
    return read === undefined ? undefined : { [name]: read };
  };

const list =
  (name: 'capabilities' | 'notificationArns'): Reader =>
  (value) => {
    if (typeof value === 'string') return { [name]: value.split(/[\s,]+/).filter((item) => item !== '') };
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? { [name]: value } : undefined;
  };

const readers: Readonly<Record<string, Reader>> = {
  template: text('template'),
  template_file: text('template'),
  stack_name: text('stackName'),
  parameter_overrides: pairs('parameters'),
  tags: pairs('tags'),
  capabilities: list('capabilities'),
  notification_arns: list('notificationArns'),
  region: text('region'),
  role_arn: text('roleArn'),
  s3_bucket: text('s3Bucket'),
  s3_prefix: text('s3Prefix'),
  data: text('data'),
  confirm_changeset: flag('confirmChangeset'),
  disable_rollback: flag('disableRollback'),
  on_failure: text('onFailure'),
  fail_on_empty_changeset: flag('failOnEmptyChangeset'),
  no_execute_changeset: (value) => (typeof value === 'boolean' ? { executeChangeset: !value } : undefined),
  execute_changeset: flag('executeChangeset'),
  watch: flag('watch'),
  // Without a bucket of one's own there is always the managed one.
  resolve_s3: (value) => (typeof value === 'boolean' ? {} : undefined),
};

/** `value`: a table of parameters. Throws where one is of a wrong kind; one that is not known is noted. */
export function readParameters(
  value: unknown,
  file: string,
): { readonly settings: ConfiguredSettings; readonly notes: readonly string[] } {
  if (typeof value !== 'object' || value === null)
    throw new CommandError(`${file}: parameters are no table`, exitCodes.wrongUsage);
  const settings: ConfiguredSettings = {};
  const notes: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    // The SAM CLI takes its options' own spelling as well.
    const reader = readers[key.replaceAll('-', '_')];
    const read = reader?.(item);
    if (reader !== undefined && read === undefined)
      throw new CommandError(`${file}: ${key} cannot be ${JSON.stringify(item)}`, exitCodes.wrongUsage);
    if (read !== undefined) Object.assign(settings, read);
    else if (!isIdle(item)) notes.push(`${file}: ${key} is not supported, and has no effect`);
  }
  return { settings, notes };
}

/** What asks for nothing, such as the empty list of repositories that the SAM CLI writes. */
const isIdle = (value: unknown): boolean => value === false || (Array.isArray(value) && value.length === 0);
