/** What a tag can hang on: an application or a group, named by its ARN. */
import { ApiError } from '../../aws/api-error.ts';
import { parseArn } from '../../aws/arn.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Stored } from '../../storage/documents.ts';
import type { CodedeployContext } from './context.ts';
import { missing } from './errors.ts';
import { ownerOf, requireApplication, requireGroup } from './records.ts';
import type { ApplicationRecord } from './resources/application.ts';
import type { GroupRecord } from './resources/deployment-group.ts';

export async function requireTagged(
  context: Pick<CodedeployContext, 'store'>,
  arn: string | undefined,
  request: RequestContext,
): Promise<Stored<ApplicationRecord> | Stored<GroupRecord>> {
  const { applicationName, groupName } = parseTaggedArn(arn, request);
  const application = await requireApplication(context, ownerOf(request), applicationName);
  return groupName === undefined ? application : requireGroup(context, application.value, groupName);
}

function parseTaggedArn(text: string | undefined, { caller }: RequestContext) {
  if (text === undefined || text === '') throw missing('resourceArn');
  const arn = parseArn(text);
  if (arn?.service !== 'codedeploy' || arn.region !== caller.region || arn.account !== caller.account)
    throw invalidArn(text);
  const [kind, name = ''] = split(arn.resource, ':');
  switch (kind) {
    case 'application':
      return { applicationName: name, groupName: undefined };
    case 'deploymentgroup': {
      const [applicationName, groupName] = split(name, '/');
      if (groupName === undefined) throw invalidArn(text);
      return { applicationName, groupName };
    }
    case 'deploymentconfig':
    case 'instance':
      throw new ApiError('ArnNotSupportedException', `Only applications and deployment groups have tags: ${text}`);
    default:
      throw invalidArn(text);
  }
}

/** At the first occurrence. */
function split(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const invalidArn = (text: string): ApiError =>
  new ApiError('InvalidArnException', `This is not the ARN of a CodeDeploy resource: ${text}`);
