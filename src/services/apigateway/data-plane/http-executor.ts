/** Carries out requests to HTTP APIs. */
import type { HttpStage } from '../http/http-stage.ts';
import { say } from './answers.ts';
import type { ExecutorDependencies, StageExecutor } from './stage-executor.ts';

export function createHttpExecutor(_dependencies: ExecutorDependencies): StageExecutor<HttpStage> {
  return async () => ({ response: say(404, 'Not Found') });
}
