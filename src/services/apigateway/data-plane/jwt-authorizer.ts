/** JWT authorizers of HTTP APIs. The issuer's keys are fetched from where its discovery document says. */
import type { JsonWebKey } from 'node:crypto';
import type { Clock } from '../../../time/clock.ts';
import type { HttpAuthorization } from '../http/http-stage.ts';
import { say } from './answers.ts';
import { withinTime } from './deadline.ts';
import type { Authorized } from './authorized.ts';
import type { HttpCall } from './http-call.ts';
import {
  describeClaims,
  findClaimFault,
  hasValidSignature,
  parseToken,
  scopesOf,
  type WebToken,
} from './json-web-token.ts';

type Authorizer = Extract<HttpAuthorization, { readonly kind: 'jwt' }>;

interface KeySet {
  readonly keys: readonly JsonWebKey[];
  readonly fetchedAtMs: number;
}

const keysForMs = 60 * 60_000;
/** A token may be signed with a key that is newer than the set at hand: then it is fetched again, but not for every such token. */
const refetchAfterMs = 10_000;
const fetchTimeoutMs = 1500;

export class JwtAuthorizers {
  readonly #clock: Clock;
  readonly #keys = new Map<string, KeySet>();
  readonly #fetches = new Map<string, Promise<KeySet | undefined>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async authorize(authorizer: Authorizer, call: HttpCall): Promise<Authorized> {
    const text = readToken(authorizer.identitySource, call);
    if (text === undefined) return unauthorized('');
    const token = parseToken(text);
    if (token === undefined) return unauthorized('the token could not be read');
    // Those who issue tokens live in the wall's time, however fast the platform's clock runs.
    const demands = { ...authorizer, nowMs: this.#clock.realNow() };
    const fault = findClaimFault(token.claims, demands) ?? (await this.#findSignatureFault(authorizer.issuer, token));
    if (fault !== undefined) return unauthorized(fault);
    const granted = scopesOf(token.claims);
    const { scopes } = authorizer;
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return insufficient(scopes);
    return {
      kind: 'allowed',
      context: { kind: 'jwt', claims: describeClaims(token.claims), scopes: scopes.length > 0 ? scopes : null },
    };
  }

  async #findSignatureFault(issuer: string, token: WebToken): Promise<string | undefined> {
    const { kid } = token.header;
    const find = ({ keys }: KeySet) => keys.find((key) => (key as { readonly kid?: unknown }).kid === kid);
    let set = this.#keys.get(issuer);
    const ageMs = set === undefined ? Infinity : this.#clock.realNow() - set.fetchedAtMs;
    if (set === undefined || ageMs > keysForMs || (find(set) === undefined && ageMs > refetchAfterMs)) {
      set = await this.#fetch(issuer);
      if (set === undefined) return 'OIDC discovery endpoint communication error';
    }
    const key = find(set);
    if (key === undefined) return 'unable to find a key to verify the token with';
    return hasValidSignature(token, key) ? undefined : 'invalid signature';
  }

  /** `undefined`: the issuer cannot be reached. Those who ask meanwhile wait for the same answer. */
  #fetch(issuer: string): Promise<KeySet | undefined> {
    const running = this.#fetches.get(issuer);
    if (running !== undefined) return running;
    const abort = new AbortController();
    const fetching = withinTime(fetchKeys(issuer, abort.signal), fetchTimeoutMs, this.#clock).then((keys) => {
      this.#fetches.delete(issuer);
      if (keys === 'timed-out') abort.abort();
      if (keys === 'timed-out' || keys === undefined) return undefined;
      const set = { keys, fetchedAtMs: this.#clock.realNow() };
      this.#keys.set(issuer, set);
      return set;
    });
    this.#fetches.set(issuer, fetching);
    return fetching;
  }
}

function readToken(identitySource: string, { request }: HttpCall): string | undefined {
  const [, place, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(identitySource) ?? [];
  const value =
    place === 'querystring' ? new URLSearchParams(request.query).get(name) : request.headers[name.toLowerCase()];
  return value === null || value === undefined || value === '' ? undefined : value.replace(/^Bearer +/i, '');
}

/** `undefined`: the issuer cannot be reached, or answers something else. */
async function fetchKeys(issuer: string, signal: AbortSignal): Promise<readonly JsonWebKey[] | undefined> {
  try {
    const discovered = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, signal);
    const { jwks_uri: address } = discovered;
    if (typeof address !== 'string') return undefined;
    const { keys } = await fetchJson(address, signal);
    // What is no key verifies nothing.
    return Array.isArray(keys)
      ? (keys.filter((key) => typeof key === 'object' && key !== null) as JsonWebKey[])
      : undefined;
  } catch {
    // The caller tells that the issuer cannot be reached.
    return undefined;
  }
}

async function fetchJson(url: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const value: unknown = await response.json();
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The descriptions are ours but for those of a wrong audience and of an issuer who cannot be reached. */
function unauthorized(fault: string): Authorized {
  const challenge = fault === '' ? 'Bearer' : `Bearer scope="" error="invalid_token" error_description="${fault}"`;
  return { kind: 'refused', response: say(401, 'Unauthorized', { 'www-authenticate': challenge }) };
}

function insufficient(scopes: readonly string[]): Authorized {
  const challenge = `Bearer scope="${scopes.join(' ')}" error="insufficient_scope" error_description="the token does not have the required scopes"`;
  return { kind: 'refused', response: say(403, 'Forbidden', { 'www-authenticate': challenge }) };
}
