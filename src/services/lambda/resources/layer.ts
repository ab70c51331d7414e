/** Layers: which one a request means, who may read it, and how AWS shows it. */
import { ApiError } from '../../../aws/api-error.ts';
import { parseArn } from '../../../aws/arn.ts';
import type { Caller } from '../../../aws/caller.ts';
import { invalidParameter } from '../errors.ts';
import type { Request, Response } from '../wire.ts';
import type { LayerPolicy, LayerStatement, LayerVersionRecord } from './attachments.ts';
import { describeMoment } from './describe-function.ts';
import type { Owner } from './keys.ts';
import {
  parsePrincipal,
  policyRevisionMismatch,
  requireFreeStatementId,
  requirePolicyLength,
  describePolicy,
} from './permission.ts';

export interface LayerReference {
  readonly owner: Owner;
  readonly name: string;
}

/** Reads a layer's name, or its ARN with or without a version. */
export function parseLayerReference(nameOrArn: string | undefined, caller: Caller): LayerReference {
  const arn = parseArn(nameOrArn ?? '');
  if (arn === undefined) return { owner: { region: caller.region, account: caller.account }, name: nameOrArn ?? '' };
  return { owner: { region: arn.region, account: arn.account }, name: arn.resource.split(':')[1] ?? '' };
}

/** The same for an operation that only the owner of a layer may do. */
export function parseOwnLayerReference(
  nameOrArn: string | undefined,
  caller: Caller,
  operation: string,
): LayerReference {
  const reference = parseLayerReference(nameOrArn, caller);
  if (reference.owner.account !== caller.account || reference.owner.region !== caller.region) {
    throw layerAccessDenied(layerArn(reference), caller, operation);
  }
  return reference;
}

export function layerAccessDenied(arn: string, caller: Caller, operation: string): ApiError {
  return new ApiError(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: lambda:${operation} on resource: ${arn} because no resource-based policy allows the lambda:${operation} action`,
  );
}

export function requireLayerVersionNumber(version: number | undefined): number {
  if (version === undefined || version < 1) throw invalidParameter('Layer Version Cannot be less than 1');
  return version;
}

export function layerArn({ owner, name }: LayerReference): string {
  return `arn:aws:lambda:${owner.region}:${owner.account}:layer:${name}`;
}

export function layerVersionArn(reference: LayerReference, version: number): string {
  return `${layerArn(reference)}:${version}`;
}

/** Whether the layer's own policy lets an account read it. Organizations are unknown here: what they condition is not allowed. */
export function isSharedWith(record: LayerVersionRecord, account: string): boolean {
  const admitted = new Set(['"*"', JSON.stringify({ AWS: `arn:aws:iam::${account}:root` })]);
  return (record.policy?.statements ?? []).some(
    (statement) => statement.Condition === undefined && admitted.has(JSON.stringify(statement.Principal)),
  );
}

/** Whether a version says of itself that it suits what a list asks for. */
export function isCompatible(
  record: LayerVersionRecord,
  wanted: { readonly CompatibleRuntime?: string | undefined; readonly CompatibleArchitecture?: string | undefined },
): boolean {
  const runtimes: readonly string[] = record.compatibleRuntimes ?? [];
  const architectures: readonly string[] = record.compatibleArchitectures ?? [];
  return (
    (wanted.CompatibleRuntime === undefined || runtimes.includes(wanted.CompatibleRuntime)) &&
    (wanted.CompatibleArchitecture === undefined || architectures.includes(wanted.CompatibleArchitecture))
  );
}

/** A version as lists show it. */
export function describeListedLayerVersion(
  record: LayerVersionRecord,
): NonNullable<Response<'ListLayerVersions'>['LayerVersions']>[number] {
  return {
    LayerVersionArn: layerVersionArn({ owner: record, name: record.layerName }, record.version),
    Version: record.version,
    Description: record.description,
    CreatedDate: describeMoment(record.createdAt),
    ...(record.compatibleRuntimes === undefined ? {} : { CompatibleRuntimes: record.compatibleRuntimes }),
    ...(record.compatibleArchitectures === undefined
      ? {}
      : { CompatibleArchitectures: record.compatibleArchitectures }),
    ...(record.licenseInfo === undefined ? {} : { LicenseInfo: record.licenseInfo }),
  };
}

/** A version with its content; `location` is where the caller can download that. */
export function describeLayerVersion(record: LayerVersionRecord, location: string): Response<'GetLayerVersion'> {
  const { content } = record;
  return {
    Content: { Location: location, CodeSha256: content.sha256, CodeSize: content.sizeBytes },
    LayerArn: layerArn({ owner: record, name: record.layerName }),
    ...describeListedLayerVersion(record),
  };
}

/** The policy with the statement that a request asks for. */
export function withLayerStatement(
  record: LayerVersionRecord,
  input: Request<'AddLayerVersionPermission'>,
  revisionId: string,
): { readonly statement: LayerStatement; readonly policy: LayerPolicy } {
  requireLayerPolicyRevision(record, input.RevisionId);
  const statement: LayerStatement = {
    Sid: input.StatementId ?? '',
    Effect: 'Allow',
    Principal: parsePrincipal(input.Principal ?? ''),
    Action: input.Action ?? '',
    Resource: layerVersionArn({ owner: record, name: record.layerName }, record.version),
    ...(input.OrganizationId === undefined
      ? {}
      : { Condition: { StringEquals: { 'aws:PrincipalOrgID': input.OrganizationId } } }),
  };
  const present = record.policy?.statements ?? [];
  requireFreeStatementId(present, statement.Sid);
  const policy = { statements: [...present, statement], revisionId };
  requirePolicyLength(describePolicy(policy));
  return { statement, policy };
}

export function requireLayerPolicyRevision(record: LayerVersionRecord, expected: string | undefined): void {
  if (expected !== undefined && expected !== record.policy?.revisionId) throw policyRevisionMismatch('GetLayerPolicy');
}
