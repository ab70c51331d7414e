/** Does what a deployment's saved state asks for, and gives what it is then to be told. */
import type { Hooks } from '../../deployment/deployment-state.ts';
import type { Effect } from '../../deployment/effects.ts';
import type { DeploymentEvent } from '../../deployment/events.ts';
import { invariant } from '../../invariant.ts';
import type { Stored } from '../../storage/documents.ts';
import { readAlarms } from './alarm-states.ts';
import { setWeight } from './alias-weights.ts';
import type { CodedeployContext } from './context.ts';
import { checkDeployment } from './deployment-check.ts';
import type { Learned } from './deployments.ts';
import { callHook } from './hook-call.ts';
import { hookExecutionId } from './resources/deployment-id.ts';
import type { DeploymentRecord, ShiftTarget } from './resources/deployment.ts';

export interface Outcome {
  readonly event: DeploymentEvent;
  readonly learned?: Learned;
}

/** `undefined`: it was overtaken, and is to be decided anew. Rejects with what may pass by itself. */
export async function carryOut(
  context: CodedeployContext,
  stored: Stored<DeploymentRecord>,
  effect: Effect,
): Promise<Outcome | undefined> {
  switch (effect.kind) {
    case 'check':
      return check(context, stored.value);
    case 'call-hook':
      return call(context, stored.value, effect);
    case 'set-weight':
      return move(context, stored, effect.percent);
  }
}

async function check(context: CodedeployContext, deployment: DeploymentRecord): Promise<Outcome> {
  const { clock, random } = context;
  // A rollback is of a deployment that was checked, and whatever a check found would not keep it.
  if (deployment.state.kind === 'rollback')
    return { event: { kind: 'checked', atMs: clock.now(), hooks: {}, alarms: { kind: 'clear' } } };
  const outcome = await checkDeployment(context, deployment, random.uuid());
  const { reading, reasons } = await readAlarms(context, deployment, random.uuid());
  const { target } = outcome;
  const atMs = clock.now();
  const checked = { kind: 'checked', atMs, hooks: makeHooks(context, target), alarms: reading } as const;
  const messages = [
    ...deployment.messages,
    ...reasons.map((reason) => `An alarm was already in ALARM when the deployment was about to start. ${reason}`),
  ];
  const learned = { messages, ...(target && { target }) };
  if (outcome.kind === 'passed') return { event: checked, learned };
  const { code, message } = outcome;
  return { event: { ...checked, refusal: { code, message } }, learned };
}

function makeHooks({ random }: CodedeployContext, target: ShiftTarget | undefined): Hooks {
  const { before, after } = target?.hooks ?? {};
  return {
    ...(before !== undefined && { before: { executionId: hookExecutionId(random) } }),
    ...(after !== undefined && { after: { executionId: hookExecutionId(random) } }),
  };
}

async function call(
  context: CodedeployContext,
  deployment: DeploymentRecord,
  effect: Extract<Effect, { kind: 'call-hook' }>,
): Promise<Outcome> {
  const { executionId } = effect;
  const outcome = await callHook(context, deployment, effect);
  const atMs = context.clock.now();
  if (outcome.kind === 'called') return { event: { kind: 'hook-called', atMs, executionId } };
  return { event: { kind: 'hook-unreachable', atMs, executionId, detail: outcome.detail } };
}

async function move(
  context: CodedeployContext,
  { key, revision, value: deployment }: Stored<DeploymentRecord>,
  percent: number,
): Promise<Outcome | undefined> {
  const { target } = deployment;
  invariant(target !== undefined, 'a deployment that moves an alias knows which');
  const outcome = await setWeight(
    context,
    { ...deployment, target },
    {
      percent,
      requestId: context.random.uuid(),
      isCurrent: async () => (await context.store.documents.get(key))?.revision === revision,
    },
  );
  const atMs = context.clock.now();
  switch (outcome.kind) {
    case 'overtaken':
      return undefined;
    case 'set':
      return { event: { kind: 'weight-set', atMs, percent } };
    case 'refused': {
      const { code, message, servesTarget } = outcome;
      return { event: { kind: 'weight-refused', atMs, code, message, servesTarget } };
    }
  }
}
