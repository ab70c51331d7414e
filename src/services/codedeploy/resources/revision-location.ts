/** Where an application revision lies, between the wire and the record. */
import { createHash } from 'node:crypto';
import type { CodedeployInput } from '../context.ts';
import { invalidRevision, missing } from '../errors.ts';
import type { RevisionRecord, RevisionSource } from './revision.ts';

type WireLocation = NonNullable<CodedeployInput<'CreateDeployment'>['revision']>;
type WireContent = NonNullable<WireLocation['appSpecContent']>;

/** A revision as a request tells of it: whole, or by the hash of an AppSpec file that is registered already. */
export type RevisionReference = RevisionSource | { readonly kind: 'sha256'; readonly sha256: string };

export function parseRevision(location: WireLocation | undefined): RevisionReference {
  if (location === undefined) throw missing('revision');
  switch (location.revisionType) {
    case 'AppSpecContent':
      return parseContent('AppSpecContent', location.appSpecContent);
    case 'String':
      return parseContent('String', location.string);
    case 'S3':
      return parseS3(location.s3Location);
    case 'GitHub':
      throw invalidRevision('Lambda deployments take no revision from GitHub: use AppSpecContent or S3');
    case undefined:
    default:
      throw invalidRevision('The revisionType must be AppSpecContent, String or S3');
  }
}

function parseContent(type: 'AppSpecContent' | 'String', wire: WireContent | undefined): RevisionReference {
  const member = type === 'String' ? 'string' : 'appSpecContent';
  if (wire === undefined) throw invalidRevision(`A revision of the type ${type} needs ${member}`);
  const given = wire.sha256?.toLowerCase();
  if (given !== undefined && !/^[0-9a-f]{64}$/.test(given))
    throw invalidRevision(`The sha256 of ${member} is not 64 hexadecimal digits: ${given}`);
  const { content } = wire;
  if (content === undefined || content === '') {
    if (given === undefined) throw invalidRevision(`The ${member} needs a content, or the sha256 of a registered one`);
    return { kind: 'sha256', sha256: given };
  }
  const sha256 = hash(content);
  if (given !== undefined && given !== sha256)
    throw invalidRevision(`The sha256 of ${member} is not that of its content, which is ${sha256}`);
  return { kind: 'content', type, content, sha256 };
}

function parseS3(location: WireLocation['s3Location']): RevisionSource {
  const { bucket, key, bundleType, version, eTag } = location ?? {};
  if (bucket === undefined || bucket === '' || key === undefined || key === '')
    throw invalidRevision('A revision in S3 needs a bucket and a key');
  if (bundleType !== 'YAML' && bundleType !== 'JSON') throw invalidRevision('BundleType must be either YAML or JSON');
  return {
    kind: 's3',
    bucket,
    key,
    bundleType,
    ...(version !== undefined && { version }),
    ...(eTag !== undefined && { eTag }),
  };
}

/** Tells a revision from the application's others: of an AppSpec file it is its hash, however it was given. */
export function revisionIdOf(reference: RevisionReference): string {
  if (reference.kind !== 's3') return reference.sha256;
  const { bucket, key, bundleType, version, eTag } = reference;
  return `s3-${hash(JSON.stringify([bucket, key, bundleType, version ?? null, eTag ?? null]))}`;
}

/** For people, in errors. */
export const printReference = (reference: RevisionReference): string =>
  reference.kind === 's3' ? `s3://${reference.bucket}/${reference.key}` : `sha256: ${reference.sha256}`;

/** AWS tells the content of an AppSpec file only where an application's revision is asked for. */
export function describeRevision(
  { source }: Pick<RevisionRecord, 'source'>,
  { withContent }: { readonly withContent: boolean },
): WireLocation {
  if (source.kind === 's3') {
    const { kind: _, ...s3Location } = source;
    return { revisionType: 'S3', s3Location };
  }
  const content = { ...(withContent && { content: source.content }), sha256: source.sha256 };
  return source.type === 'String'
    ? { revisionType: 'String', string: content }
    : { revisionType: 'AppSpecContent', appSpecContent: content };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
