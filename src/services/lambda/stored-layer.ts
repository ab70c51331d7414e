import type { Caller } from '../../aws/caller.ts';
import type { Documents, Stored } from '../../storage/documents.ts';
import { resourceNotFound } from './errors.ts';
import type { LayerVersionRecord } from './resources/attachments.ts';
import { layerVersionKey } from './resources/keys.ts';
import {
  isSharedWith,
  layerAccessDenied,
  layerVersionArn,
  parseOwnLayerReference,
  requireLayerVersionNumber,
  type LayerReference,
} from './resources/layer.ts';

/** A version that the caller may read: its own account's, or one that the owner has shared. */
export async function requireReadableLayerVersion(
  documents: Documents,
  reference: LayerReference,
  number: number | undefined,
  caller: Caller,
): Promise<LayerVersionRecord> {
  const version = requireLayerVersionNumber(number);
  const stored = await documents.get<LayerVersionRecord>(layerVersionKey(reference.owner, reference.name, version));
  const isOwn = reference.owner.account === caller.account;
  if (!isOwn && (stored === undefined || !isSharedWith(stored.value, caller.account))) {
    throw layerAccessDenied(layerVersionArn(reference, version), caller, 'GetLayerVersion');
  }
  if (stored === undefined || reference.owner.region !== caller.region) {
    throw resourceNotFound('The resource you requested does not exist.');
  }
  return stored.value;
}

/** The version whose policy the owner means to read or change. */
export async function requirePolicyLayerVersion(
  documents: Documents,
  input: { readonly LayerName: string | undefined; readonly VersionNumber: number | undefined },
  caller: Caller,
  operation: string,
): Promise<Stored<LayerVersionRecord>> {
  const reference = parseOwnLayerReference(input.LayerName, caller, operation);
  const version = requireLayerVersionNumber(input.VersionNumber);
  const stored = await documents.get<LayerVersionRecord>(layerVersionKey(reference.owner, reference.name, version));
  if (stored === undefined)
    throw resourceNotFound(`Layer version ${layerVersionArn(reference, version)} does not exist.`);
  return stored;
}
