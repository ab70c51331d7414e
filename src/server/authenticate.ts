/** Who sends a request: proved by its signature, or refused in the words of the protocol it speaks. */
import type { Protocol } from '../api/service-api.ts';
import type { Caller } from '../aws/caller.ts';
import type { WireRequest } from '../aws/wire.ts';
import type { FoundAuthorization } from '../protocol/sigv4/authorization.ts';
import { refusalError, type Refusal } from '../protocol/sigv4/refusals.ts';
import { SigningKeys, verifySignature } from '../protocol/sigv4/verify.ts';
import type { Clock } from '../time/clock.ts';
import type { CredentialSource, KnownCredentials } from './credentials.ts';

export interface Authenticated {
  readonly caller: Caller;
  /** With its body decoded, where it came in signed chunks. */
  readonly request: WireRequest;
}

export class Authenticator {
  readonly #credentials: CredentialSource;
  readonly #clock: Clock;
  readonly #keys = new SigningKeys();

  constructor(credentials: CredentialSource, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** Throws `ApiError`. Answers at once where the key is at hand. */
  authenticate(
    request: WireRequest,
    found: FoundAuthorization,
    protocol: Protocol,
  ): Authenticated | Promise<Authenticated> {
    if (found.kind === 'none') throw this.#refuse({ kind: 'unsigned' }, protocol);
    if (found.kind === 'malformed') throw this.#refuse(found, protocol);
    const credentials = this.#credentials.find(found.authorization.credential.accessKeyId);
    if (credentials instanceof Promise)
      return credentials.then((known) => this.#verify(request, found, known, protocol));
    return this.#verify(request, found, credentials, protocol);
  }

  #verify(
    request: WireRequest,
    { authorization }: Extract<FoundAuthorization, { kind: 'found' }>,
    known: KnownCredentials | undefined,
    protocol: Protocol,
  ): Authenticated {
    const { accessKeyId, region } = authorization.credential;
    if (known === undefined) throw this.#refuse({ kind: 'unknown-key', accessKeyId }, protocol);
    if (known.sessionToken !== authorization.securityToken) throw this.#refuse({ kind: 'wrong-token' }, protocol);
    const nowMs = this.#clock.realNow();
    const verdict = verifySignature(request, authorization, known.secretAccessKey, { keys: this.#keys, nowMs });
    if (verdict.kind !== 'valid') throw this.#refuse(verdict, protocol);
    if (known.expiresAtMs !== undefined && known.expiresAtMs <= nowMs)
      throw this.#refuse({ kind: 'expired-token' }, protocol);
    const caller = { region, account: known.account, arn: known.arn, userId: known.userId, accessKeyId };
    return { caller, request: verdict.request };
  }

  #refuse(refusal: Refusal, protocol: Protocol): Error {
    return refusalError(refusal, protocol, this.#clock.realNow());
  }
}
