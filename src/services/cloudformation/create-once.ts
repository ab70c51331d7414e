import { ApiError } from '../../aws/api-error.ts';
import type { CreateRequest, Progress } from './resource-type.ts';

export interface CreateOnceSteps {
  /** What is made, whether it is there yet or not. */
  readonly physicalId: string;
  /** Whether something of that name is there. */
  exists(): Promise<boolean>;
  /** The sentence for a name that is taken. */
  readonly takenMessage: string;
  /** May find what an earlier call to this act has made, and then goes on with that. */
  create(): Promise<Progress>;
}

/** A creation was refused after something had been made: the engine has to know what to delete. */
export class FailedAfterCreation extends Error {
  override readonly name = 'FailedAfterCreation';
  readonly physicalId: string;
  override readonly cause: ApiError;

  constructor(physicalId: string, cause: ApiError) {
    super(cause.message);
    this.physicalId = physicalId;
    this.cause = cause;
  }
}

/**
 * Creates something under a name without ever taking over what someone else has made: the first call
 * sees that the name is free and has that saved; from then on, what is found under the name is ours.
 * So a creation that fails half-way, or whose answer was lost in a crash, leaves nothing behind.
 */
export async function createOnce(request: CreateRequest, steps: CreateOnceSteps): Promise<Progress> {
  const { physicalId } = steps;
  if (request.callbackContext === undefined) {
    if (await steps.exists()) return { kind: 'failed', message: steps.takenMessage, code: 'AlreadyExists' };
    return { kind: 'in-progress', callbackContext: { isNameFree: true }, delayMs: 0 };
  }
  try {
    const progress = await steps.create();
    if (progress.kind !== 'failed' || progress.physicalId !== undefined) return progress;
    return (await steps.exists()) ? { ...progress, physicalId } : progress;
  } catch (error) {
    if (!(error instanceof ApiError) || !(await steps.exists())) throw error;
    throw new FailedAfterCreation(physicalId, error);
  }
}
