/** Short templates for tests of the transform: only what a test is about stands in it. */
import { copyJson, isObject, member, type JsonObject } from './mutable-json.ts';
import type { SamContext } from './sam-context.ts';
import { transformSam } from './transform-sam.ts';

interface ShortResource {
  readonly type: string;
  readonly properties?: object;
  readonly attributes?: object;
}

/** What the resources become, by logical ID; types without a service are SAM's. */
export function expandResources(
  resources: Readonly<Record<string, ShortResource>>,
  { template = {}, context = {} }: { readonly template?: object; readonly context?: Partial<SamContext> } = {},
): Readonly<Record<string, JsonObject>> {
  const result = transform(resources, template, context);
  if (result.kind === 'invalid') throw new Error(result.message);
  const { Resources: expanded } = copyJson(result.template);
  if (!isObject(expanded)) throw new Error('The transform left no resources.');
  return Object.fromEntries(Object.entries(expanded).map(([id, resource]) => [id, isObject(resource) ? resource : {}]));
}

/** The message with which the transform refuses the resources, without the words that all messages begin with. */
export function refusalOf(
  resources: Readonly<Record<string, ShortResource>>,
  { template = {}, context = {} }: { readonly template?: object; readonly context?: Partial<SamContext> } = {},
): string | undefined {
  const result = transform(resources, template, context);
  if (result.kind !== 'invalid') return undefined;
  return result.message.replace(/^Invalid Serverless.* Number of errors found: \d+\. /, '');
}

export function propertiesOf(resource: JsonObject | undefined): JsonObject {
  const properties = resource && member(resource, 'Properties');
  return isObject(properties) ? properties : {};
}

function transform(
  resources: Readonly<Record<string, ShortResource>>,
  template: object,
  context: Partial<SamContext>,
): ReturnType<typeof transformSam> {
  const written = Object.entries(resources).map(([id, { type, properties, attributes }]) => [
    id,
    { Type: type.includes('::') ? type : `AWS::Serverless::${type}`, ...attributes, Properties: properties ?? {} },
  ]);
  const whole: unknown = { ...template, Resources: Object.fromEntries(written) as unknown };
  // Tests write plain literals, which are JSON by what they hold, not by their type.
  return transformSam(whole as JsonObject, { region: 'eu-west-1', parameters: {}, ...context });
}
