/** What a client does to a function of its own, with what it expects to have done. */
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type FunctionConfiguration,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { equal, deepEqual } from 'node:assert/strict';
import {
  created,
  freeVersions,
  published,
  publishedVersion,
  withAlias,
  withoutAlias,
  withoutVersion,
  zipSaying,
  type FunctionState,
  type Settings,
} from './function-state.ts';
import type { Seeded } from './seeded.ts';
import type { Attempt, Tracked } from './tracked.ts';

export interface FunctionSurroundings {
  readonly lambda: LambdaClient;
  readonly random: Seeded;
  readonly roleArn: string;
  readonly markersUrl: string;
  /** Where the ids of events go that the server has taken over. */
  readonly acceptedEvents: Set<string>;
  /** A text that was never given before. */
  fresh(prefix: string): string;
}

type Action = Attempt<FunctionState | undefined>;
type Tracking = Tracked<FunctionState | undefined>;

const variables = (label: string, { markersUrl }: FunctionSurroundings): Record<string, string> => ({
  LABEL: label,
  MARKERS: markersUrl,
});

/** The next thing to do; `undefined`: nothing that can be done now. */
export function chooseAction(tracked: Tracking, around: FunctionSurroundings): Action | undefined {
  const { state, name } = tracked;
  if (state === undefined) return create(name, around);
  const actions = [
    updateCode,
    updateCode,
    updateConfiguration,
    updateConfiguration,
    publish,
    publish,
    publish,
    createAlias,
    updateAlias,
    updateAlias,
    deleteAlias,
    addPermission,
    removePermission,
    tag,
    deleteVersion,
    invokeVersion,
  ];
  return around.random.pick(actions)?.(name, state, around);
}

function create(FunctionName: string, around: FunctionSurroundings): Action {
  const { lambda, random, roleArn: Role, fresh } = around;
  const code = fresh('code');
  const { zip, sha256 } = zipSaying(code);
  const latest: Settings = { code, codeSha256: sha256, description: fresh('made'), label: fresh('label'), memory: 128 };
  const Publish = random.chance(0.3);
  const plain = created(latest, { made: code });
  return {
    operation: 'CreateFunction',
    after: Publish ? published(plain) : plain,
    async send() {
      const answer = await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Role,
          Publish,
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Code: { ZipFile: zip },
          Description: latest.description,
          MemorySize: latest.memory,
          Tags: plain.tags,
          Environment: { Variables: variables(latest.label, around) },
        }),
      );
      requireSettings(answer, latest);
    },
  };
}

/** Not offered with the others: a function that is deleted often has no history to speak of. */
export function remove(FunctionName: string, { lambda }: FunctionSurroundings): Action {
  return {
    operation: 'DeleteFunction',
    after: undefined,
    send: async () => void (await lambda.send(new DeleteFunctionCommand({ FunctionName }))),
  };
}

function updateCode(
  FunctionName: string,
  state: FunctionState,
  { lambda, random, fresh }: FunctionSurroundings,
): Action {
  const code = fresh('code');
  const { zip, sha256 } = zipSaying(code);
  const latest = { ...state.latest, code, codeSha256: sha256 };
  const Publish = random.chance(0.3);
  const plain = { ...state, latest };
  return {
    operation: 'UpdateFunctionCode',
    after: Publish ? published(plain) : plain,
    async send() {
      const answer = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip, Publish }));
      requireSettings(answer, latest);
      equal(answer.Version, Publish ? publishedVersion(plain) : '$LATEST');
    },
  };
}

function updateConfiguration(FunctionName: string, state: FunctionState, around: FunctionSurroundings): Action {
  const { lambda, random, fresh } = around;
  const latest = {
    ...state.latest,
    label: fresh('label'),
    ...(random.chance(0.5) && { description: fresh('text') }),
    ...(random.chance(0.3) && { memory: 128 + random.below(64) }),
  };
  return {
    operation: 'UpdateFunctionConfiguration',
    after: { ...state, latest },
    async send() {
      const answer = await lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName,
          Description: latest.description,
          MemorySize: latest.memory,
          Environment: { Variables: variables(latest.label, around) },
        }),
      );
      requireSettings(answer, latest);
    },
  };
}

function publish(FunctionName: string, state: FunctionState, { lambda, random, fresh }: FunctionSurroundings): Action {
  const Description = random.chance(0.5) ? fresh('version') : undefined;
  const after = published(state, Description);
  const version = publishedVersion(state);
  return {
    operation: 'PublishVersion',
    after,
    async send() {
      const answer = await lambda.send(new PublishVersionCommand({ FunctionName, Description }));
      equal(answer.Version, version);
      requireSettings(answer, after.versions[version]!);
    },
  };
}

function deleteVersion(
  FunctionName: string,
  state: FunctionState,
  { lambda, random }: FunctionSurroundings,
): Action | undefined {
  const Qualifier = random.pick(freeVersions(state));
  if (Qualifier === undefined || random.chance(0.5)) return undefined;
  return {
    operation: 'DeleteFunction of a version',
    after: withoutVersion(state, Qualifier),
    send: async () => void (await lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }))),
  };
}

/** Two different versions, or one alone. */
function chooseRouting(state: FunctionState, random: Seeded) {
  const versions = Object.keys(state.versions);
  const version = random.pick(versions);
  const additional = random.pick(versions.filter((candidate) => candidate !== version));
  const isWeighted = additional !== undefined && random.chance(0.5);
  const weights: Record<string, number> = isWeighted ? { [additional]: random.below(100) / 100 } : {};
  return version === undefined ? undefined : { version, weights, revisionId: undefined };
}

