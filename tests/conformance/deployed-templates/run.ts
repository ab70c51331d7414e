/** A template's life: created, updated with other code, deleted. */
import type { Parameter } from '@aws-sdk/client-cloudformation';
import type { JsonObject } from '../../../src/template/json.ts';
import { parametersFor, ssmNamesIn } from './parameters.ts';
import { releaseOf } from './releases.ts';
import { openStage, StackName, type Stage } from './stage.ts';
import { isObject, resourcesOf } from './template-tree.ts';
import { type DeployedTemplate, moveTo } from './templates.ts';

export interface DeployedLife {
  readonly name: string;
  /** Logical IDs of the aliases that a deployment of CodeDeploy moved. */
  readonly shifted: readonly string[];
  /** Those that moved at once, their template having no deployment for them. */
  readonly moved: readonly string[];
  readonly inertTypes: readonly string[];
  /** What went otherwise than it should. */
  readonly difference?: string;
}

export async function liveThrough({ name, template }: DeployedTemplate): Promise<DeployedLife> {
  const found: { shifted: string[]; moved: string[]; inertTypes: string[] } = {
    shifted: [],
    moved: [],
    inertTypes: [],
  };
  await using stage = await openStage();
  try {
    await live(stage, template, found);
    return { name, ...found };
  } catch (error) {
    return { name, ...found, difference: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

interface Found {
  readonly shifted: string[];
  readonly moved: string[];
  readonly inertTypes: string[];
}

async function live(stage: Stage, written: JsonObject, found: Found): Promise<void> {
  const { template, roles } = moveTo(stage.account, written);
  for (const role of roles) await stage.createRole(role);
  const parameters = parametersFor(template);
  for (const name of ssmNamesIn(template, parameters)) await stage.createParameter(name);
  const [first, second] = [1, 2].map((number) => releaseOf(template, { number, report: stage.desk.url }));
  if (first === undefined || second === undefined) return;
  const ownBucket = first.packages.map(({ bucket }) => bucket).find(({ kind }) => kind === 'own');
  if (ownBucket?.kind === 'own') {
    await end(stage, 'CREATE_COMPLETE', stage.deploy(bucketAlone(template, ownBucket.logicalId), [], 'CREATE'));
  }
  await stage.upload(first);
  if (ownBucket !== undefined) await end(stage, 'UPDATE_COMPLETE', stage.deploy(first.template, parameters, 'UPDATE'));
  else await end(stage, 'CREATE_COMPLETE', stage.deploy(first.template, parameters, 'CREATE'));
  found.inertTypes.push(...(await inertTypes(stage)));
  const before = await aliases(stage);
  await stage.upload(second);
  await end(stage, 'UPDATE_COMPLETE', stage.deploy(second.template, again(parameters), 'UPDATE'));
  await compareAliases(stage, before, found);
  await stage.clear();
  await end(stage, 'DELETE_COMPLETE', stage.remove());
  await requireNothingLeft(stage);
}

const again = (parameters: readonly Parameter[]): Parameter[] =>
  parameters.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true }));

/** What Serverless creates first: the bucket that it puts its packages into. */
const bucketAlone = (template: JsonObject, logicalId: string): JsonObject => ({
  Resources: Object.fromEntries(
    resourcesOf(template)
      .filter(({ id }) => id === logicalId)
      .map(({ id, resource }) => [id, resource]),
  ),
});

async function end(stage: Stage, wanted: string, operation: Promise<string>): Promise<void> {
  const status = await operation;
  if (status === wanted) return;
  const events = await stage.events(StackName).catch(() => []);
  const failures = events
    .filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('FAILED'))
    .map(({ LogicalResourceId, ResourceType, ResourceStatusReason }) =>
      [LogicalResourceId, ResourceType, ResourceStatusReason].join(' '),
    )
    .filter((text) => !text.includes('cancelled'));
  throw new Error(`${status}: ${failures.toReversed().join('; ')}`);
}

async function inertTypes(stage: Stage): Promise<readonly string[]> {
  const types = (await stage.events(StackName))
    .filter(({ ResourceStatusReason = '' }) => ResourceStatusReason.startsWith('Serin records AWS::'))
    .map(({ ResourceType = '' }) => ResourceType);
  return [...new Set(types)].toSorted();
}

interface LiveAlias {
  readonly version: string;
  readonly arn: string;
}

async function aliases(stage: Stage): Promise<ReadonlyMap<string, LiveAlias>> {
  const found = new Map<string, LiveAlias>();
  for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId: arn = '' } of await stage.resources()) {
    if (ResourceType !== 'AWS::Lambda::Alias') continue;
    const [, FunctionName = '', Name = ''] = /^(.*):([^:]+)$/.exec(arn) ?? [];
    const { FunctionVersion = '', RoutingConfig } = await stage.lambda.getAlias({ FunctionName, Name });
    if (Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0)
      throw new Error(`${LogicalResourceId} still has weights`);
    found.set(LogicalResourceId, { version: FunctionVersion, arn });
  }
  return found;
}

async function compareAliases(stage: Stage, before: ReadonlyMap<string, LiveAlias>, found: Found): Promise<void> {
  const { TemplateBody = '{}' } = await stage.stacks.getTemplate({ StackName, TemplateStage: 'Processed' });
  const declared = new Map(resourcesOf(JSON.parse(TemplateBody)).map(({ id, resource }) => [id, resource]));
  const deployments = await stage.deployments();
  const after = await aliases(stage);
  const wanted: string[] = [];
  for (const [id, { version, arn }] of before) {
    const now = after.get(id)?.version;
    if (now === version) throw new Error(`${id} still stands on version ${version}`);
    const policy = declared.get(id)?.['UpdatePolicy'];
    const isDeployed = isObject(policy) && 'CodeDeployLambdaAliasUpdate' in policy;
    (isDeployed ? found.shifted : found.moved).push(id);
    if (isDeployed) wanted.push(`${arn.split(':').slice(-2).join(':')} ${version} ${now}`);
  }
  const made = deployments.filter(({ status }) => status === 'Succeeded').map(({ target }) => target);
  if (deployments.length !== wanted.length || wanted.toSorted().join() !== made.toSorted().join())
    throw new Error(`wanted a deployment for each of ${wanted.join()}, there were: ${JSON.stringify(deployments)}`);
  const sudden = deployments.filter(
    ({ deploymentId, config }) => !config.endsWith('AllAtOnce') && !stage.desk.canaries.has(deploymentId),
  );
  if (sudden.length > 0) throw new Error(`shifted at once: ${JSON.stringify(sudden)}`);
}

/** What the stack made is gone, but for what its template keeps. */
async function requireNothingLeft(stage: Stage): Promise<void> {
  const { Functions = [] } = await stage.lambda.listFunctions({});
  if (Functions.length > 0) throw new Error(`left: ${Functions.map(({ FunctionName }) => FunctionName).join()}`);
}
