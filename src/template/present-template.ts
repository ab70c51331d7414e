import type { JsonValue } from './json.ts';
import { referencesIn } from './references.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { Template } from './template.ts';

/** The part of a template that is there when its conditions are known. */
export type PresentTemplate = Pick<Template, 'resources' | 'outputs'>;

/**
 * Leaves out the resources and outputs whose conditions do not hold. Refuses if what is left points at
 * a resource that is not, be it by `DependsOn` alone.
 */
export function presentTemplate(
  template: Template,
  conditions: ReadonlyMap<string, boolean>,
): PresentTemplate | Refusal {
  const isPresent = ([, { condition }]: readonly [string, { readonly condition: string | undefined }]): boolean =>
    condition === undefined || conditions.get(condition) === true;
  const resources = new Map([...template.resources].filter(isPresent));
  const outputs = new Map([...template.outputs].filter(isPresent));
  const isMissing = (name: string): boolean => template.resources.has(name) && !resources.has(name);
  const missingFrom = (values: readonly JsonValue[]): readonly string[] =>
    [...referencesIn(values, conditions)]
      .filter(({ kind, name }) => kind !== 'condition' && isMissing(name))
      .map(({ name }) => name);
  const missing = new Set(
    [...resources.values()].flatMap(({ properties, updatePolicy, creationPolicy, metadata, dependsOn }) => [
      ...missingFrom([properties, updatePolicy ?? {}, creationPolicy ?? {}, metadata ?? {}]),
      ...dependsOn.filter(isMissing),
    ]),
  );
  if (missing.size > 0)
    return refuse(
      `Template format error: Unresolved resource dependencies [${[...missing].join(', ')}] in the Resources block of the template`,
    );
  const missingOutputs = new Set(
    [...outputs.values()].flatMap(({ value, exportName }) => missingFrom([value, exportName ?? ''])),
  );
  if (missingOutputs.size > 0)
    return refuse(
      `Unresolved resource dependencies [${[...missingOutputs].join(', ')}] in the Outputs block of the template`,
    );
  return { resources, outputs };
}