function createAlias(
  FunctionName: string,
  state: FunctionState,
  { lambda, random, fresh }: FunctionSurroundings,
): Action | undefined {
  const routing = chooseRouting(state, random);
  if (routing === undefined || Object.keys(state.aliases).length >= 4) return undefined;
  const Name = fresh('alias');
  return {
    operation: 'CreateAlias',
    after: withAlias(state, Name, routing),
    async send() {
      const { RevisionId } = await lambda.send(
        new CreateAliasCommand({
          FunctionName,
          Name,
          FunctionVersion: routing.version,
          RoutingConfig: { AdditionalVersionWeights: routing.weights },
        }),
      );
      return withAlias(state, Name, { ...routing, revisionId: RevisionId });
    },
  };
}

function updateAlias(
  FunctionName: string,
  state: FunctionState,
  { lambda, random }: FunctionSurroundings,
): Action | undefined {
  const routing = chooseRouting(state, random);
  const Name = random.pick(Object.keys(state.aliases));
  if (routing === undefined || Name === undefined) return undefined;
  return {
    operation: 'UpdateAlias',
    after: withAlias(state, Name, routing),
    async send() {
      const answer = await lambda.send(
        new UpdateAliasCommand({
          FunctionName,
          Name,
          FunctionVersion: routing.version,
          RoutingConfig: { AdditionalVersionWeights: routing.weights },
        }),
      );
      equal(answer.FunctionVersion, routing.version);
      return withAlias(state, Name, { ...routing, revisionId: answer.RevisionId });
    },
  };
}

function deleteAlias(
  FunctionName: string,
  state: FunctionState,
  { lambda, random }: FunctionSurroundings,
): Action | undefined {
  const Name = random.pick(Object.keys(state.aliases));
  if (Name === undefined) return undefined;
  return {
    operation: 'DeleteAlias',
    after: withoutAlias(state, Name),
    send: async () => void (await lambda.send(new DeleteAliasCommand({ FunctionName, Name }))),
  };
}

function addPermission(
  FunctionName: string,
  state: FunctionState,
  { lambda, fresh }: FunctionSurroundings,
): Action | undefined {
  const StatementId = fresh('statement');
  if (state.statements.length >= 5) return undefined;
  return {
    operation: 'AddPermission',
    after: { ...state, statements: [...state.statements, StatementId] },
    send: async () =>
      void (await lambda.send(
        new AddPermissionCommand({
          FunctionName,
          StatementId,
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
        }),
      )),
  };
}

function removePermission(
  FunctionName: string,
  state: FunctionState,
  { lambda, random }: FunctionSurroundings,
): Action | undefined {
  const StatementId = random.pick(state.statements);
  if (StatementId === undefined) return undefined;
  return {
    operation: 'RemovePermission',
    after: { ...state, statements: state.statements.filter((statement) => statement !== StatementId) },
    send: async () => void (await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }))),
  };
}

function tag(name: string, state: FunctionState, { lambda, random, roleArn, fresh }: FunctionSurroundings): Action {
  const Tags = { [`key${random.below(5)}`]: fresh('value') };
  const account = roleArn.split(':')[4];
  return {
    operation: 'TagResource',
    after: { ...state, tags: { ...state.tags, ...Tags } },
    send: async () =>
      void (await lambda.send(
        new TagResourceCommand({ Resource: `arn:aws:lambda:us-east-1:${account}:function:${name}`, Tags }),
      )),
  };
}

function invokeVersion(
  FunctionName: string,
  state: FunctionState,
  { lambda, random }: FunctionSurroundings,
): Action | undefined {
  const version = random.pick(Object.keys(state.versions));
  if (version === undefined) return undefined;
  return {
    operation: 'Invoke',
    after: state,
    send: () => requireAnswer(lambda, FunctionName, version, state.versions[version]!),
  };
}

/** An event that must run, whatever happens after its acknowledgement. */
export function sendEvent(
  FunctionName: string,
  state: FunctionState,
  { lambda, acceptedEvents, fresh }: FunctionSurroundings,
): Action {
  const id = fresh('event');
  return {
    operation: 'Invoke as Event',
    after: state,
    async send() {
      const Payload = JSON.stringify({ id });
      const { StatusCode } = await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
      equal(StatusCode, 202);
      acceptedEvents.add(id);
    },
  };
}

/** Invokes a version and holds its answer against what was published. */
export async function requireAnswer(
  lambda: LambdaClient,
  FunctionName: string,
  version: string,
  { code, label }: Settings,
): Promise<void> {
  const { Payload, ExecutedVersion, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName, Qualifier: version, Payload: '{}' }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  equal(FunctionError, undefined, text);
  equal(ExecutedVersion, version);
  deepEqual(JSON.parse(text), { code, label, version });
}

function requireSettings(answer: FunctionConfiguration, wanted: Settings): void {
  const { code: _, ...shown } = wanted;
  deepEqual(shownSettings(answer), shown);
}

/** What the API shows of settings: all but what the code says. */
export function shownSettings(configuration: FunctionConfiguration): Omit<Settings, 'code'> {
  return {
    codeSha256: configuration.CodeSha256 ?? '',
    description: configuration.Description ?? '',
    label: configuration.Environment?.Variables?.['LABEL'] ?? '',
    memory: configuration.MemorySize ?? 0,
  };
}
