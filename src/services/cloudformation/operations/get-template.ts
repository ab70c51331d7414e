import { requireChangeSet } from '../change-sets.ts';
import type { CloudformationOperation } from '../context.ts';
import { stackNotFound, validationError } from '../errors.ts';
import { templateKey, type StackReference } from '../resources/keys.ts';
import type { StoredTemplate } from '../resources/stored-template.ts';
import { findStack } from '../stacks.ts';
import { changeSetIdOf } from '../change-sets.ts';

/** Tells a stack's or a change set's template, as it was given or as its transforms made it. */
export const getTemplate: CloudformationOperation<'GetTemplate'> = async (input, context, request) => {
  const { StackName: stackName, ChangeSetName: changeSetName, TemplateStage: stage = 'Original' } = input;
  if (changeSetName === undefined && stackName === undefined)
    throw validationError('StackName is required if ChangeSetName is not specified.');
  if (changeSetName !== undefined && stackName === undefined && changeSetIdOf(changeSetName) === undefined)
    throw validationError('StackName is a required parameter.');
  const found = changeSetName === undefined ? await ofStack(stackName ?? '') : await ofChangeSet();
  const stored = (await context.store.documents.get<StoredTemplate>(templateKey(found.stack, found.templateId)))?.value;
  const body =
    stage === 'Processed' && stored?.isTransformed === true ? JSON.stringify(stored.tree) : (stored?.body ?? '');
  return { TemplateBody: body, StagesAvailable: ['Original', 'Processed'] };

  async function ofStack(name: string): Promise<{ readonly stack: StackReference; readonly templateId: string }> {
    const stack = await findStack(context.store.documents, request.caller, name);
    if (stack === undefined) throw stackNotFound(name);
    return { stack: stack.value, templateId: stack.value.settings?.templateId ?? '' };
  }

  async function ofChangeSet(): Promise<{ readonly stack: StackReference; readonly templateId: string }> {
    const { stack, changeSet } = await requireChangeSet(context, request, input);
    return { stack: stack.value, templateId: changeSet.value.templateId ?? '' };
  }
};
