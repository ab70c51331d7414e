/**
 * Takes a template: reads it, finds its parameters' values, carries out its transforms, checks what is
 * left, and looks up what it refers to elsewhere. What comes out can be stored and evaluated.
 */
import { ApiError } from '../../aws/api-error.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { ConditionScope } from '../../template/conditions.ts';
import { isJsonList, type JsonObject, type JsonValue } from '../../template/json.ts';
import { expandLanguageExtensions, languageExtensions } from '../../template/language-extensions.ts';
import { referencedValues, type ParameterValue } from '../../template/parameters.ts';
import { parseSnippet, parseTemplate } from '../../template/parse-template.ts';
import { isTemplate, readDeclaration, readTemplate } from '../../template/read-template.ts';
import { refuse, type Refusal } from '../../template/refusal.ts';
import { checkRules } from '../../template/rules.ts';
import type { Template } from '../../template/template.ts';
import { replaceTransformCalls, transformCallsIn } from '../../template/transform-calls.ts';
import type { CloudformationContext } from './context.ts';
import { evaluateBeforeIncludes } from './include-scope.ts';
import { isAttribute, isKnownType } from './known-types.ts';
import { stackArn, type StackParameter } from './resources/stack.ts';
import type { StoredTemplate } from './resources/stored-template.ts';
import { findDynamicValues, findParameters } from './ssm-values.ts';
import { baseScope } from './stack-template.ts';
import type { TemplateRequest } from './template-request.ts';
import { readObject } from './template-source.ts';

export interface TakenTemplate {
  readonly kind: 'taken';
  readonly stored: StoredTemplate;
  /** Its transforms are done. */
  readonly template: Template;
  /** As it was given, but for its form nothing is known of it. */
  readonly declared: Template;
  readonly parameters: readonly StackParameter[];
}

/** Where a template has transforms, AWS answers before they are done: what follows is told later than the rest. */
export type LaterRefusal = Refusal & { readonly isToldLater?: boolean };

type Context = Pick<CloudformationContext, 's3' | 'ssm' | 'transforms' | 'types' | 'origin' | 'clock'>;

export async function takeTemplate(
  request: TemplateRequest,
  context: Context,
  call: RequestContext,
): Promise<TakenTemplate | LaterRefusal> {
  const parsed = parseTemplate(request.text);
  if (parsed.kind === 'refusal') return parsed;
  const included = await includeSnippets(parsed.tree, request, { context, call });
  if ('kind' in included) return { ...included, isToldLater: true };
  const isTransformed = hasTransforms(parsed.tree) || included.tree !== parsed.tree;
  const declared = readDeclaration(included.tree, knownTypes(context));
  if (!isTemplate(declared)) return { ...declared, isToldLater: isTransformed };
  const sources = { given: request.parameters, previous: request.previous };
  const values = await findParameters(declared, sources, { context, call });
  if ('kind' in values) return values;
  const scope = baseScope({
    stack: request.stack,
    template: declared,
    parameters: referencedValues(values),
    notificationArns: request.notificationArns,
    hasLanguageExtensions: declared.transforms.includes(languageExtensions),
  });
  const transformed = await carryOutTransforms(declared, { request, context, scope });
  if ('kind' in transformed) return { ...transformed, isToldLater: true };
  const template = declared.transforms.length === 0 ? declared : readTemplate(transformed.tree, knownTypes(context));
  if (!isTemplate(template)) return { ...template, isToldLater: isTransformed };
  const unknown = new Set(request.parameters.filter(({ isUnknown }) => isUnknown === true).map(({ key }) => key));
  // Whether a rule holds for what is not known yet, the execution will tell.
  const broken = unknown.size > 0 ? undefined : checkRules(template.rules, scope);
  if (broken !== undefined) return broken;
  const dynamic = await findDynamicValues(template, scope, { context, call, unknownParameters: unknown });
  if (dynamic.kind === 'refusal') return dynamic;
  return {
    kind: 'taken',
    template,
    declared,
    parameters: [...values].map(([key, value]) => describeParameter(key, value)),
    stored: {
      body: request.text,
      tree: template.tree,
      isTransformed,
      hasLanguageExtensions: declared.transforms.includes(languageExtensions),
      declaredTransforms: declared.transforms,
      dynamicValues: dynamic.values,
    },
  };
}

