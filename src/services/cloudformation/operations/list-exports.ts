import type { CloudformationOperation } from '../context.ts';
import { validationError } from '../errors.ts';
import { importersOf, readExports } from '../exports.ts';
import { pageOf } from '../pages.ts';

export const listExports: CloudformationOperation<'ListExports'> = async (input, context, request) => {
  const page = pageOf(await readExports(context.store.documents, request.caller), {
    token: input.NextToken,
    size: 100,
  });
  return {
    Exports: page.items.map(({ name, value, stackId }) => ({ ExportingStackId: stackId, Name: name, Value: value })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

export const listImports: CloudformationOperation<'ListImports'> = async (input, context, request) => {
  const { ExportName: name = '' } = input;
  const importers = await importersOf(context.store.documents, request.caller, name);
  if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
  const page = pageOf(importers, { token: input.NextToken, size: 100 });
  return { Imports: [...page.items], ...(page.next !== undefined && { NextToken: page.next }) };
};
