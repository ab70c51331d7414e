/** For tests: a small stand-in for the engine, which makes each call as the engine does, through JSON. */
import { invariant } from '../../invariant.ts';
import type { JsonObject } from '../../template/json.ts';
import { systemRandom } from '../../time/random.ts';
import { callHandler, type CallOutcome } from './call-handler.ts';
import type { PeerResource } from './resource-type.ts';
import { findType } from './resource-types/find-type.ts';
import type { ResourceTypes } from './resource-types/registry.ts';
import type { Act, LiveResource, ResourceRecord, ResourceSettings } from './resources/resource.ts';
import type { StackRecord } from './resources/stack.ts';
import { origin, owner } from './type-world.fixture.ts';

export interface ActOptions {
  readonly updatePolicy?: JsonObject;
  readonly isRollback?: boolean;
  readonly peers?: readonly PeerResource[];
  /** Called before each call; `cancel` asks the handler to give up from then on. */
  readonly before?: (round: number) => Promise<'cancel' | void> | 'cancel' | void;
}

export interface Ended {
  readonly outcome: CallOutcome;
  readonly notes: readonly string[];
  readonly live: LiveResource | undefined;
  readonly token: string;
  /** As the handler told it before its last answer. */
  readonly physicalId: string | undefined;
}

const roundsMax = 400;

interface EngineParts {
  /** Those of the process that runs now. */
  readonly types: () => ResourceTypes;
  readonly crashes: boolean;
  readonly advance: (byMs: number) => Promise<void>;
}

export function createEngine({ types, crashes, advance }: EngineParts) {
  async function run(first: Act, known: ResourceRecord, options: ActOptions): Promise<Ended> {
    const notes: string[] = [];
    let act = first;
    for (let round = 0; round < roundsMax; round += 1) {
      const told = await options.before?.(round);
      if (told === 'cancel') act = cancelled(act);
      const type = findType(types(), act.settings.typeName);
      const record = { ...known, act };
      const handlerCall = {
        stack,
        record,
        act,
        isRollback: options.isRollback ?? false,
        peers: options.peers ?? [],
        origin,
      };
      if (crashes) await callHandler(type, handlerCall);
      const outcome = await callHandler(type, handlerCall);
      if (outcome.kind === 'broken') throw outcome.problem;
      if ('note' in outcome && outcome.note !== undefined) notes.push(outcome.note);
      if (outcome.kind !== 'in-progress')
        return { outcome, notes, live: liveOf(act, outcome), token: act.token, physicalId: act.physicalId };
      const { physicalId = act.physicalId, callbackContext, delayMs } = outcome;
      // What is saved is JSON.
      const saved = JSON.parse(JSON.stringify(callbackContext)) as JsonObject;
      act = continued(act, saved, physicalId);
      await advance(delayMs);
    }
    throw new Error('the act does not come to its end');
  }
  const create = (typeName: string, properties: JsonObject, options: ActOptions & { logicalId?: string } = {}) => {
    const settings = settingsOf(typeName, properties, options);
    return run(newAct('create', settings), freshRecord(options.logicalId ?? 'Thing', typeName), options);
  };
  return {
    create,
    /** Creates what the test needs; its failing fails the test. */
    async made(typeName: string, properties: JsonObject, options: ActOptions & { logicalId?: string } = {}) {
      const { outcome, live } = await create(typeName, properties, options);
      invariant(live !== undefined, `${typeName} is made: ${JSON.stringify(outcome)}`);
      return live;
    },
    update(live: LiveResource, properties: JsonObject, options: ActOptions = {}) {
      const { typeName, physicalId } = live;
      const act = { ...newAct('update', settingsOf(typeName, properties, options)), physicalId };
      return run(act, { ...freshRecord('Thing', typeName), live }, options);
    },
    delete(live: LiveResource, options: ActOptions = {}) {
      const { typeName, physicalId } = live;
      return run({ ...newAct('delete', live), physicalId }, { ...freshRecord('Thing', typeName), live }, options);
    },
  };
}

export const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/0b0e1c36-0000-4000-8000-000000000000';
// Handlers are told of the stack no more than these.
const stack = {
  ...owner,
  stackName: 'shop',
  id: '0b0e1c36-0000-4000-8000-000000000000',
} as unknown as StackRecord;

function liveOf(act: Act, outcome: CallOutcome): LiveResource | undefined {
  if (outcome.kind !== 'done' || act.kind === 'delete') return undefined;
  return { ...act.settings, physicalId: outcome.physicalId, attributes: outcome.attributes };
}

const settingsOf = (typeName: string, properties: JsonObject, { updatePolicy }: ActOptions): ResourceSettings => ({
  typeName,
  properties,
  dependsOn: [],
  deletionPolicy: 'Delete',
  updateReplacePolicy: 'Delete',
  stackTags: [{ key: 'team', value: 'checkout' }],
  ...(updatePolicy !== undefined && { updatePolicy }),
});

const newAct = (kind: Act['kind'], settings: ResourceSettings): Act => ({
  kind,
  isReplacement: false,
  token: systemRandom.uuid(),
  settings,
  dueAtMs: 0,
  failures: 0,
  isCancelled: false,
});

const freshRecord = (logicalId: string, typeName: string): ResourceRecord => ({
  logicalId,
  typeName,
  status: 'CREATE_IN_PROGRESS',
  updatedAtMs: 0,
  physicalId: '',
  stale: [],
});

const cancelled = (act: Act): Act => ({ ...act, isCancelled: true });

const continued = (act: Act, callbackContext: JsonObject, physicalId: string | undefined): Act => ({
  ...act,
  callbackContext,
  ...(physicalId !== undefined && { physicalId }),
});
