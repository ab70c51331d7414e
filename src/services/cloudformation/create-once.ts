import type { CreateRequest, Progress } from './resource-type.ts';

export interface CreateOnceSteps {
  /** Whether something of that name is there. */
  exists(): Promise<boolean>;
  /** The sentence for a name that is taken. */
  readonly takenMessage: string;
  /** May find what an earlier call to this act has made, and then goes on with that. */
  create(): Promise<Progress>;
}

/**
 * Creates something under a name without ever taking over what someone else has made: the first call
 * sees that the name is free and has that saved; from then on, what is found under the name is ours.
 */
export async function createOnce(request: CreateRequest, steps: CreateOnceSteps): Promise<Progress> {
  if (request.callbackContext !== undefined) return steps.create();
  if (await steps.exists()) return { kind: 'failed', message: steps.takenMessage, code: 'AlreadyExists' };
  return { kind: 'in-progress', callbackContext: { isNameFree: true }, delayMs: 0 };
}
