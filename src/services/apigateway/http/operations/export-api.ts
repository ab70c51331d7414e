import { stringify } from 'yaml';
import type { HttpOperation } from '../context.ts';
import { badRequest, notServed } from '../errors.ts';
import { requireApi, requirePart } from '../records.ts';
import { describeDefinition } from '../resources/openapi-export.ts';

/** The API as it is now. */
export const exportApi: HttpOperation<'ExportApi'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  if (input.Specification !== 'OAS30') throw badRequest(`Unsupported specification: ${input.Specification}`);
  const { StageName } = input;
  if (StageName !== undefined) {
    requirePart(api.stages, 'Stage', StageName);
    throw notServed('ExportApi of a stage; leave StageName out to export the latest configuration');
  }
  const definition = describeDefinition(api, { hasExtensions: input.IncludeExtensions ?? true });
  switch (input.OutputType) {
    case 'JSON':
      return { body: Buffer.from(JSON.stringify(definition, null, 2)) };
    case 'YAML':
      return { body: Buffer.from(stringify(definition)) };
    case undefined:
    default:
      throw badRequest(`Unsupported output type: ${input.OutputType}`);
  }
};
