/** What may be set of an integration and of its responses, and what is refused. */
import type { RestInput } from './context.ts';
import { badRequest, notFound } from './errors.ts';
import { patchTable } from './method-settings.ts';
import { own } from './own.ts';
import { type Patch, patchBoolean, patchNumber, requireValue } from './patch.ts';
import type { IntegrationRecord, IntegrationResponseRecord, IntegrationType } from './resources/api-definition.ts';

const timeoutMax = 29_000;
const passthroughs = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'];

export function parseIntegration(input: RestInput<'PutIntegration'>, resourceId: string): IntegrationRecord {
  const { type, uri, integrationHttpMethod, connectionType, connectionId, credentials, contentHandling } = input;
  const { requestParameters, requestTemplates, passthroughBehavior = 'WHEN_NO_MATCH', timeoutInMillis } = input;
  const { cacheNamespace = resourceId, cacheKeyParameters = [], tlsConfig, responseTransferMode } = input;
  const kind: IntegrationType = type ?? 'MOCK';
  const isHttp = kind === 'HTTP' || kind === 'HTTP_PROXY';
  const connection = connectionType ?? (isHttp ? 'INTERNET' : undefined);
  const insecure = tlsConfig?.insecureSkipVerification;
  const integration: IntegrationRecord = {
    type: kind,
    ...(integrationHttpMethod !== undefined && { httpMethod: integrationHttpMethod }),
    ...(uri !== undefined && { uri }),
    ...(connection !== undefined && { connectionType: connection }),
    ...(connectionId !== undefined && { connectionId }),
    ...(credentials !== undefined && { credentials }),
    ...(requestParameters && Object.keys(requestParameters).length > 0 && { requestParameters }),
    ...(requestTemplates && Object.keys(requestTemplates).length > 0 && { requestTemplates }),
    passthroughBehavior,
    ...(contentHandling !== undefined && { contentHandling }),
    timeoutInMillis: timeoutInMillis ?? timeoutMax,
    cacheNamespace,
    cacheKeyParameters,
    ...(insecure !== undefined && { tlsConfig: { insecureSkipVerification: insecure } }),
    ...(responseTransferMode !== undefined && { responseTransferMode }),
  };
  requireIntegration(integration);
  return integration;
}

/** Some of AWS's texts are not known: those of the passthrough and of the time limit. */
export function requireIntegration(integration: IntegrationRecord): void {
  const { type, uri, httpMethod, passthroughBehavior, timeoutInMillis, requestParameters = {} } = integration;
  if (!passthroughs.includes(passthroughBehavior))
    throw badRequest(`Invalid passthrough behavior specified. Valid options are ${passthroughs.join(', ')}`);
  if (type !== 'MOCK' && httpMethod === undefined)
    throw badRequest('Enumeration value for HttpMethod must be non-empty');
  if (type !== 'MOCK' && uri === undefined) throw badRequest('Uri must be non-empty for the integration');
  const isAws = type === 'AWS' || type === 'AWS_PROXY';
  if (isAws && !/^arn:[^:]+:apigateway:[^:]*:[^:]+:(path|action)\/.+$/.test(uri ?? ''))
    throw badRequest('Invalid ARN specified in the request');
  if (!Number.isInteger(timeoutInMillis) || timeoutInMillis < 50 || timeoutInMillis > timeoutMax)
    throw badRequest(`Timeout should be between 50 ms and ${timeoutMax} ms`);
  for (const [target, source] of Object.entries(requestParameters)) {
    if (!/^integration\.request\.(header|querystring|path)\..+$/.test(target)) throw invalidExpression(target);
    requireExpression(
      source,
      /^(method\.request\.(header|querystring|path|multivalueheader|multivaluequerystring|body)|context|stageVariables)\b/,
    );
  }
}

function requireExpression(source: string, pattern: RegExp): void {
  if (!/^'.*'$/s.test(source) && !pattern.test(source)) throw invalidExpression(source);
}

const invalidExpression = (text: string) =>
  badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${text}]`,
  );

const texts: Readonly<
  Record<
    string,
    | 'httpMethod'
    | 'uri'
    | 'credentials'
    | 'contentHandling'
    | 'connectionType'
    | 'connectionId'
    | 'responseTransferMode'
  >
> = {
  '/httpMethod': 'httpMethod',
  '/uri': 'uri',
  '/credentials': 'credentials',
  '/contentHandling': 'contentHandling',
  '/connectionType': 'connectionType',
  '/connectionId': 'connectionId',
  '/responseTransferMode': 'responseTransferMode',
};

export function patchIntegration(integration: IntegrationRecord, patch: Patch): IntegrationRecord {
  const [first = '', name, rest] = patch.segments;
  const { value = '' } = patch;
  switch (first) {
    case 'requestParameters':
    case 'requestTemplates':
      if (name === undefined || rest !== undefined) throw badRequest(`Invalid patch path ${patch.path}`);
      return { ...integration, [first]: patchTable(integration[first] ?? {}, name, patch, value) };
    case 'cacheKeyParameters': {
      const kept = integration.cacheKeyParameters.filter((one) => one !== name);
      return {
        ...integration,
        cacheKeyParameters: patch.op === 'remove' || name === undefined ? kept : [...kept, name],
      };
    }
  }
  const text = texts[patch.path];
  if (text !== undefined) {
    const { [text]: _, ...others } = integration;
    return patch.op === 'remove' || value === '' ? others : { ...others, [text]: value };
  }
  if (patch.op !== 'replace') throw badRequest('Invalid patch operation specified. Must be one of: [replace]');
  switch (patch.path) {
    case '/passthroughBehavior':
      return { ...integration, passthroughBehavior: value };
    case '/timeoutInMillis':
      return { ...integration, timeoutInMillis: patchNumber(patch) };
    case '/cacheNamespace':
      return { ...integration, cacheNamespace: value };
    case '/tlsConfig/insecureSkipVerification':
      return { ...integration, tlsConfig: { insecureSkipVerification: patchBoolean(patch) } };
    default:
      throw badRequest(`Invalid patch path ${patch.path}`);
  }
}

export function parseResponse(input: RestInput<'PutIntegrationResponse'>): IntegrationResponseRecord {
  const { statusCode = '', selectionPattern, responseParameters, responseTemplates, contentHandling } = input;
  const response: IntegrationResponseRecord = {
    statusCode,
    ...(selectionPattern !== undefined && { selectionPattern }),
    ...(responseParameters && { responseParameters }),
    ...(responseTemplates && { responseTemplates }),
    ...(contentHandling !== undefined && { contentHandling }),
  };
  return response;
}

export function patchResponse(response: IntegrationResponseRecord, patch: Patch): IntegrationResponseRecord {
  const [first = '', name, rest] = patch.segments;
  switch (first) {
    case 'responseParameters':
    case 'responseTemplates':
      if (name === undefined || rest !== undefined) throw badRequest(`Invalid patch path ${patch.path}`);
      return { ...response, [first]: patchTable(response[first] ?? {}, name, patch, patch.value ?? '') };
    case 'selectionPattern':
      return { ...response, selectionPattern: requireValue(patch) };
    case 'contentHandling': {
      const { contentHandling: _, ...others } = response;
      const { value = '' } = patch;
      return value === '' ? others : { ...others, contentHandling: value };
    }
    default:
      throw badRequest(`Invalid patch path ${patch.path}`);
  }
}

export function requireIntegrationResponse(
  { integrationResponses = {} }: IntegrationRecord,
  statusCode = '',
): IntegrationResponseRecord {
  const response = own(integrationResponses, statusCode);
  if (response === undefined) throw notFound('Response status code');
  return response;
}
