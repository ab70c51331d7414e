/**
 * The change sets that a change set makes for the nested stacks of its own, and these for theirs. All of
 * them are made in one write, so a hierarchy is there as a whole or not at all.
 *
 * Of a nested stack that its parent's execution leaves alone there is none: neither looks for what may
 * have changed behind an address that is the same.
 */
import { ApiError } from '../../aws/api-error.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Change } from '../../storage/documents.ts';
import { evaluate } from '../../template/evaluate.ts';
import { knownAfterApply } from '../../template/evaluation-scope.ts';
import { isJsonObject, type JsonObject } from '../../template/json.ts';
import type { ResourceChange } from '../../template/resource-change.ts';
import { describeOutcome, failed, type ChangeSetOutcome, type ChangeSetTarget } from './change-set-outcome.ts';
import type { CloudformationContext } from './context.ts';
import { nestedChangeSetFailed, tooManyChangeSets } from './nested-words.ts';
import { requireUpdatable } from './operations/update-stack.ts';
import { physicalName } from './physical-name.ts';
import { readInputTags, type StackInput } from './prepare-stack.ts';
import { InvalidProperty } from './property-readers.ts';
import { nestedStackInput, nestedStackTypeName } from './resource-types/nested-stack.ts';
import type { ChangeSetRecord, NestedChangeSet } from './resources/change-set.ts';
import { newStack } from './resources/new-stack.ts';
import { changeSetArn, stackArn, type StackRecord } from './resources/stack.ts';
import { scopeAfterChanges } from './stack-changes.ts';
import { changeSetWrites, underReview } from './stack-review.ts';
import { findStack, referenceOf } from './stacks.ts';

/** The change set whose nested stacks are to be looked at, and where it stands. */
export interface Lineage {
  readonly stack: StackRecord;
  readonly arn: string;
  readonly root: { readonly name: string; readonly arn: string; readonly capabilities: readonly string[] };
  readonly context: CloudformationContext;
  readonly request: RequestContext;
}

/** How many nested change sets a root may have: a template that nests itself would have no end of them. */
const hierarchyMax = 500;

/** The outcome with all that is nested in it; where something there is refused, it fails as a whole. */
export const includeNestedStacks = (outcome: ChangeSetOutcome, lineage: Lineage): Promise<ChangeSetOutcome> =>
  new Hierarchy(lineage).include(outcome, lineage);

interface MadeChangeSet extends NestedChangeSet {
  readonly arn: string;
  readonly stackId: string;
  readonly hasFailed: boolean;
  readonly writes: readonly Change[];
}

class Hierarchy {
  readonly #context: CloudformationContext;
  readonly #request: RequestContext;
  readonly #root: Lineage['root'];
  #left = hierarchyMax;

  constructor({ context, request, root }: Lineage) {
    this.#context = context;
    this.#request = request;
    this.#root = root;
  }

  async include(outcome: ChangeSetOutcome, parent: Pick<Lineage, 'stack' | 'arn'>): Promise<ChangeSetOutcome> {
    const made = new Map<string, MadeChangeSet>();
    for (const [logicalId, properties] of nestedProperties(outcome)) {
      const one = await this.#makeFor(logicalId, properties, outcome, parent);
      if (one !== undefined) made.set(logicalId, one);
    }
    if (made.size === 0) return outcome;
    const broken = [...made.values()].find(({ hasFailed }) => hasFailed);
    const point = (changes: readonly ResourceChange[]) => changes.map((change) => pointAt(change, made));
    return {
      ...outcome,
      fields: {
        ...outcome.fields,
        changes: point(outcome.fields.changes),
        changesWithValues: point(outcome.fields.changesWithValues),
        nested: Object.fromEntries(
          [...made].map(([logicalId, { stack, changeSetId }]) => [logicalId, { stack, changeSetId }]),
        ),
        ...(broken !== undefined && {
          status: 'FAILED',
          statusReason: nestedChangeSetFailed(broken.arn),
          executionStatus: 'UNAVAILABLE',
        }),
      },
      writes: [...outcome.writes, ...[...made.values()].flatMap(({ writes }) => writes)],
    };
  }

