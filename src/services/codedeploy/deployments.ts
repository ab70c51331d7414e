/** Deployments in the store, and how they are told of events. */
import type { DeploymentEvent, Refusal } from '../../deployment/events.ts';
import { transition } from '../../deployment/transition.ts';
import { type Fence, RevisionConflict, type Stored } from '../../storage/documents.ts';
import type { CodedeployContext } from './context.ts';
import { progressChanges } from './deployment-changes.ts';
import { invalidDeploymentId } from './deployment-errors.ts';
import { deploymentNotFound, missing } from './errors.ts';
import { retryConflicts } from './records.ts';
import { isDeploymentId } from './resources/deployment-id.ts';
import { type DeploymentRecord, interventionsMax } from './resources/deployment.ts';
import { deploymentKey, type Owner } from './resources/keys.ts';

type Needs = Pick<CodedeployContext, 'store' | 'clock' | 'random'>;

export const findDeployment = (
  { store }: Pick<CodedeployContext, 'store'>,
  owner: Owner,
  id: string,
): Promise<Stored<DeploymentRecord> | undefined> => store.documents.get<DeploymentRecord>(deploymentKey(owner, id));

/** Throws what CodeDeploy answers where there is none of this ID. */
export async function requireDeployment(
  context: Pick<CodedeployContext, 'store'>,
  owner: Owner,
  id: string | undefined,
): Promise<Stored<DeploymentRecord>> {
  if (id === undefined || id === '') throw missing('deploymentId');
  if (!isDeploymentId(id)) throw invalidDeploymentId(id);
  const stored = await findDeployment(context, owner, id);
  if (stored === undefined) throw deploymentNotFound(id);
  return stored;
}

export type Told =
  /** It is durable now. */
  | { readonly kind: 'moved'; readonly deployment: DeploymentRecord }
  | { readonly kind: 'unchanged'; readonly deployment: DeploymentRecord }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly deployment: DeploymentRecord };

/** Beside the event: what is known now of the deployment and was not before. */
export type Learned = Partial<Pick<DeploymentRecord, 'target' | 'messages' | 'interventions'>>;

/**
 * Tells a deployment of an event as it is stored, and saves what follows from it. Rejects with
 * `RevisionConflict` where it was changed since it was read: what came of an act counts for the state
 * that asked for it alone.
 */
export async function tell(
  context: Needs,
  stored: Stored<DeploymentRecord>,
  event: DeploymentEvent,
  { learned = {}, fence }: { readonly learned?: Learned; readonly fence?: Fence } = {},
): Promise<Told> {
  const deployment = stored.value;
  const outcome = transition(deployment.state, event);
  if (outcome.kind === 'refused') return { ...outcome, deployment };
  if (outcome.kind === 'unchanged') return { ...outcome, deployment };
  const next = { ...deployment, ...learned, state: outcome.state };
  const changes = await progressChanges(context, stored, next);
  await context.store.documents.write(changes, fence === undefined ? {} : { fence });
  return { kind: 'moved', deployment: next };
}

/**
 * Tells a deployment of an event that holds however it stands by now: what somebody asks for, a hook's
 * word. `by`: who asks, where it is to be kept.
 */
export function tellNow(
  context: Needs,
  owner: Owner,
  id: string | undefined,
  event: DeploymentEvent,
  by?: string,
): Promise<Told> {
  return retryConflicts(async () => {
    const stored = await requireDeployment(context, owner, id);
    return tell(context, stored, event, { learned: by === undefined ? {} : noteIntervention(stored.value, event, by) });
  });
}

function noteIntervention({ interventions = [] }: DeploymentRecord, event: DeploymentEvent, by: string): Learned {
  const isOne =
    event.kind === 'paused' || event.kind === 'resumed' || event.kind === 'promoted' || event.kind === 'stop-requested';
  if (!isOne || interventions.length >= interventionsMax) return {};
  return { interventions: [...interventions, { atMs: event.atMs, kind: event.kind, by }] };
}

export const isConflict = (error: unknown): boolean => error instanceof RevisionConflict;
