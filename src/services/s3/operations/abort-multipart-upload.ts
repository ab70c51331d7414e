import type { Change } from '../../../storage/documents.ts';
import type { S3Operation } from '../context.ts';
import { listAllParts, requireUpload } from '../uploads.ts';

/** Gives an upload up: its parts are gone. */
export const abortMultipartUpload: S3Operation<'AbortMultipartUpload'> = async (input, context) => {
  const { stored, upload } = await requireUpload(context, input);
  const parts = await listAllParts(context, upload);
  await context.store.documents.write([stored, ...parts].map(({ key }): Change => ({ kind: 'delete', key })));
  return {};
};
