/** Names of stacks, and where the resources of one can be looked at. Pure. */
import { pathOf } from '../../routing/router.tsx';

/** Of `arn:aws:cloudformation:…:stack/NAME/GUID`, or a name itself. */
export const stackNameOf = (nameOrArn: string): string => /:stack\/([^/]+)\//.exec(nameOrArn)?.[1] ?? nameOrArn;

/** Of an ARN, what comes after the account; a table has no room for the rest. */
export const shortId = (physicalId: string): string =>
  /^arn:[^:]+:cloudformation:/.test(physicalId)
    ? stackNameOf(physicalId)
    : physicalId.replace(/^arn:[^:]+:lambda:[^:]*:[^:]*:function:/, '').replace(/^arn:(?:[^:]*:){4}/, '');

/** Said of everything that somebody began, it tells nothing. */
export const isTelling = (reason: string | undefined): reason is string =>
  reason !== undefined && reason !== '' && reason !== 'User Initiated';

interface ResourceIdentity {
  readonly type: string;
  readonly physicalId: string | undefined;
}

/** The screen that shows such a resource; `undefined`: there is none. */
export function resourceHref({ type, physicalId }: ResourceIdentity): string | undefined {
  if (physicalId === undefined || physicalId === '') return undefined;
  switch (type) {
    case 'AWS::Lambda::Function':
    case 'AWS::Lambda::Version':
    case 'AWS::Lambda::Alias':
      return pathOf('functions', functionNameOf(physicalId));
    case 'AWS::CloudWatch::Alarm':
      return pathOf('alarms', physicalId);
    case 'AWS::CloudFormation::Stack':
      return pathOf('stacks', stackNameOf(physicalId));
    case 'AWS::CodeDeploy::Application':
    case 'AWS::CodeDeploy::DeploymentGroup':
      return '/deployments';
    default:
      return undefined;
  }
}

/** The deployments that shift the traffic of an alias. */
export const deploymentsHref = ({ type, physicalId }: ResourceIdentity): string | undefined =>
  type === 'AWS::Lambda::Alias' && physicalId !== undefined
    ? `/deployments?function=${encodeURIComponent(functionNameOf(physicalId))}`
    : undefined;

/** Of a function's, a version's or an alias's ARN, or a name itself. */
const functionNameOf = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? nameOrArn) : nameOrArn;

/** JSON on one line, as transforms leave it, with a line for each member. */
export function readableTemplate(body: string): string {
  const text = body.trimEnd();
  if (!text.startsWith('{') || text.includes('\n')) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

const replacements: Readonly<Record<string, string>> = {
  True: 'Replaced',
  Conditional: 'May be replaced',
  False: 'Kept',
};

/** What a change does to a resource that is there already. */
export function replacementWords(replacement: string | undefined): string {
  return replacements[replacement ?? ''] ?? '–';
}
