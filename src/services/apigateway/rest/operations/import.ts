import type { Change } from '../../../../storage/documents.ts';
import { defaultSettings, requirePolicy } from '../api-settings.ts';
import type { RestInput, RestOperation } from '../context.ts';
import { badRequest } from '../errors.ts';
import { readDocument } from '../open-api/document.ts';
import { type ImportedApi, importDocument, type ImportOptions } from '../open-api/import-document.ts';
import { mergeDefinitions } from '../open-api/merge-definitions.ts';
import { put, readStages, requireApi, retryConflicts } from '../records.ts';
import { describeApi } from '../resources/describe-api.ts';
import { newLongId, shortIds } from '../resources/new-id.ts';
import type { EndpointConfiguration, RestApiRecord } from '../resources/rest-api.ts';
import { serveStage } from '../serve-stage.ts';
import { createOnce } from './rest-apis.ts';

export const importRestApi: RestOperation<'ImportRestApi'> = async (input, context, { caller, requestId }) => {
  const { store, clock } = context;
  const { region, account } = caller;
  const newId = shortIds(requestId, 'importRestApi');
  const imported = read(input, { newId, rootResourceId: newId() });
  const { name } = imported.settings;
  // AWS's text is not known.
  if (name === undefined) throw badRequest('API title must be specified');
  const api: RestApiRecord = {
    ...defaultSettings,
    ...imported.settings,
    name,
    endpointConfiguration: endpointOf(input.parameters) ?? defaultSettings.endpointConfiguration,
    id: newLongId(requestId, 'restapi'),
    region,
    account,
    createdAt: clock.now(),
    tags: {},
    definition: imported.definition,
  };
  return describeApi(await createOnce(store.documents, api));
};

export const putRestApi: RestOperation<'PutRestApi'> = (input, context, { caller, requestId }) =>
  retryConflicts(async () => {
    const { key, revision, value } = await requireApi(context, caller, input.restApiId);
    const { definition: known, id, region, account, createdAt, tags, ...settings } = value;
    const newId = shortIds(requestId, 'putRestApi');
    const imported = read(input, { newId, rootResourceId: known.rootResourceId });
    const endpoint = endpointOf(input.parameters);
    const fixed = { id, region, account, createdAt, tags };
    const api: RestApiRecord =
      input.mode === 'overwrite'
        ? {
            ...defaultSettings,
            // A document without a title leaves the API its name.
            name: settings.name,
            endpointConfiguration: endpoint ?? settings.endpointConfiguration,
            disableExecuteApiEndpoint: settings.disableExecuteApiEndpoint,
            ...(settings.policy !== undefined && { policy: settings.policy }),
            ...imported.settings,
            ...fixed,
            definition: imported.definition,
          }
        : {
            ...settings,
            ...imported.settings,
            // A merge leaves the API's name as it is.
            name: settings.name,
            ...(endpoint && { endpointConfiguration: endpoint }),
            ...fixed,
            definition: mergeDefinitions(known, imported.definition),
          };
    const changes: Change[] = [put(key, api, revision)];
    for (const stage of await readStages(context.store.documents, caller, id))
      changes.push(await serveStage(context, api, stage.value));
    await context.store.documents.write(changes);
    return describeApi(api);
  });

type ImportInput = Pick<RestInput<'PutRestApi'>, 'parameters' | 'failOnWarnings'> & {
  readonly body?: Uint8Array | undefined;
};

function read(
  { body, parameters }: ImportInput,
  options: Pick<ImportOptions, 'newId' | 'rootResourceId'>,
): ImportedApi {
  const basepath = parameters?.['basepath'] ?? parameters?.['basePath'] ?? 'ignore';
  if (basepath !== 'ignore' && basepath !== 'prepend' && basepath !== 'split')
    throw badRequest(`Invalid basepath parameter specified: ${basepath}`);
  const imported = importDocument(readDocument(body), { ...options, basepath });
  const { policy } = imported.settings;
  if (policy !== undefined) requirePolicy(policy);
  return imported;
}

function endpointOf(parameters: Readonly<Record<string, string>> | undefined): EndpointConfiguration | undefined {
  const type = parameters?.['endpointConfigurationTypes'];
  if (type === undefined) return undefined;
  return { types: [type], ipAddressType: type === 'PRIVATE' ? 'dualstack' : 'ipv4' };
}
