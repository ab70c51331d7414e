/** From what a request asks of a stack, the settings that it is to have: read, checked, ready to be stored. */
import { ApiError } from '../../aws/api-error.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Change } from '../../storage/documents.ts';
import { requiredCapabilities } from '../../template/template-summary.ts';
import type { GivenParameter } from '../../template/parameters.ts';
import { refuse, type Refusal } from '../../template/refusal.ts';
import type { CloudformationContext } from './context.ts';
import { validationError } from './errors.ts';
import { readExports } from './exports.ts';
import type { Tag } from './resource-type.ts';
import { findType } from './resource-types/find-type.ts';
import { templateKey, type StackReference } from './resources/keys.ts';
import { readRollbackConfiguration, type RollbackInput } from './resources/rollback-configuration.ts';
import type { StackSettings, StackRecord } from './resources/stack.ts';
import type { StoredTemplate } from './resources/stored-template.ts';
import { StackTemplate } from './stack-template.ts';
import { takeTemplate, type LaterRefusal, type TakenTemplate } from './take-template.ts';
import { readTemplateText } from './template-source.ts';

/** What CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface StackInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?:
    | readonly {
        ParameterKey?: string | undefined;
        ParameterValue?: string | undefined;
        UsePreviousValue?: boolean | undefined;
        /** Of a nested stack: only the execution of its parent can tell the value. */
        isUnknown?: boolean;
      }[]
    | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly ResourceTypes?: readonly string[] | undefined;
  readonly RoleARN?: string | undefined;
  readonly RollbackConfiguration?: RollbackInput | undefined;
  readonly Tags?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
}

export interface PreparationOptions {
  readonly reference: StackReference;
  /** The stack as it is, where there is one. */
  readonly current: StackRecord | undefined;
  /** A change set shows what a transform makes, so it need not be acknowledged before. */
  readonly isChangeSet: boolean;
}

export interface Preparation {
  readonly kind: 'prepared';
  readonly settings: StackSettings;
  readonly taken: TakenTemplate;
  readonly template: StackTemplate;
  /** Stores the template. */
  readonly write: Change;
}

export async function prepareStack(
  input: StackInput,
  options: PreparationOptions,
  context: CloudformationContext,
  request: RequestContext,
): Promise<Preparation | LaterRefusal> {
  const { reference, current } = options;
  const settings = current?.settings;
  const text = await templateText(input, options, context, request);
  const notificationArns = input.NotificationARNs ?? settings?.notificationArns ?? [];
  const rollbackConfiguration =
    readRollbackConfiguration(input.RollbackConfiguration) ?? settings?.rollbackConfiguration ?? {};
  const taken = await takeTemplate(
    {
      text,
      stack: reference,
      parameters: givenParameters(input),
      previous: new Map((settings?.parameters ?? []).map(({ key, value }) => [key, value])),
      notificationArns,
    },
    context,
    request,
  );
  if (taken.kind === 'refusal') return taken;
  const isToldLater = taken.stored.isTransformed;
  const missing = missingCapabilities(taken, input, options);
  if (missing.length > 0) {
    const message = `Requires capabilities : [${missing.join(', ')}]`;
    if (isToldLater && options.isChangeSet) return { ...refuse(message), isToldLater };
    throw new ApiError('InsufficientCapabilitiesException', message);
  }
  checkTypes(taken, input, context);
  const templateId = context.random.uuid();
  const roleArn = input.RoleARN ?? settings?.roleArn;
  const { description } = taken.template;
  const prepared: StackSettings = {
    templateId,
    parameters: taken.parameters,
    tags: readInputTags(input.Tags) ?? settings?.tags ?? [],
    capabilities: input.Capabilities ?? [],
    notificationArns,
    rollbackConfiguration,
    ...(description !== undefined && { description }),
    ...(roleArn !== undefined && { roleArn }),
  };
  const template = await openTemplate(prepared, taken.stored, { options, context });
  if (!(template instanceof StackTemplate)) return { ...template, isToldLater };
  const write: Change = { kind: 'put', key: templateKey(reference, templateId), value: taken.stored };
  return { kind: 'prepared', settings: prepared, taken, template, write };
}

const givenParameters = ({ Parameters: parameters = [] }: StackInput): readonly GivenParameter[] =>
  parameters.map(({ ParameterKey = '', ParameterValue, UsePreviousValue = false, isUnknown = false }) => ({
    key: ParameterKey,
    value: ParameterValue,
    usePreviousValue: UsePreviousValue,
    isUnknown,
  }));

async function templateText(
  input: StackInput,
  { current, reference }: PreparationOptions,
  context: CloudformationContext,
  request: RequestContext,
): Promise<string> {
  const text = await readTemplateText(input, context, request);
  if (text !== undefined) return text;
  const templateId = current?.settings?.templateId;
  if (input.UsePreviousTemplate !== true || templateId === undefined)
    throw validationError('Either Template URL or Template Body must be specified.');
  const stored = await context.store.documents.get<StoredTemplate>(templateKey(reference, templateId));
  return stored?.value.body ?? '';
}

async function openTemplate(
  settings: StackSettings,
  stored: StoredTemplate,
  { options, context }: { readonly options: PreparationOptions; readonly context: CloudformationContext },
): Promise<StackTemplate | Refusal> {
  const exports = new Map(
    (await readExports(context.store.documents, options.reference)).map(({ name, value }) => [name, value]),
  );
  return StackTemplate.open({ stack: options.reference, settings, stored, types: context.types, exports });
}

export const readInputTags = (tags: StackInput['Tags']): readonly Tag[] | undefined =>
  tags?.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));

function missingCapabilities(
  { declared, template }: TakenTemplate,
  input: StackInput,
  { isChangeSet }: PreparationOptions,
): readonly string[] {
  const given = new Set(input.Capabilities ?? []);
  const needed = new Set([
    ...requiredCapabilities(template).names,
    ...(isChangeSet ? [] : requiredCapabilities(declared).names),
  ]);
  if (given.has('CAPABILITY_NAMED_IAM')) needed.delete('CAPABILITY_IAM');
  if (needed.has('CAPABILITY_NAMED_IAM')) needed.delete('CAPABILITY_IAM');
  return [...needed].filter((name) => !given.has(name));
}

function checkTypes(
  { template }: TakenTemplate,
  input: StackInput,
  { types, strictResources }: CloudformationContext,
): void {
  const allowed = input.ResourceTypes ?? [];
  const used = [...new Set([...template.resources.values()].map(({ type }) => type))];
  const refused = used.find((type) => allowed.length > 0 && !allowed.some((pattern) => matchesType(pattern, type)));
  if (refused !== undefined)
    throw validationError(`Resource type ${refused} is not allowed by parameter ResourceTypes [${allowed.join(', ')}]`);
  const recorded = [...template.resources.values()].filter(({ type, properties }) => {
    const { isInert, recordsOnly } = findType(types, type);
    return isInert === true || recordsOnly?.(properties) === true;
  });
  const inert = strictResources ? [...new Set(recorded.map(({ type }) => type))] : [];
  // Serin's own refusal.
  if (inert.length > 0)
    throw validationError(
      `Serin does not carry out the resource types [${inert.join(', ')}], and strict resources are asked for`,
    );
}

/** `AWS::EC2::*` is a family, `*` is all. */
function matchesType(pattern: string, type: string): boolean {
  if (pattern === type || pattern === '*') return true;
  return pattern.endsWith('::*') && type.startsWith(pattern.slice(0, -1));
}
