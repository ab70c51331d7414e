import { ApiError } from '../../aws/api-error.ts';
import { readBody } from '../../storage/read-body.ts';
import type { CodedeployContext } from './context.ts';
import type { DeploymentRecord } from './resources/deployment.ts';
import { revisionKey } from './resources/keys.ts';
import type { RevisionRecord } from './resources/revision.ts';
import { codedeployRequest } from './service-request.ts';

export type AppSpecText =
  | { readonly kind: 'found'; readonly content: string }
  | { readonly kind: 'missing'; readonly message: string };

/** An AppSpec file is a page at most; what is larger is another thing. */
const contentMaxBytes = 1024 * 1024;

/** The AppSpec file of a deployment's revision. Rejects with what may pass by itself. */
export async function readAppSpecText(
  { store, s3 }: Pick<CodedeployContext, 'store' | 's3'>,
  deployment: DeploymentRecord,
  requestId: string,
): Promise<AppSpecText> {
  const key = revisionKey(deployment, deployment.applicationId, deployment.revisionId);
  const source = (await store.documents.get<RevisionRecord>(key))?.value.source;
  if (source === undefined)
    return { kind: 'missing', message: 'The revision of the deployment is no longer registered.' };
  if (source.kind === 'content') return { kind: 'found', content: source.content };
  const { bucket, key: objectKey, version } = source;
  const place = `s3://${bucket}/${objectKey}`;
  try {
    const { Body = new Uint8Array() } = await s3.GetObject(
      { Bucket: bucket, Key: objectKey, ...(version !== undefined && { VersionId: version }) },
      codedeployRequest(deployment, requestId),
    );
    if (Body.length > contentMaxBytes) return { kind: 'missing', message: `The object ${place} is no AppSpec file.` };
    return { kind: 'found', content: Buffer.from(await readBody(Body)).toString() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { kind: 'missing', message: `The AppSpec file ${place} could not be read: ${error.message}` };
  }
}