/** Parameters without a value are not asked for: only the form of a template is of interest. */
export function readDeclared(text: string): Template | Refusal {
  const parsed = parseTemplate(text);
  return parsed.kind === 'refusal' ? parsed : readTemplate(parsed.tree);
}

const hasTransforms = ({ Transform: declared }: JsonObject): boolean =>
  declared !== undefined && !(isJsonList(declared) && declared.length === 0);

const knownTypes = ({ types }: Context) => ({
  isType: (typeName: string) => isKnownType(types, typeName),
  isAttribute: (typeName: string, attribute: string) => isAttribute(types, typeName, attribute),
});

const describeParameter = (
  key: string,
  { text, resolvedText, declaration, isUnknown }: ParameterValue,
): StackParameter => ({
  key,
  value: text,
  ...(resolvedText !== undefined && { resolvedValue: resolvedText }),
  ...(declaration.noEcho && { isNoEcho: true }),
  ...(isUnknown && { isUnknown }),
});

interface Transforming {
  readonly request: TemplateRequest;
  readonly context: Context;
  readonly scope: ConditionScope;
}

/** One after the other, in the order in which the template declares them. */
async function carryOutTransforms(
  template: Template,
  { request, context, scope }: Transforming,
): Promise<{ readonly tree: JsonObject } | Refusal> {
  const { Transform: _, ...rest } = template.tree;
  let tree: JsonObject = rest;
  for (const name of template.transforms) {
    if (name === languageExtensions) {
      const expanded = expandLanguageExtensions(tree, scope);
      if ('kind' in expanded) return expanded;
      tree = expanded.tree;
      continue;
    }
    const transform = Object.hasOwn(context.transforms, name) ? context.transforms[name] : undefined;
    if (transform === undefined) return refuse(`No transform named ${name} found.`);
    const { region, account, stackName } = request.stack;
    const result = await transform(
      { ...tree, Transform: name },
      {
        region,
        account,
        partition: scope.pseudoParameters.partition,
        stackName,
        stackId: stackArn(request.stack),
        nowMs: context.clock.now(),
        parameters: Object.fromEntries(scope.parameters),
      },
    );
    if (result.kind === 'invalid') return refuse(`Transform ${name} failed with: ${result.message}`);
    const { Transform: __, ...transformed } = result.template;
    tree = transformed;
  }
  return { tree };
}

/** Puts in what `AWS::Include` names. What is included may not include more, as on AWS. */
async function includeSnippets(
  tree: JsonObject,
  request: TemplateRequest,
  { context, call }: { readonly context: Context; readonly call: RequestContext },
): Promise<{ readonly tree: JsonObject } | Refusal> {
  const calls = transformCallsIn(tree);
  if (calls.length === 0) return { tree };
  const snippets = new Map<string, JsonValue>();
  for (const include of calls) {
    if (include.name !== 'AWS::Include') return refuse(`No transform named ${include.name} found.`);
    const { Location: given = null } = include.parameters;
    const location =
      typeof given === 'string' ? given : await evaluateBeforeIncludes(given, { tree, request }, { context, call });
    if (isRefusal(location)) return location;
    const snippet = await readSnippet(location, context, call);
    if ('kind' in snippet) return snippet;
    snippets.set(JSON.stringify(include), snippet.value);
  }
  return { tree: replaceTransformCalls(tree, (include) => snippets.get(JSON.stringify(include))) };
}

const isRefusal = (value: JsonValue | Refusal | undefined): value is Refusal =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refusal';

async function readSnippet(
  location: JsonValue | undefined,
  context: Context,
  call: RequestContext,
): Promise<{ readonly value: JsonValue } | Refusal> {
  const failed = (message: string): Refusal => refuse(`Transform AWS::Include failed with: ${message}`);
  if (typeof location !== 'string' || !/^(s3|https?):\/\//.test(location))
    return failed('The location parameter is not a valid S3 uri.');
  const url = location.startsWith('s3://') ? `https://s3.amazonaws.com/${location.slice('s3://'.length)}` : location;
  try {
    const bytes = await readObject(url, context, call, (bucket) => `S3 bucket [${bucket}] does not exist.`);
    const snippet = parseSnippet(new TextDecoder().decode(bytes));
    return 'kind' in snippet ? failed(snippet.message) : snippet;
  } catch (error) {
    if (error instanceof ApiError) return failed(error.message);
    throw error;
  }
}
