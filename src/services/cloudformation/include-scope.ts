/** What the parameters of `AWS::Include` may be made of: it is carried out before all else is looked at. */
import type { RequestContext } from '../../aws/caller.ts';
import { evaluate } from '../../template/evaluate.ts';
import type { JsonObject, JsonValue } from '../../template/json.ts';
import { referencedValues } from '../../template/parameters.ts';
import { isTemplate, readTemplate } from '../../template/read-template.ts';
import type { Refusal } from '../../template/refusal.ts';
import type { CloudformationContext } from './context.ts';
import { findParameters } from './ssm-values.ts';
import { baseScope } from './stack-template.ts';
import type { TemplateRequest } from './template-request.ts';

/** The values of functions that ask for no more than parameters, mappings and the stack. */
export async function evaluateBeforeIncludes(
  value: JsonValue,
  { tree, request }: { readonly tree: JsonObject; readonly request: TemplateRequest },
  { context, call }: { readonly context: Pick<CloudformationContext, 'ssm'>; readonly call: RequestContext },
): Promise<JsonValue | Refusal | undefined> {
  const { Parameters: parameters, Mappings: mappings } = tree;
  const declared = readTemplate({
    ...(parameters !== undefined && { Parameters: parameters }),
    ...(mappings !== undefined && { Mappings: mappings }),
    // A template is one with a resource at least, and none is looked at here.
    Resources: { Any: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
  });
  if (!isTemplate(declared)) return declared;
  const values = await findParameters(
    declared,
    { given: request.parameters, previous: request.previous },
    { context, call },
  );
  if ('kind' in values) return values;
  const unknown = () => ({ kind: 'unknown' }) as const;
  const evaluated = evaluate(value, {
    ...baseScope({
      stack: request.stack,
      template: declared,
      parameters: referencedValues(values),
      notificationArns: request.notificationArns,
      hasLanguageExtensions: false,
    }),
    conditions: new Map(),
    resources: { ref: unknown, attribute: unknown },
    importValue: unknown,
    dynamicReference: unknown,
  });
  return evaluated.kind === 'value' ? evaluated.value : evaluated.kind === 'refusal' ? evaluated : undefined;
}
