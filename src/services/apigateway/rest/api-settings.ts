/** What may be set of an API itself, and what is refused. */
import type { RestInput } from './context.ts';
import { badRequest, notServed } from './errors.ts';
import { type Patch, invalidOperation, patchBoolean, patchNumber, splitPath } from './patch.ts';
import type { EndpointConfiguration, RestApiSettings } from './resources/rest-api.ts';

const compressionMax = 10_485_760;

export const defaultSettings = {
  apiKeySource: 'HEADER',
  endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
  disableExecuteApiEndpoint: false,
} as const;

export function parseSettings(input: RestInput<'CreateRestApi'>): RestApiSettings {
  const { name = '', description, version, binaryMediaTypes = [], minimumCompressionSize, policy } = input;
  requireName(name);
  if (input.securityPolicy !== undefined) throw notServed('the security policy of a REST API');
  if (input.endpointAccessMode !== undefined) throw notServed('the endpoint access mode of a REST API');
  if (description === '') throw badRequest('Description cannot be an empty string');
  if (minimumCompressionSize !== undefined) requireCompression(minimumCompressionSize);
  return {
    ...defaultSettings,
    name,
    ...(description !== undefined && { description }),
    ...(version !== undefined && { version }),
    ...(binaryMediaTypes.length > 0 && { binaryMediaTypes }),
    ...(minimumCompressionSize !== undefined && { minimumCompressionSize }),
    ...(input.apiKeySource !== undefined && { apiKeySource: input.apiKeySource }),
    ...(policy !== undefined && policy !== '' && { policy: requirePolicy(policy) }),
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint === true,
    endpointConfiguration: parseEndpoint(input.endpointConfiguration),
  };
}

export function parseEndpoint(given: RestInput<'CreateRestApi'>['endpointConfiguration']): EndpointConfiguration {
  const { types = ['EDGE'], ipAddressType, vpcEndpointIds } = given ?? {};
  if (types.length !== 1) throw badRequest('Exactly one endpoint type must be specified');
  const isPrivate = types.includes('PRIVATE');
  return {
    types,
    ipAddressType: ipAddressType ?? (isPrivate ? 'dualstack' : 'ipv4'),
    ...(vpcEndpointIds && vpcEndpointIds.length > 0 && { vpcEndpointIds }),
  };
}

function requireName(name: string): void {
  if (name.trim() === '') throw badRequest('Invalid API name specified');
}

function requireCompression(size: number): void {
  if (!Number.isInteger(size) || size < 0 || size > compressionMax)
    throw badRequest(`Invalid minimum compression size, must be between 0 and ${compressionMax}`);
}

export function requirePolicy(policy: string): string {
  try {
    JSON.parse(policy);
  } catch {
    throw badRequest('Invalid policy document. Please check the policy syntax and ensure that Principals are valid.');
  }
  return policy;
}

const replaceable = [
  '/name',
  '/description',
  '/version',
  '/policy',
  '/apiKeySource',
  '/minimumCompressionSize',
  '/disableExecuteApiEndpoint',
];

export function patchSettings(settings: RestApiSettings, patch: Patch): RestApiSettings {
  const [first = '', second, third] = patch.segments;
  switch (first) {
    case 'binaryMediaTypes':
      return patchMediaTypes(settings, patch);
    case 'endpointConfiguration':
      return {
        ...settings,
        endpointConfiguration: patchEndpoint(settings.endpointConfiguration, patch, [second, third]),
      };
    case 'minimumCompressionSize':
      return patchCompression(settings, patch);
    case 'description': {
      const { description: _, ...rest } = settings;
      const value = patch.op === 'remove' ? undefined : patch.value;
      return value === undefined || value === '' ? rest : { ...rest, description: value };
    }
    case 'policy': {
      const { policy: _, ...rest } = settings;
      const value = patch.op === 'remove' ? undefined : patch.value;
      return value === undefined || value === '' ? rest : { ...rest, policy: requirePolicy(value) };
    }
  }
  if (patch.op !== 'replace' || second !== undefined)
    throw invalidOperation(patch, patch.op === 'replace' ? replaceable : []);
  const { value = '' } = patch;
  switch (first) {
    case 'name':
      requireName(value);
      return { ...settings, name: value };
    case 'version':
      return { ...settings, version: value };
    case 'apiKeySource':
      if (value !== 'HEADER' && value !== 'AUTHORIZER')
        throw badRequest('Invalid API key source specified. Must be one of [HEADER, AUTHORIZER]');
      return { ...settings, apiKeySource: value };
    case 'disableExecuteApiEndpoint':
      return { ...settings, disableExecuteApiEndpoint: patchBoolean(patch) };
    case 'securityPolicy':
    case 'endpointAccessMode':
      throw notServed(`${first} of a REST API`);
    default:
      throw invalidOperation(patch, replaceable);
  }
}

/** A media type stands as a part of the path; replacing takes out the one and adds the other. */
function patchMediaTypes(settings: RestApiSettings, patch: Patch): RestApiSettings {
  const [, type] = patch.segments;
  if (type === undefined) throw badRequest(`Invalid patch path ${patch.path}`);
  const { binaryMediaTypes: known = [], ...rest } = settings;
  const kept = known.filter((one) => one !== type);
  const [added = type] = patch.op === 'replace' ? splitPath(`/${patch.value ?? type}`) : [type];
  const binaryMediaTypes = patch.op === 'remove' ? kept : [...kept.filter((one) => one !== added), added];
  return binaryMediaTypes.length === 0 ? rest : { ...rest, binaryMediaTypes };
}

function patchEndpoint(
  endpoint: EndpointConfiguration,
  patch: Patch,
  [member, index]: readonly [string | undefined, string | undefined],
): EndpointConfiguration {
  const { value = '' } = patch;
  switch (member ?? '') {
    case 'types':
      if (patch.op !== 'replace' || index === undefined) break;
      if (!['EDGE', 'REGIONAL', 'PRIVATE'].includes(value)) throw badRequest('Invalid endpoint type specified');
      return { ...endpoint, types: [value] };
    case 'ipAddressType':
      return { ...endpoint, ipAddressType: value };
    case 'vpcEndpointIds': {
      const { vpcEndpointIds: known = [], ...rest } = endpoint;
      const kept = known.filter((one) => one !== value);
      const next = patch.op === 'remove' ? kept : [...kept, value];
      return next.length === 0 ? rest : { ...rest, vpcEndpointIds: next };
    }
  }
  throw badRequest(`Invalid patch path ${patch.path}`);
}

function patchCompression(settings: RestApiSettings, patch: Patch): RestApiSettings {
  if (patch.op !== 'replace') throw badRequest('Invalid patch operation specified. Must be one of: [replace]');
  const { minimumCompressionSize: _, ...rest } = settings;
  if (patch.value === undefined || patch.value === '') return rest;
  const size = Number(patch.value);
  requireCompression(size);
  return { ...rest, minimumCompressionSize: patchNumber(patch) };
}
