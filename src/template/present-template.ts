import { referencesIn } from './references.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { Template } from './template.ts';

/** The part of a template that is there when its conditions are known. */
export type PresentTemplate = Pick<Template, 'resources' | 'outputs'>;

/**
 * Leaves out the resources and outputs whose conditions do not hold. Refuses if what is left points at
 * a resource that is not; a mere `DependsOn` may.
 */
export function presentTemplate(
  template: Template,
  conditions: ReadonlyMap<string, boolean>,
): PresentTemplate | Refusal {
  const isPresent = ([, { condition }]: readonly [string, { readonly condition: string | undefined }]): boolean =>
    condition === undefined || conditions.get(condition) === true;
  const resources = new Map([...template.resources].filter(isPresent));
  const outputs = new Map([...template.outputs].filter(isPresent));
  const missingFrom = (values: Parameters<typeof referencesIn>[0]): ReadonlySet<string> => {
    const targets = [...referencesIn(values, conditions)].filter(({ kind }) => kind !== 'condition');
    const names = targets.map(({ name }) => name);
    return new Set(names.filter((name) => template.resources.has(name) && !resources.has(name)));
  };
  const missing = missingFrom(
    [...resources.values()].map(({ properties, updatePolicy, creationPolicy, metadata }) => [
      properties,
      updatePolicy ?? {},
      creationPolicy ?? {},
      metadata ?? {},
    ]),
  );
  if (missing.size > 0)
    return refuse(
      `Template format error: Unresolved resource dependencies [${[...missing].join(', ')}] in the Resources block of the template`,
    );
  const missingOutputs = missingFrom([...outputs.values()].map(({ value, exportName }) => [value, exportName ?? '']));
  if (missingOutputs.size > 0)
    return refuse(
      `Unresolved resource dependencies [${[...missingOutputs].join(', ')}] in the Outputs block of the template`,
    );
  return { resources, outputs };
}
