/** Keeps execution environments of a version or an alias ready, as a property of either says. */
import { findOrNone } from './missing.ts';
import { readNumber, readObject, requireKnown } from './property-readers.ts';
import type { ResourceClients } from './resource-clients.ts';
import type { Properties, ResourceRequest } from './resource-type.ts';
import { InvalidProperty } from './property-readers.ts';

type Clients = Pick<ResourceClients, 'lambda'>;

export interface Provisionable {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

const property = 'ProvisionedConcurrencyConfig';
const countName = 'ProvisionedConcurrentExecutions';

export function readProvisioned(properties: Properties): number | undefined {
  const config = readObject(properties, property);
  if (config === undefined) return undefined;
  requireKnown(config, [countName]);
  const count = readNumber(config, countName);
  if (count === undefined)
    throw new InvalidProperty(`Property validation failure: [The property {/${property}/${countName}} is required]`);
  return count;
}

/** To be called until it is `ready`, or has failed for the reason that it gives. */
export type Provisioning = 'ready' | 'waiting' | { readonly failed: string };

/** Brings the target to what the properties want; a repeated call only looks how far it is. */
export async function provision(
  { lambda }: Clients,
  target: Provisionable,
  { request, previous }: { readonly request: ResourceRequest; readonly previous: Properties },
): Promise<Provisioning> {
  const { call } = request;
  const count = readProvisioned(request.properties);
  if (count === undefined) {
    if (previous[property] !== undefined) await lambda.DeleteProvisionedConcurrencyConfig(target, call);
    return 'ready';
  }
  const found = await findOrNone(() => lambda.GetProvisionedConcurrencyConfig(target, call));
  if (found?.RequestedProvisionedConcurrentExecutions !== count) {
    await lambda.PutProvisionedConcurrencyConfig({ ...target, [countName]: count }, call);
    return 'waiting';
  }
  if (found.Status === 'FAILED') return { failed: found.StatusReason ?? 'it gave no reason' };
  return found.Status === 'READY' ? 'ready' : 'waiting';
}
