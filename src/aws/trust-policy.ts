/** Who may take on a role, as its trust policy says. */

/**
 * Whether the policy lets the service (`lambda`, `codedeploy`) assume the role. IAM hands policies
 * out percent-encoded; one that is not there or cannot be read is IAM's affair, and trusts.
 */
export function trustsService(document: string | undefined, service: string): boolean {
  const statements = parseStatements(document);
  if (statements === undefined || statements.length === 0) return true;
  return statements.some(
    (statement) =>
      statement['Effect'] === 'Allow' &&
      listOf(statement['Action']).some(allowsAssume) &&
      namesService(statement['Principal'], service),
  );
}

type Statement = Readonly<Record<string, unknown>>;

function parseStatements(document: string | undefined): readonly Statement[] | undefined {
  if (document === undefined) return undefined;
  try {
    const policy: unknown = JSON.parse(decodeURIComponent(document));
    return isRecord(policy) ? listOf(policy['Statement']).filter(isRecord) : undefined;
  } catch {
    return undefined;
  }
}

function namesService(principal: unknown, service: string): boolean {
  if (principal === '*') return true;
  if (!isRecord(principal)) return false;
  return listOf(principal['Service']).some((named) => named === '*' || isPrincipalOf(String(named), service));
}

/** A service is named for all regions (`lambda.amazonaws.com`) or for one (`lambda.eu-west-1.amazonaws.com`). */
const isPrincipalOf = (principal: string, service: string): boolean =>
  principal.startsWith(`${service}.`) &&
  /^\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/.test(principal.slice(service.length));

const allowsAssume = (action: unknown): boolean =>
  ['*', 'sts:*', 'sts:assumerole', 'sts:assume*'].includes(String(action).toLowerCase());
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const isRecord = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
