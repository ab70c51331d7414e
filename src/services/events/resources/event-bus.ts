/** There is one event bus, the default one of each account and region. */
import { ApiError } from '../../../aws/api-error.ts';
import { formatArn } from '../../../aws/arn.ts';
import type { Owner } from './keys.ts';

export const busName = 'default';

export const busArn = ({ region, account }: Owner): string =>
  formatArn({ service: 'events', region, account, resource: `event-bus/${busName}` });

export const isDefaultBus = (given: string | undefined, owner: Owner): boolean =>
  given === undefined || given === busName || given === busArn(owner);

/** Refuses every other bus: Serin has none, and a rule must not wait at one in vain. */
export function requireDefaultBus(given: string | undefined, owner: Owner): void {
  if (!isDefaultBus(given, owner))
    throw new ApiError(
      'ResourceNotFoundException',
      `Event bus ${given} does not exist. Serin serves the default event bus only.`,
    );
}

export const describeBus = (owner: Owner): { Name: string; Arn: string } => ({ Name: busName, Arn: busArn(owner) });
