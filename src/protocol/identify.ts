/**
 * Which service, protocol and operation a request is meant for. AWS's clients tell it in four ways:
 * a target header (JSON), a fixed path (CBOR), an `Action` parameter (query), or method and path
 * (REST). The protocol follows from the request, not from the service: CloudWatch speaks three.
 */
import type { Service } from '../api/service.ts';
import type { Protocol } from '../api/service-api.ts';
import { services } from '../api/services.ts';
import type { WireRequest } from '../aws/wire.ts';

/** A service as this module needs it: the operations do not matter. */
export type AnyService = Pick<Service<unknown>, 'load'> & Omit<Service<unknown>, 'operations'>;

export interface Identified {
  readonly service: AnyService;
  readonly protocol: Protocol;
  /** Absent for REST: method and path tell it, see `rest-routes.ts`. */
  readonly operation?: string;
}

const cborPath = /^\/service\/([^/]+)\/operation\/([^/]+)\/?$/;
const byTarget = new Map<string, AnyService>();
for (const service of services) if (service.targetPrefix !== undefined) byTarget.set(service.targetPrefix, service);

/** `signingName` is that of the signature's credential scope, where there is one. `undefined`: no service of ours. */
export function identify(request: WireRequest, signingName: string | undefined): Identified | undefined {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return identifyTarget(target);
  const cbor = request.path.startsWith('/service/') ? cborPath.exec(request.path) : null;
  if (cbor?.[1] !== undefined && cbor[2] !== undefined) {
    const service = byTarget.get(cbor[1]);
    return service && { service, protocol: 'smithy-rpc-v2-cbor', operation: cbor[2] };
  }
  return identifyQuery(request, signingName) ?? identifyRest(request, signingName);
}

function identifyTarget(target: string): Identified | undefined {
  const dot = target.lastIndexOf('.');
  const service = byTarget.get(target.slice(0, dot));
  return service && { service, protocol: 'json', operation: target.slice(dot + 1) };
}

function identifyQuery(request: WireRequest, signingName: string | undefined): Identified | undefined {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  if (isForm && signingName === 's3') return undefined;
  const text = isForm && request.body.length > 0 ? Buffer.from(request.body).toString('utf8') : request.query;
  if (!text.includes('Action=')) return undefined;
  const operation = findParameter(text, /(?:^|&)Action=([^&]*)/);
  if (operation === undefined) return undefined;
  const version = findParameter(text, /(?:^|&)Version=([^&]*)/);
  const candidates = services.filter((service) => service.protocols.includes('query'));
  const service =
    candidates.find(
      (candidate) =>
        candidate.version === version && (signingName === undefined || candidate.signingName === signingName),
    ) ?? candidates.find((candidate) => candidate.signingName === signingName);
  return service && { service, protocol: 'query', operation };
}

/** Takes out one parameter alone: nobody has proved yet that the rest is worth the work. */
function findParameter(text: string, pattern: RegExp): string | undefined {
  const value = pattern.exec(text)?.[1];
  return value === undefined ? undefined : (new URLSearchParams(`value=${value}`).get('value') ?? undefined);
}

const restByName = new Map<string, Identified>();
const restBySigningName = new Map<string, Identified>();
for (const service of services) {
  const protocol = service.protocols.find((candidate) => candidate === 'rest-json' || candidate === 'rest-xml');
  if (protocol !== undefined) restByName.set(service.name, { service, protocol });
}
// Of services that share a signing name the first is meant, if it is a REST service.
for (const { name, signingName } of services.toReversed()) {
  const found = restByName.get(name);
  if (found === undefined) restBySigningName.delete(signingName);
  else restBySigningName.set(signingName, found);
}

/** Where the paths of REST services begin; S3 takes what none of them claims. */
const pathClaims: readonly (readonly [RegExp, string])[] = [
  [
    /^\/20\d\d-\d\d-\d\d\/(functions|layers|tags|event-source-mappings|account-settings|code-signing-configs|capacity-providers|durable-)/,
    'lambda',
  ],
  [
    /^\/(restapis|usageplans|apikeys|domainnames|vpclinks|clientcertificates|account|tags|sdktypes)(\/|$)/,
    'apigateway',
  ],
  [/^\/v2\/(apis|domainnames|vpclinks|tags)(\/|$)/, 'apigatewayv2'],
  [/^\/v1\/(registries|discoverers|discover|policy)(\/|$)/, 'schemas'],
];

function identifyRest(request: WireRequest, signingName: string | undefined): Identified | undefined {
  if (signingName === 'apigateway')
    return restByName.get(request.path.startsWith('/v2/') ? 'apigatewayv2' : 'apigateway');
  if (signingName !== undefined) return restBySigningName.get(signingName);
  const isHostStyle = request.headers['host']?.includes('.s3.') === true;
  const claim = isHostStyle
    ? undefined
    : pathClaims.find(
        ([pattern, name]) => pattern.test(request.path) && !(name === 'apigateway' && hasS3Marks(request)),
      );
  return restByName.get(claim?.[1] ?? 's3');
}

/** Only S3's clients send these: a bucket may well be called `account`. */
function hasS3Marks(request: WireRequest): boolean {
  return request.headers['x-amz-content-sha256'] !== undefined || request.query.includes('list-type=');
}
