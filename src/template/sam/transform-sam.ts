/**
 * AWS's transform `AWS::Serverless-2016-10-31`: makes a CloudFormation template of a SAM template,
 * with the logical IDs that AWS gives.
 *
 * Pure: it changes nothing that it is given and asks nobody. What is wrong with the template comes
 * back as one message that tells all causes, as AWS words them.
 */
import { copyJson, isFilled, isObject, member, setMember, type JsonObject } from './mutable-json.ts';
import { extractConnectors } from './embedded-connectors.ts';
import type { JsonObject as Template } from '../json.ts';
import { applyGlobals } from './globals.ts';
import { renderResource, type GeneratedResource } from './generated-resource.ts';
import { readParameters } from './intrinsics/parameter-values.ts';
import { rewriteChangedIds, rewriteDependsOn, rewriteReferables } from './intrinsics/references.ts';
import { addDefaultDefinitions, addImplicitApis } from './open-api/implicit-apis.ts';
import { orderAfterImplicitApis, orderAsPython } from './python-order.ts';
import { OutputSize } from './output-size.ts';
import { describeCauses, SamRefusal, TemplateRefusal } from './refusal.ts';
import { DeploymentPreferences } from './resources/function/deployment-preferences.ts';
import { SharedUsagePlan } from './resources/usage-plan/shared-usage-plan.ts';
import { partitionOf, type SamContext, type SamResult } from './sam-context.ts';
import { readSamResource } from './sam-resource.ts';
import { findTransform } from './sam-resource-types.ts';
import { requireStructure, resourcesOf } from './template-structure.ts';
import type { SamResourceTransform, TransformScope } from './transform-scope.ts';
import { isIdFree, refuseTakenId } from './unique-ids.ts';

export function transformSam(template: Template, context: SamContext): SamResult {
  try {
    return { kind: 'transformed', template: transform(copyJson(template), context) };
  } catch (error) {
    if (error instanceof TemplateRefusal) return { kind: 'invalid', message: error.message };
    if (error instanceof SamRefusal) return { kind: 'invalid', message: describeCauses([error]) };
    throw error;
  }
}

function transform(source: JsonObject, context: SamContext): JsonObject {
  const partition = context.partition ?? partitionOf(context.region);
  const parameters = readParameters(source, context.parameters, { region: context.region, partition });
  requireStructure(source);
  const ids = Object.keys(resourcesOf(source));
  orderAsPython(source);
  addDefaultDefinitions(source);
  addImplicitApis(source);
  orderAfterImplicitApis(source, ids);
  applyGlobals(source);
  const causes = extractConnectors(source);
  const size = new OutputSize();
  const output = copyJson(source);
  const scope = createScope(source, output, { ...context, partition }, parameters);
  const referables = new Map<string, ReadonlyMap<string, string>>();
  for (const [id, body, kind] of inOrder(source))
    collect(causes, () => expandOne(id, body, kind, { scope, causes, referables, context, size }));
  addDeployments(scope, causes, size);
  if (causes.length > 0) throw new TemplateRefusal(causes);
  if (Object.keys(scope.conditions).length > 0) output['Conditions'] = scope.conditions;
  delete output['Transform'];
  rewriteDependsOn(output, scope.changedIds);
  rewriteChangedIds(output, scope.changedIds);
  rewriteReferables(output, referables);
  return output;
}

/** SAM resources in the order in which they are expanded. */
function inOrder(source: JsonObject): [string, JsonObject, SamResourceTransform][] {
  const found = Object.entries(resourcesOf(source)).flatMap(([id, body]) => {
    const kind = isObject(body) ? findTransform(body['Type']) : undefined;
    return isObject(body) && kind !== undefined
      ? [[id, body, kind] satisfies [string, JsonObject, SamResourceTransform]]
      : [];
  });
  const turns = ['function', 'state-machine', 'api', 'other', 'connector'] as const;
  return turns.flatMap((turn) => found.filter(([, , kind]) => kind.turn === turn));
}

interface Expansion {
  readonly scope: TransformScope;
  readonly causes: SamRefusal[];
  readonly referables: Map<string, ReadonlyMap<string, string>>;
  readonly context: SamContext;
  readonly size: OutputSize;
}

function expandOne(id: string, body: JsonObject, kind: SamResourceTransform, expansion: Expansion): void {
  const { scope, causes, referables, context, size } = expansion;
  const generated = kind.expand(readSamResource(id, body, kind), scope);
  referables.set(id, listReferables(kind, generated));
  delete scope.outputResources[id];
  // A bucket with many events comes forth once for each.
  const last = new Map(generated.map((resource) => [resource.id, resource]));
  for (const resource of generated) {
    if (!isIdFree(resource, scope.sourceResources)) {
      causes.push(refuseTakenId(id, resource));
      continue;
    }
    const rendered = renderResource(resource);
    if (last.get(resource.id) === resource) size.count(resource.id, rendered);
    const metadata = body['Metadata'];
    const isNew = member(scope.outputResources, resource.id) === undefined;
    if (context.passesMetadata === true && isFilled(metadata) && isNew) rendered['Metadata'] = metadata;
    setMember(scope.outputResources, resource.id, rendered);
  }
}

function listReferables(
  kind: SamResourceTransform,
  generated: readonly GeneratedResource[],
): ReadonlyMap<string, string> {
  const idByType = new Map(generated.map((resource) => [resource.type, resource.id]));
  return new Map(
    Object.entries(kind.referables ?? {}).flatMap(([name, type]) => {
      const id = idByType.get(type);
      return id === undefined ? [] : [[name, id] as const];
    }),
  );
}

/** What CodeDeploy needs, once for the whole template. */
function addDeployments(scope: TransformScope, causes: SamRefusal[], size: OutputSize): void {
  for (const make of scope.deploymentPreferences.resourceMakers(scope))
    collect(causes, () => {
      const resource = make();
      const rendered = renderResource(resource);
      size.count(resource.id, rendered);
      setMember(scope.outputResources, resource.id, rendered);
    });
}

function collect(causes: SamRefusal[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SamRefusal)) throw error;
    causes.push(error);
  }
}

function createScope(
  source: JsonObject,
  output: JsonObject,
  context: SamContext & { readonly partition: string },
  parameters: TransformScope['parameters'],
): TransformScope {
  const { Mappings: mappings, Conditions: conditions } = output;
  return {
    region: context.region,
    partition: context.partition,
    parameters,
    mappings: isObject(mappings) ? mappings : {},
    source,
    sourceResources: resourcesOf(source),
    conditions: isObject(conditions) ? conditions : {},
    outputResources: resourcesOf(output),
    deploymentPreferences: new DeploymentPreferences(),
    sharedUsagePlan: new SharedUsagePlan(),
    changedIds: new Map(),
    functionNames: new Map(),
    commonResources: new Map(),
    managedPolicies: context.managedPolicies ?? {},
    findApplication: context.findApplication,
    now: context.now ?? 0,
    featureToggles: context.featureToggles ?? new Set(),
  };
}