  async #makeFor(
    logicalId: string,
    properties: JsonObject,
    { basis }: ChangeSetOutcome,
    parent: Pick<Lineage, 'stack' | 'arn'>,
  ): Promise<MadeChangeSet | undefined> {
    const { prepared, state } = basis ?? {};
    const { random, clock, store } = this.#context;
    const live = state?.records.get(logicalId)?.live;
    const existing =
      live === undefined ? undefined : await findStack(store.documents, this.#request.caller, live.physicalId);
    // Nothing can be told of one that was deleted behind its parent's back.
    if (live !== undefined && (existing === undefined || existing.value.status === 'DELETE_COMPLETE')) return undefined;
    const target: ChangeSetTarget =
      existing === undefined
        ? { stack: this.#newNestedStack(logicalId, parent.stack), type: 'CREATE' }
        : { stack: existing.value, type: 'UPDATE' };
    const id = random.uuid();
    const name = physicalName(
      { stackName: this.#root.name, logicalId, requestToken: random.uuid() },
      { lengthMax: 128, randomLength: 12 },
    );
    const arn = changeSetArn(target.stack, name, id);
    const stackTags = prepared?.settings.tags ?? [];
    const read = readInput(() => nestedStackInput({ properties, stackTags }));
    const input = 'message' in read ? {} : read;
    const own = 'message' in read ? failed(read.message) : await this.#describe(read, target);
    const outcome = await this.include(own, { stack: target.stack, arn });
    const record: ChangeSetRecord = {
      id,
      name,
      type: target.type,
      createdAtMs: clock.now(),
      tags: readInputTags(input.Tags) ?? [],
      capabilities: this.#root.capabilities,
      notificationArns: input.NotificationARNs ?? [],
      rollbackConfiguration: {},
      includeNestedStacks: true,
      parentChangeSetArn: parent.arn,
      rootChangeSetArn: this.#root.arn,
      ...outcome.fields,
    };
    return {
      stack: referenceOf(target.stack),
      changeSetId: id,
      arn,
      stackId: stackArn(target.stack),
      hasFailed: outcome.fields.status === 'FAILED' && outcome.isEmpty !== true,
      writes: [
        ...(existing === undefined ? underReview(this.#context, target.stack) : []),
        ...changeSetWrites(target.stack, record),
        ...outcome.writes,
      ],
    };
  }

  #newNestedStack(logicalId: string, parent: StackRecord): StackRecord {
    const { random, clock } = this.#context;
    const { region, account } = parent;
    const naming = { stackName: parent.stackName, logicalId, requestToken: random.uuid() };
    const reference = { region, account, stackName: physicalName(naming, { lengthMax: 128 }), id: random.uuid() };
    const parentId = stackArn(parent);
    return { ...newStack(reference, clock.now()), parentId, rootId: parent.rootId ?? parentId };
  }

  /** What a request for the nested stack alone would be refused for is told in its change set. */
  async #describe(input: StackInput, target: ChangeSetTarget): Promise<ChangeSetOutcome> {
    this.#left -= 1;
    if (this.#left < 0) return failed(tooManyChangeSets(hierarchyMax));
    try {
      if (target.type === 'UPDATE') requireUpdatable(target.stack);
      return await describeOutcome(input, target, this.#context, this.#request);
    } catch (error) {
      if (error instanceof ApiError) return failed(error.message);
      throw error;
    }
  }
}

function pointAt(change: ResourceChange, made: ReadonlyMap<string, MadeChangeSet>): ResourceChange {
  const one = change.Action === 'Remove' ? undefined : made.get(change.LogicalResourceId);
  return one === undefined ? change : { ...change, PhysicalResourceId: one.stackId, ChangeSetId: one.arn };
}

/** The properties of the nested stacks that are made or changed, with {@link knownAfterApply} for what is not known. */
function nestedProperties({ fields, basis }: ChangeSetOutcome): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  if (basis === undefined) return found;
  const { template } = basis.prepared;
  const changes = [...fields.changes, ...fields.changesWithValues];
  const scope = scopeAfterChanges(basis.prepared, basis.state, changes);
  for (const { LogicalResourceId: logicalId, ResourceType: type, Action: action } of changes) {
    const resource = template.present.resources.get(logicalId);
    if (type !== nestedStackTypeName || action === 'Remove' || resource === undefined || found.has(logicalId)) continue;
    const evaluated = evaluate(resource.properties, scope);
    if (evaluated.kind === 'refusal') continue;
    const properties = evaluated.kind === 'value' ? evaluated.value : evaluated.preview;
    // A template whose address only the execution can tell cannot be read before.
    if (isJsonObject(properties) && !isUnknown(properties['TemplateURL'])) found.set(logicalId, properties);
  }
  return found;
}

const isUnknown = (value: unknown): boolean => JSON.stringify(value ?? null).includes(knownAfterApply);

type ReadInput = StackInput | { readonly message: string };

function readInput(read: () => ReturnType<typeof nestedStackInput>): ReadInput {
  try {
    const input = read();
    return {
      ...input,
      Parameters: input.Parameters.map((parameter) => ({
        ...parameter,
        isUnknown: isUnknown(parameter.ParameterValue),
      })),
    };
  } catch (error) {
    if (error instanceof InvalidProperty) return { message: error.message };
    throw error;
  }
}
