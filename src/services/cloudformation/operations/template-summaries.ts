import { summarizeTemplate } from '../../../template/template-summary.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { isTemplate } from '../../../template/read-template.ts';
import type { Template } from '../../../template/template.ts';
import type { CloudformationContext, CloudformationInput, CloudformationOperation } from '../context.ts';
import { validationError } from '../errors.ts';
import { templateKey } from '../resources/keys.ts';
import { findSchema } from '../resource-types/schemas.ts';
import type { StoredTemplate } from '../resources/stored-template.ts';
import { requireStack } from '../stacks.ts';
import { readDeclared } from '../take-template.ts';
import { readTemplateText } from '../template-source.ts';

/** Tells what a template declares, whether a stack has it or the request brings it. */
export const getTemplateSummary: CloudformationOperation<'GetTemplateSummary'> = async (input, context, request) => {
  const summary = summarizeTemplate(
    readOrRefuse(await summaryText(input, context, request)),
    (typeName) => findSchema(typeName)?.identifiers ?? [],
  );
  return {
    ...summary,
    Capabilities: summary.Capabilities === undefined ? undefined : [...summary.Capabilities],
    DeclaredTransforms: summary.DeclaredTransforms === undefined ? undefined : [...summary.DeclaredTransforms],
    Parameters: summary.Parameters.map(({ ParameterConstraints: { AllowedValues }, ...parameter }) => ({
      ...parameter,
      ParameterConstraints: AllowedValues === undefined ? {} : { AllowedValues: [...AllowedValues] },
    })),
    ResourceTypes: [...summary.ResourceTypes],
    ResourceIdentifierSummaries: summary.ResourceIdentifierSummaries.map((one) => ({
      ...one,
      LogicalResourceIds: [...one.LogicalResourceIds],
      ResourceIdentifiers: one.ResourceIdentifiers === undefined ? undefined : [...one.ResourceIdentifiers],
    })),
  };
};

export const validateTemplate: CloudformationOperation<'ValidateTemplate'> = async (input, context, request) => {
  const text = await readTemplateText(input, context, request);
  if (text === undefined) throw validationError('Either Template URL or Template Body must be specified.');
  const summary = summarizeTemplate(readOrRefuse(text));
  return {
    Parameters: summary.Parameters.map(({ ParameterKey, DefaultValue, NoEcho, Description }) => ({
      ParameterKey,
      ...(DefaultValue !== undefined && { DefaultValue }),
      NoEcho,
      ...(Description !== undefined && { Description }),
    })),
    ...(summary.Description !== undefined && { Description: summary.Description }),
    ...(summary.Capabilities !== undefined && { Capabilities: [...summary.Capabilities] }),
    ...(summary.CapabilitiesReason !== undefined && { CapabilitiesReason: summary.CapabilitiesReason }),
    ...(summary.DeclaredTransforms !== undefined && { DeclaredTransforms: [...summary.DeclaredTransforms] }),
  };
};

async function summaryText(
  input: CloudformationInput<'GetTemplateSummary'>,
  context: CloudformationContext,
  request: RequestContext,
): Promise<string> {
  const { StackName: stackName } = input;
  if (stackName === undefined) {
    const text = await readTemplateText(input, context, request);
    if (text === undefined) throw validationError('Either StackName or TemplateBody or TemplateURL must be specified.');
    return text;
  }
  const { value: stack } = await requireStack(context, request, stackName);
  if (stack.status === 'REVIEW_IN_PROGRESS')
    throw validationError('GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.');
  const key = templateKey(stack, stack.settings?.templateId ?? '');
  return (await context.store.documents.get<StoredTemplate>(key))?.value.body ?? '';
}

function readOrRefuse(text: string): Template {
  const template = readDeclared(text);
  if (!isTemplate(template)) throw validationError(template.message);
  return template;
}
