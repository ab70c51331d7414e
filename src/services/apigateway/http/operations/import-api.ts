/** Makes an API of an OpenAPI definition, or makes one anew by it. */
import { parse } from 'yaml';
import { identifierFrom } from '../../identifiers.ts';
import type { HttpInput, HttpOperation } from '../context.ts';
import { describeApi } from '../describe.ts';
import { badRequest } from '../errors.ts';
import { changeApi, createApi } from '../records.ts';
import { checkAuthorizer } from '../resources/authorizer.ts';
import {
  type ApiSettings,
  given,
  type HttpApiRecord,
  type IntegrationRecord,
  type RouteRecord,
} from '../resources/http-api.ts';
import { checkIntegration } from '../resources/integration.ts';
import { DefinitionFault, type OpenApiDefinition, readDefinition } from '../resources/openapi-definition.ts';
import { checkRoute } from '../resources/route.ts';

export const importApi: HttpOperation<'ImportApi'> = async (input, context, { caller, requestId }) => {
  const definition = parseBody(input);
  const empty: HttpApiRecord = {
    region: caller.region,
    account: caller.account,
    apiId: identifierFrom(requestId, 'api', 10),
    createdAtMs: context.clock.now(),
    settings: settingsOf(definition, input),
    routes: {},
    integrations: {},
    authorizers: {},
    stages: {},
    deployments: {},
    authorizerGeneration: 0,
  };
  return describeApi(await createApi(context, withDefinition(empty, definition), requestId));
};

export const reimportApi: HttpOperation<'ReimportApi'> = async (input, context, request) => {
  const definition = parseBody(input);
  return changeApi(context, request, input.ApiId, (api) => {
    const kept = { Tags: { ...api.settings.Tags, ...definition.tags } };
    const anew = { ...api, settings: { ...settingsOf(definition, input), ...kept } };
    const changed = withDefinition(anew, definition);
    return { api: changed, result: describeApi(changed) };
  });
};

type ImportInput = Pick<HttpInput<'ImportApi'>, 'Basepath' | 'Body' | 'FailOnWarnings'>;

function parseBody({ Body = '', Basepath = 'ignore', FailOnWarnings }: ImportInput): OpenApiDefinition {
  if (!['ignore', 'prepend', 'split'].includes(Basepath)) throw badRequest(`Invalid basepath mode: ${Basepath}`);
  const definition = read(Body);
  if (FailOnWarnings === true && definition.warnings.length > 0)
    throw badRequest(`Warnings found during import:\n\t${definition.warnings.join('\n\t')}`);
  return definition;
}

function read(body: string): OpenApiDefinition {
  try {
    // JSON is YAML as well.
    const document: unknown = body.trimStart().startsWith('{') ? JSON.parse(body) : parse(body);
    return readDefinition(document);
  } catch (error) {
    if (error instanceof DefinitionFault) throw badRequest(error.message);
    throw badRequest('Unable to parse the body as an OpenAPI definition');
  }
}

function settingsOf(definition: OpenApiDefinition, { Basepath = 'ignore' }: ImportInput): ApiSettings {
  const { name, description, version, tags, cors, isEndpointDisabled, warnings } = definition;
  if (name === undefined) throw badRequest('The definition has no info.title');
  // Servers tell base paths; those of HTTP APIs come from custom domains, which Serin does not serve.
  const basepath = Basepath === 'ignore' ? [] : [`The base path of servers is ignored (${Basepath})`];
  const told = [...warnings, ...basepath];
  return given({
    ApiKeySelectionExpression: '$request.header.x-api-key',
    DisableExecuteApiEndpoint: isEndpointDisabled ?? false,
    IpAddressType: 'ipv4' as const,
    RouteSelectionExpression: '$request.method $request.path',
    ProtocolType: 'HTTP' as const,
    Name: name,
    Description: description,
    Version: version,
    Tags: tags,
    CorsConfiguration: cors,
    Warnings: told.length > 0 ? told : undefined,
  });
}

/** The parts that the definition has, and no others; IDs follow from names, so a definition that is imported again leaves them. */
function withDefinition(api: HttpApiRecord, definition: OpenApiDefinition): HttpApiRecord {
  const idOf = (kind: string, name: string, length: number) => identifierFrom(`${api.apiId}/${kind}`, name, length);
  const authorizerIds = new Map([...definition.authorizers.keys()].map((name) => [name, idOf('authorizer', name, 6)]));
  const authorizers = Object.fromEntries(
    [...definition.authorizers].map(([name, settings]) => {
      const id = authorizerIds.get(name) ?? '';
      return [id, checkAuthorizer(id, settings)];
    }),
  );
  const integrations: Record<string, IntegrationRecord> = {};
  const routes: Record<string, RouteRecord> = {};
  const made: HttpApiRecord = { ...api, authorizers, integrations, routes };
  for (const { route, integration, authorizer } of definition.operations) {
    const key = route.RouteKey ?? '';
    const integrationId = idOf('integration', key, 7);
    const routeId = idOf('route', key, 7);
    if (integration !== undefined)
      integrations[integrationId] = { IntegrationId: integrationId, ...checkIntegration(integration) };
    const settings = given({
      ...route,
      Target: integration && `integrations/${integrationId}`,
      AuthorizerId: authorizer === undefined ? undefined : authorizerIds.get(authorizer),
    });
    routes[routeId] = checkRoute(made, routeId, settings);
  }
  return made;
}
