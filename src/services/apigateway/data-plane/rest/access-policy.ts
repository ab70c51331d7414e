/**
 * What a policy says of one call: that of the API, or the one that a Lambda authorizer answers with.
 * A condition that cannot be held against a call counts for the safe side: it allows nothing, and
 * denies what its statement denies.
 */
import { isInNetwork, parseNetwork } from '../../../../aws/ip-network.ts';

export type PolicyVerdict = 'allow' | 'explicit-deny' | 'silent';

export interface PolicySubject {
  readonly resourceArn: string;
  readonly sourceIp: string;
  /** The caller's ARN and account; absent: anybody. Left out of account: the policy names no principals. */
  readonly caller?: { readonly arn: string; readonly account: string } | 'anonymous';
}

type Statement = Readonly<Record<string, unknown>>;

/** `undefined`: this is no policy. */
export function judgePolicy(policy: unknown, subject: PolicySubject): PolicyVerdict | undefined {
  const statements = isTable(policy) ? listOf(policy['Statement']).filter(isTable) : [];
  if (statements.length === 0) return undefined;
  const matching = statements.filter((statement) => covers(statement, subject));
  if (
    matching.some(
      ({ Effect: effect, Condition: condition }) => effect === 'Deny' && holds(condition, subject) !== false,
    )
  )
    return 'explicit-deny';
  const isAllowed = matching.some(
    ({ Effect: effect, Condition: condition }) => effect === 'Allow' && holds(condition, subject) === true,
  );
  return isAllowed ? 'allow' : 'silent';
}

function covers(statement: Statement, subject: PolicySubject): boolean {
  return (
    isNamed(statement, 'Action', (text) => wildcard(text, 'i').test('execute-api:Invoke')) &&
    isNamed(statement, 'Resource', (text) => wildcard(expand(text, subject), '').test(subject.resourceArn)) &&
    isMeant(statement, subject)
  );
}

function isNamed(statement: Statement, member: 'Action' | 'Resource', test: (text: string) => boolean): boolean {
  const excluded = statement[`Not${member}`];
  return excluded === undefined ? textsOf(statement[member]).some(test) : !textsOf(excluded).some(test);
}

/** `execute-api:/*` stands for the API that the policy belongs to. */
function expand(resource: string, { resourceArn }: PolicySubject): string {
  if (!resource.startsWith('execute-api:/')) return resource;
  return resourceArn.split('/', 1).join('') + resource.slice('execute-api:'.length);
}

function isMeant({ Principal: principal, NotPrincipal: excluded }: Statement, { caller }: PolicySubject): boolean {
  if (caller === undefined) return true;
  if (excluded !== undefined) return !isPrincipal(excluded, caller);
  return isPrincipal(principal, caller);
}

function isPrincipal(principal: unknown, caller: NonNullable<PolicySubject['caller']>): boolean {
  const names = isTable(principal) ? textsOf(principal['AWS']) : textsOf(principal);
  return names.some((name) => {
    if (name === '*') return true;
    if (caller === 'anonymous') return false;
    return name === caller.arn || name === caller.account || name === `arn:aws:iam::${caller.account}:root`;
  });
}

/** `undefined`: Serin cannot tell. */
function holds(condition: unknown, subject: PolicySubject): boolean | undefined {
  if (condition === undefined) return true;
  if (!isTable(condition)) return undefined;
  let verdict: boolean | undefined = true;
  for (const [operator, keys] of Object.entries(condition))
    for (const [key, values] of Object.entries(isTable(keys) ? keys : {})) {
      const one = holdsOne(operator, key, { values: textsOf(values), subject });
      if (one === false) return false;
      if (one === undefined) verdict = undefined;
    }
  return verdict;
}

function holdsOne(
  operator: string,
  key: string,
  { values, subject }: { readonly values: readonly string[]; readonly subject: PolicySubject },
): boolean | undefined {
  const name = key.toLowerCase();
  if (name === 'aws:sourceip') {
    const isInside = values.some((network) => isWithin(subject.sourceIp, network));
    if (operator === 'IpAddress') return isInside;
    return operator === 'NotIpAddress' ? !isInside : undefined;
  }
  // No call comes from a network of AWS's: the key is not there, and only a negated test holds.
  if (
    /^aws:(source|vpcsource)?(vpc|vpce|vpcsourceip)$/.test(name) ||
    name === 'aws:sourcevpc' ||
    name === 'aws:sourcevpce'
  )
    return operator.includes('Not');
  return undefined;
}

function wildcard(pattern: string, flags: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}

/** An address alone is a network of its own. */
function isWithin(address: string, text: string): boolean {
  const network = parseNetwork(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
  return typeof network === 'object' && isInNetwork(address, network);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const textsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((item): item is string => typeof item === 'string');

const isTable = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
