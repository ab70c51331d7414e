import { invalidParameter, resourceNotFound } from '../errors.ts';
import type { ApiError } from '../../../aws/api-error.ts';

type Tags = Readonly<Record<string, string>>;

const tagsMax = 50;

/** The tags with others added; throws where that is more than a resource may have. */
export function withTags(tags: Tags, added: Tags): Tags {
  if (Object.keys(added).length === 0) {
    throw invalidParameter('An error occurred and the request cannot be processed.');
  }
  const all = { ...tags, ...added };
  requireTagCount(all);
  return all;
}

/** What AWS itself adds, as CloudFormation's `aws:…` tags, does not count. */
export function requireTagCount(tags: Tags): void {
  const counted = Object.keys(tags).filter((key) => !key.startsWith('aws:'));
  if (counted.length > tagsMax) throw invalidParameter('Number of tags exceeds resource tag limit.');
}

export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

/**
 * Why the resource of a tag call cannot be tagged; `undefined`: it is a function. The model's
 * pattern lets five kinds of ARN through; of the others none exists in Serin.
 */
export function refuseTaggable(arn: string): ApiError | undefined {
  const [kind = '', , qualifier] = arn.split(':').slice(5);
  switch (kind) {
    case 'function':
      if (qualifier === undefined) return undefined;
      return invalidParameter(
        'Tags on function aliases and versions are not supported. Please specify a function ARN.',
      );
    case 'event-source-mapping':
      return resourceNotFound(`Event source mapping not found: ${arn}`);
    case 'capacity-provider':
      return resourceNotFound(`Capacity provider not found: ${arn}`);
    case 'code-signing-config':
      return resourceNotFound(`The Lambda code signing configuration ${arn} can not be found.`);
    default:
      return invalidParameter(`Tags on layers are not supported. Please specify a function ARN instead of ${arn}`);
  }
}
