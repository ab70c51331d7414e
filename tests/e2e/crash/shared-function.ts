/** A function on which several clients work at once: what each publishes stays what it was. */
import { equal } from 'node:assert/strict';
import {
  CreateAliasCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  type FunctionConfiguration,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { zipSaying } from './function-state.ts';
import type { Seeded } from './seeded.ts';
import type { Attempt } from './tracked.ts';

export interface SharedFunction {
  readonly name: string;
  /** CodeSha256 of the versions that were acknowledged to any client. */
  readonly published: Map<string, string>;
  /** CodeSha256 of all that any client ever sent. */
  readonly sent: Set<string>;
}

/** The version to which a client's own alias points; `undefined`: there is no alias yet. */
export type OwnAlias = string | undefined;

export interface SharedSurroundings {
  readonly lambda: LambdaClient;
  readonly random: Seeded;
  fresh(prefix: string): string;
}

export function chooseSharedAction(
  shared: SharedFunction,
  aliasName: string,
  state: OwnAlias,
  { lambda, random, fresh }: SharedSurroundings,
): Attempt<OwnAlias> {
  const { name: FunctionName } = shared;
  const FunctionVersion = random.pick([...shared.published.keys()]);
  if (FunctionVersion !== undefined && random.chance(0.3)) {
    const alias = { FunctionName, Name: aliasName, FunctionVersion };
    return {
      operation: `${state === undefined ? 'Create' : 'Update'}Alias on the shared function`,
      after: FunctionVersion,
      async send() {
        const answer =
          state === undefined
            ? await lambda.send(new CreateAliasCommand(alias))
            : await lambda.send(new UpdateAliasCommand(alias));
        equal(answer.FunctionVersion, FunctionVersion);
      },
    };
  }
  if (random.chance(0.5)) {
    return {
      operation: 'PublishVersion of the shared function',
      after: state,
      send: async () => notePublished(shared, await lambda.send(new PublishVersionCommand({ FunctionName }))),
    };
  }
  const { zip, sha256 } = zipSaying(fresh('shared'));
  const Publish = random.chance(0.4);
  shared.sent.add(sha256);
  return {
    operation: 'UpdateFunctionCode of the shared function',
    after: state,
    async send() {
      const answer = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip, Publish }));
      equal(answer.CodeSha256, sha256);
      if (Publish) notePublished(shared, answer);
    },
  };
}

function notePublished(shared: SharedFunction, { Version = '', CodeSha256 = '' }: FunctionConfiguration): void {
  equal(CodeSha256, shared.published.get(Version) ?? CodeSha256, `version ${Version} was published twice`);
  shared.published.set(Version, CodeSha256);
}

/** What is wrong with what the server holds of it now. */
export function checkShared(shared: SharedFunction, configurations: readonly FunctionConfiguration[]): string[] {
  const found = new Map(configurations.map(({ Version = '', CodeSha256 = '' }) => [Version, CodeSha256]));
  const lost = [...shared.published].filter(([version, sha256]) => found.get(version) !== sha256);
  const foreign = [...found].filter(([, sha256]) => !shared.sent.has(sha256));
  return [
    ...lost.map(([version, sha256]) => `version ${version} was ${sha256} and is ${found.get(version)}`),
    ...foreign.map(([version, sha256]) => `version ${version} is ${sha256}, which nobody sent`),
  ].map((problem) => `${shared.name}: ${problem}`);
}
