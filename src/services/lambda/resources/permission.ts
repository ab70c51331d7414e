/** Resource policies of functions, versions and aliases: their statements and what AWS demands of them. */
import { ApiError } from '../../../aws/api-error.ts';
import { invalidParameter, resourceNotFound, resourceConflict } from '../errors.ts';
import type { Request } from '../wire.ts';
import type { PolicyStatement, ResourcePolicy } from './function.ts';

const policyBytesMax = 20_480;

/** The statement that a request asks for, in the order in which AWS writes its members. */
export function createStatement(input: Request<'AddPermission'>, resource: string): PolicyStatement {
  const principal = parsePrincipal(input.Principal ?? '');
  if (principal === undefined) {
    throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
  }
  const condition = createCondition(input);
  return {
    Sid: input.StatementId ?? '',
    Effect: 'Allow',
    Principal: principal,
    Action: input.Action ?? '',
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** A principal as policies write it; `undefined`: AWS knows none of this form. */
export function parsePrincipal(principal: string): unknown {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws[a-z-]*:(iam|sts)::\d{12}:(root$|(user|role|assumed-role|federated-user)\/\S+$)/.test(principal)) {
    return { AWS: principal };
  }
  // Alexa's services are `alexa-appkit.amazon.com` and the like, China's end in `.cn`.
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|amazon\.com)$/.test(principal)) return { Service: principal };
  return undefined;
}

function createCondition(input: Request<'AddPermission'>): Record<string, Record<string, string>> {
  const equals = defined({
    'AWS:SourceAccount': input.SourceAccount,
    'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType,
    'lambda:EventSourceToken': input.EventSourceToken,
    'aws:PrincipalOrgID': input.PrincipalOrgID,
  });
  const arns = defined({ 'AWS:SourceArn': input.SourceArn });
  const booleans = defined({ 'lambda:InvokedViaFunctionUrl': input.InvokedViaFunctionUrl?.toString() });
  const operators = { StringEquals: equals, ArnLike: arns, Bool: booleans };
  return Object.fromEntries(Object.entries(operators).filter(([, keys]) => Object.keys(keys).length > 0));
}

function defined(table: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(table).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return Object.fromEntries(entries);
}

/** The policy with one statement more, and a new revision. */
export function withStatement(
  policy: ResourcePolicy | undefined,
  statement: PolicyStatement,
  revisionId: string,
): ResourcePolicy {
  requireFreeStatementId(policy?.statements ?? [], statement.Sid);
  const longer = { statements: [...(policy?.statements ?? []), statement], revisionId };
  requirePolicyLength(describePolicy(longer));
  return longer;
}

/** The policy without a statement, and with a new revision; `undefined`: that was the last one. */
export function withoutStatement(
  policy: ResourcePolicy | undefined,
  sid: string,
  revisionId: string,
): ResourcePolicy | undefined {
  const statements = remainingStatements(policy?.statements, sid);
  return statements.length === 0 ? undefined : { statements, revisionId };
}

/** Shared with layers, whose statements differ in their actions only. */
export function requireFreeStatementId(statements: readonly { readonly Sid: string }[], sid: string): void {
  if (!statements.some((statement) => statement.Sid === sid)) return;
  throw resourceConflict(
    `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
  );
}

export function remainingStatements<T extends { readonly Sid: string }>(
  statements: readonly T[] | undefined,
  sid: string,
): readonly T[] {
  if (statements === undefined) {
    throw resourceNotFound('No policy is associated with the given resource.');
  }
  const remaining = statements.filter((statement) => statement.Sid !== sid);
  if (remaining.length < statements.length) return remaining;
  throw resourceNotFound(`Statement ${sid} is not found in resource policy.`);
}

export function requirePolicyLength(policy: string): void {
  const bytes = Buffer.byteLength(policy);
  if (bytes <= policyBytesMax) return;
  throw new ApiError(
    'PolicyLengthExceededException',
    `The final policy size (${bytes}) is bigger than the limit (${policyBytesMax}).`,
    { Type: 'User' },
  );
}

/**
 * Holds a request to the revision that it names. Before there is a policy the record's own counts,
 * for that is what `GetFunction` and `GetAlias` tell.
 */
export function requirePolicyRevision(
  record: { readonly policy?: ResourcePolicy; readonly revisionId: string },
  expected: string | undefined,
): void {
  if (expected === undefined || expected === (record.policy?.revisionId ?? record.revisionId)) return;
  throw policyRevisionMismatch('GetPolicy');
}

/** `api`: where AWS tells the caller to look for the present revision. */
export function policyRevisionMismatch(api: 'GetPolicy' | 'GetLayerPolicy'): ApiError {
  const message = `The Revision Id provided does not match the latest Revision Id. Call the ${api} API to retrieve the latest Revision Id`;
  return new ApiError('PreconditionFailedException', message, { Type: 'User' });
}

/** A record with another policy, or none. As on AWS, that is a new revision of the record as well. */
export function withPolicy<T extends { readonly policy?: ResourcePolicy; readonly revisionId: string }>(
  record: T,
  policy: ResourcePolicy | undefined,
  revisionId: string,
): Omit<T, 'policy'> & { readonly policy?: ResourcePolicy } {
  const { policy: _replaced, ...rest } = record;
  return { ...rest, revisionId, ...(policy === undefined ? {} : { policy }) };
}

/** The policy as JSON text, as `GetPolicy` and `GetLayerVersionPolicy` carry it. */
export function describePolicy(policy: { readonly statements: readonly unknown[] }): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policy.statements });
}
