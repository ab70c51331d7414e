/** Which services may invoke a target, from its resource policy: asked at every call, so made ready once. */
import type { ServiceGrant } from '../routing-change.ts';

/** Who calls, and on whose account something happened that made it call. */
export interface ServicePrincipal {
  /** As `apigateway.amazonaws.com`. */
  readonly service: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

interface ReadyGrant {
  readonly service: string;
  readonly sourceArns: readonly RegExp[] | undefined;
  readonly sourceAccounts: readonly string[] | undefined;
}

export class ServiceAccess {
  readonly #grants: readonly ReadyGrant[];

  constructor(grants: readonly ServiceGrant[]) {
    this.#grants = grants.map(({ service, sourceArns, sourceAccounts }) => ({
      service,
      sourceArns: sourceArns?.map(arnPattern),
      sourceAccounts,
    }));
  }

  lets({ service, sourceArn, sourceAccount }: ServicePrincipal): boolean {
    return this.#grants.some(
      (grant) =>
        (grant.service === '*' || grant.service === service) &&
        (grant.sourceArns?.some((pattern) => pattern.test(sourceArn)) ?? true) &&
        (grant.sourceAccounts?.includes(sourceAccount) ?? true),
    );
  }
}

export const noServiceAccess = new ServiceAccess([]);

/** An asterisk stands for any text, a question mark for one character; neither reaches into the next part of the ARN. */
function arnPattern(pattern: string): RegExp {
  const parts = pattern.split(':');
  const resource = parts.slice(5).join(':');
  const source = parts.slice(0, 5).map((part) => partPattern(part, '[^:]'));
  return new RegExp(`^${[...source, partPattern(resource, '.')].join(':')}$`, 's');
}

const partPattern = (part: string, any: string): string =>
  part
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, `${any}*`)
    .replaceAll('?', any);
