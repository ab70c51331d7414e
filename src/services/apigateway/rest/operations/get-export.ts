import { stringify } from 'yaml';
import type { RestOperation } from '../context.ts';
import { badRequest } from '../errors.ts';
import { exportDocument } from '../open-api/export-document.ts';
import { requireApi, requireDeployment, requireStage } from '../records.ts';

/** What a stage serves, as a document; documentation parts and examples for Postman are not among it. */
export const getExport: RestOperation<'GetExport'> = async (input, context, { caller }) => {
  const { exportType: format, accepts = 'application/json', parameters = {} } = input;
  if (format !== 'oas30' && format !== 'swagger') throw badRequest(`No API exporter for type '${format ?? ''}'`);
  if (accepts !== 'application/json' && accepts !== 'application/yaml')
    throw badRequest(`Invalid Content Type ${accepts}`);
  const { value: api } = await requireApi(context, caller, input.restApiId);
  const { value: stage } = await requireStage(context, caller, { apiId: api.id, stageName: input.stageName });
  const { value: deployment } = await requireDeployment(context, caller, { apiId: api.id, id: stage.deploymentId });
  const extensions = new Set((parameters['extensions'] ?? '').split(',').map((one) => one.trim()));
  const isWhole = extensions.has('apigateway');
  const document = exportDocument({
    format,
    definition: deployment.snapshot.definition,
    title: api.name,
    version: api.version ?? new Date(deployment.createdAt).toISOString(),
    ...(api.description !== undefined && { description: api.description }),
    host: `${api.id}.execute-api.${api.region}.amazonaws.com`,
    stageName: stage.stageName,
    withIntegrations: isWhole || extensions.has('integrations'),
    withAuthorizers: isWhole || extensions.has('authorizers'),
  });
  const text = accepts === 'application/json' ? JSON.stringify(document, undefined, 2) : stringify(document);
  const type = accepts === 'application/json' ? 'json' : 'yaml';
  return {
    contentType: 'application/octet-stream',
    contentDisposition: `attachment; filename="${format}_${deployment.id}.${type}"`,
    body: Buffer.from(text),
  };
};
