import { evaluate, textOf } from './evaluate.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import { isJsonObject } from './json.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { TemplateOutput } from './template.ts';

/** An output as DescribeStacks shows it. */
export interface OutputValue {
  readonly key: string;
  readonly value: string;
  readonly description: string | undefined;
  readonly exportName: string | undefined;
}

/** The values of the outputs that are there, once all resources are. */
export function evaluateOutputs(
  outputs: ReadonlyMap<string, TemplateOutput>,
  scope: EvaluationScope,
): { readonly outputs: readonly OutputValue[] } | Refusal {
  const values: OutputValue[] = [];
  for (const [key, output] of outputs) {
    const evaluated = evaluate({ value: output.value, exportName: output.exportName ?? null }, scope);
    if (evaluated.kind === 'refusal') return placed(evaluated, key, output);
    if (evaluated.kind === 'waits')
      return refuse(
        `Unresolved resource dependencies [${evaluated.resources.join(', ')}] in the Outputs block of the template`,
      );
    const { value, exportName } = isJsonObject(evaluated.value) ? evaluated.value : {};
    const text = textOf(value);
    if (text === undefined)
      return refuse('Template format error: The Value field of every Outputs member must evaluate to a String.');
    values.push({ key, value: text, description: output.description, exportName: textOf(exportName) });
  }
  return { outputs: values };
}

/** AWS tells where an attribute is asked for that there is none of. In what else a value may be, its words are not known. */
function placed(refusal: Refusal, key: string, { value }: TemplateOutput): Refusal {
  const isAsked =
    isJsonObject(value) && 'Fn::GetAtt' in value && refusal.message.includes(' does not support attribute ');
  return isAsked ? refuse(`[Error] /Outputs/${key}/Value/Fn::GetAtt: ${refusal.message}`) : refusal;
}
