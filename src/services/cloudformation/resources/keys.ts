/** Where CloudFormation keeps what it knows. */

export interface StackOwner {
  readonly region: string;
  readonly account: string;
}

/** A stack for good: a name can be given again once its stack is deleted. */
export interface StackReference extends StackOwner {
  readonly stackName: string;
  /** The last part of the stack's ARN. */
  readonly id: string;
}

export const cloudformationPrefix = 'cloudformation/';

const ownerPrefix = (kind: string, { region, account }: StackOwner): string =>
  `${cloudformationPrefix}${kind}/${region}/${account}/`;

/** Which stack has a name now. */
export const stackNameKey = (owner: StackOwner, stackName: string): string =>
  `${ownerPrefix('name', owner)}${stackName}`;

/** The stacks of all accounts and regions. */
export const allStacksPrefix = `${cloudformationPrefix}stack/`;
export const stacksPrefix = (owner: StackOwner): string => ownerPrefix('stack', owner);
export const stackKey = (stack: StackReference): string => `${stacksPrefix(stack)}${stack.stackName}/${stack.id}`;

export const resourcesPrefix = (stack: StackReference): string => `${ownerPrefix('resource', stack)}${stack.id}/`;
export const resourceKey = (stack: StackReference, logicalId: string): string =>
  `${resourcesPrefix(stack)}${logicalId}`;

/** Later events stand first, in the order in which they are told. */
export const eventsPrefix = (stack: StackReference): string => `${ownerPrefix('event', stack)}${stack.id}/`;
export const eventKey = (stack: StackReference, number: number): string =>
  `${eventsPrefix(stack)}${String(eventNumberMax - number).padStart(12, '0')}`;
const eventNumberMax = 999_999_999_999;

export const templateKey = (stack: StackReference, templateId: string): string =>
  `${ownerPrefix('template', stack)}${stack.id}/${templateId}`;

export const templatesPrefix = (stack: StackReference): string => `${ownerPrefix('template', stack)}${stack.id}/`;

export const changeSetsPrefix = (stack: StackReference): string => `${ownerPrefix('change-set', stack)}${stack.id}/`;
export const changeSetKey = (stack: StackReference, id: string): string => `${changeSetsPrefix(stack)}${id}`;
/** Finds a change set's stack by the ARN alone. */
export const changeSetStackKey = (owner: StackOwner, id: string): string =>
  `${ownerPrefix('change-set-stack', owner)}${id}`;

export const exportsPrefix = (owner: StackOwner): string => ownerPrefix('export', owner);
/** Names may hold slashes and more, so they are written as in an address. */
export const exportKey = (owner: StackOwner, name: string): string =>
  `${exportsPrefix(owner)}${encodeURIComponent(name)}`;
/** Which stacks use an export. */
export const importsPrefix = (owner: StackOwner, name: string): string =>
  `${ownerPrefix('import', owner)}${encodeURIComponent(name)}/`;
export const importKey = (stack: StackReference, name: string): string => `${importsPrefix(stack, name)}${stack.id}`;

/** What functions answered for custom resources, while the operation lasts that asked them. */
export const responsesPrefix = (stack: Pick<StackReference, 'region' | 'account' | 'id'>): string =>
  `${ownerPrefix('response', stack)}${stack.id}/`;
export const responseKey = (stack: Pick<StackReference, 'region' | 'account' | 'id'>, token: string): string =>
  `${responsesPrefix(stack)}${token}`;

/** Stacks of which topics are to be told something, and how many of its events each was told of. */
export const noticePrefix = `${cloudformationPrefix}notice/`;
export const noticeKey = ({ id }: StackReference): string => `${noticePrefix}${id}`;
export const toldKey = ({ id }: StackReference): string => `${cloudformationPrefix}told/${id}`;

/** What is under way: one document for each stack that the runner has to look after. */
export const workPrefix = `${cloudformationPrefix}work/`;
export const workKey = (stack: StackReference): string => `${workPrefix}${stack.id}`;
