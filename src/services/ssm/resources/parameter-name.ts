/** How parameters are called: by name, by ARN, and by a version or a label behind a colon. */
import { ApiError } from '../../../aws/api-error.ts';
import { formatArn, parseArn } from '../../../aws/arn.ts';
import { invalid } from '../errors.ts';
import type { Owner, ParameterReference } from './keys.ts';

export interface Selection {
  /** More than one where an ARN leaves open whether the name begins with a slash. */
  readonly names: readonly string[];
  /** As it was given, with its colon. */
  readonly selector?: string;
}

const levelsMax = 15;
const lengthMax = 1011;

const malformed = (): ApiError =>
  invalid(
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of ' +
      'sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following ' +
      '3 symbols .-_',
  );

const isWellFormed = (name: string): boolean => /^[a-zA-Z0-9_.\-/]+$/.test(name);

/** `name`, `name:3`, `name:label`, or an ARN with or without one of them. */
export function parseSelection(given: string, owner: Owner): Selection {
  const arn = parseArn(given);
  const [name = '', selector, ...rest] = (arn === undefined ? given : arn.resource).split(':');
  if (rest.length > 0) throw malformed();
  const names = arn === undefined ? [name] : namesOf(name);
  if (names.length === 0 || !names.every(isWellFormed)) throw malformed();
  // Parameters of other accounts and regions can be shared on AWS; here there is nothing of them.
  const isElsewhere = arn !== undefined && (arn.region !== owner.region || arn.account !== owner.account);
  return { names: isElsewhere ? [] : names, ...(selector !== undefined && { selector: `:${selector}` }) };
}

/** `parameter/a/b` is `/a/b`; `parameter/a` may be `a` or `/a`. */
function namesOf(resource: string): readonly string[] {
  const path = /^parameter(\/.+)$/.exec(resource)?.[1];
  if (path === undefined) return [];
  return path.indexOf('/', 1) === -1 ? [path.slice(1), path] : [path];
}

/** The name of a parameter that is to be made. */
export function requireName(name: string): string {
  const bare = name.replace(/^\//, '').toLowerCase();
  if (/^\/aws\//i.test(name))
    throw new ApiError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  if (!name.includes('/', 1) && /^(aws|ssm)/.test(bare))
    throw invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  if (!isWellFormed(name) || /^(aws|ssm)/.test(bare)) throw malformed();
  if (name.includes('/') && !name.startsWith('/')) throw invalid('Parameter name must be a fully qualified name.');
  if (name.endsWith('/') || name.includes('//')) throw invalid('Parameter name must not end with slash.');
  if (name.length > lengthMax) throw invalid(`Parameter name: must have a length of at most ${lengthMax} characters.`);
  if (name.split('/').length - 1 > levelsMax)
    throw new ApiError(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have a maximum of ${levelsMax} levels. For more information, see Requirements and constraints ` +
        'for parameter names in the AWS Systems Manager User Guide.',
    );
  return name;
}

const pathText =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". ' +
  'It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following ' +
  'symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, ' +
  'must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

/** With a slash at its end. */
export function requirePath(path: string): string {
  if (!path.startsWith('/') || !isWellFormed(path) || path.includes('//')) throw invalid(pathText);
  return path.endsWith('/') ? path : `${path}/`;
}

/** Names without a slash lie at the root. */
export function isBelow(name: string, path: string, isRecursive: boolean): boolean {
  const full = name.startsWith('/') ? name : `/${name}`;
  if (!full.startsWith(path)) return false;
  return isRecursive || !full.includes('/', path.length);
}

export const parameterArn = ({ name, region, account }: ParameterReference): string =>
  formatArn({ service: 'ssm', region, account, resource: `parameter${name.startsWith('/') ? '' : '/'}${name}` });
