/**
 * Policy documents: the form is checked as IAM checks it, and the text is kept as it came. Nothing is
 * enforced: Serin lets every caller that can sign do everything.
 */
import { ApiError } from '../../../aws/api-error.ts';

export type PolicyKind = 'trust' | 'inline' | 'managed';

/** In characters, white space not counted. */
export const policySizeMax = { trust: 2048, inline: 10_240, managed: 6144 } as const;

/** IAM answers documents percent-encoded, as RFC 3986 has it. */
export const encodeDocument = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export const documentSize = (text: string): number => text.replaceAll(/\s/g, '').length;

export function requirePolicyDocument(text: string | undefined, kind: PolicyKind): string {
  const policy = asObject(parseJson(text ?? ''));
  if (policy === undefined)
    throw malformed(kind === 'trust' ? 'This policy contains invalid Json' : 'Syntax errors in policy.');
  const version = policy['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17')
    throw malformed('Syntax errors in policy.');
  if (kind === 'managed' && version !== '2012-10-17') {
    throw malformed('Policy document must be version 2012-10-17 or greater.');
  }
  const statements = asList(policy['Statement']);
  if (policy['Statement'] === undefined) throw malformed('Missing required field Statement');
  const sids = new Set<unknown>();
  for (const entry of statements) {
    const statement = asObject(entry);
    if (statement === undefined) throw malformed('Syntax errors in policy.');
    checkStatement(statement, kind);
    const sid = statement['Sid'];
    if (sid === undefined || sid === '') continue;
    if (sids.has(sid)) throw malformed('Statement IDs (SID) in a single policy must be unique.');
    sids.add(sid);
  }
  return text ?? '';
}

type Statement = Readonly<Record<string, unknown>>;

function checkStatement(statement: Statement, kind: PolicyKind): void {
  const effect = statement['Effect'];
  if (effect === undefined) throw malformed('Missing required field Effect');
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed(`Invalid effect: ${String(effect)}`);
  if (kind === 'trust') checkTrustStatement(statement);
  else checkIdentityStatement(statement);
}

function checkTrustStatement(statement: Statement): void {
  if (!('Principal' in statement) && !('NotPrincipal' in statement))
    throw malformed('Missing required field Principal');
  if (!('Action' in statement) && !('NotAction' in statement)) throw malformed('Missing required field Action');
  for (const name of ['Resource', 'NotResource'])
    if (name in statement) throw malformed(`Has prohibited field ${name}`);
  for (const action of asList(statement['Action'])) {
    if (typeof action !== 'string' || (action !== '*' && !action.toLowerCase().startsWith('sts:'))) {
      throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
    }
  }
}

function checkIdentityStatement(statement: Statement): void {
  if ('Principal' in statement || 'NotPrincipal' in statement) {
    throw malformed('Policy document should not specify a principal.');
  }
  if (!('Action' in statement) && !('NotAction' in statement))
    throw malformed('Policy statement must contain actions.');
  if (!('Resource' in statement) && !('NotResource' in statement))
    throw malformed('Policy statement must contain resources.');
  for (const action of [...asList(statement['Action']), ...asList(statement['NotAction'])]) {
    if (typeof action !== 'string') throw malformed('Syntax errors in policy.');
    if (action !== '*' && !/^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/.test(action)) {
      throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    }
  }
  for (const resource of [...asList(statement['Resource']), ...asList(statement['NotResource'])]) {
    if (typeof resource !== 'string') throw malformed('Syntax errors in policy.');
    if (resource !== '' && !resource.startsWith('*') && !resource.startsWith('arn:')) {
      throw malformed(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
}

const malformed = (message: string): ApiError => new ApiError('MalformedPolicyDocumentException', message);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller says so in IAM's words.
    return undefined;
  }
}

const asList = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return { ...value };
}
