/** What every request to an API is looked up in: the sum of all changes of what is served, in memory. */
import type { ServedStage, ServedStageChange } from '../served-stage.ts';

export interface FoundStage {
  readonly stage: ServedStage;
  /** Below the stage. */
  readonly path: string;
}

export class StageTable {
  /** By API, then by stage. */
  readonly #apis = new Map<string, Map<string, ServedStage>>();

  apply(change: ServedStageChange): void {
    switch (change.kind) {
      case 'stage': {
        const { apiId, stageName } = change.stage;
        const stages = this.#apis.get(apiId) ?? new Map<string, ServedStage>();
        this.#apis.set(apiId, stages.set(stageName, change.stage));
        return;
      }
      case 'stage-deleted': {
        const stages = this.#apis.get(change.apiId);
        stages?.delete(change.stageName);
        if (stages?.size === 0) this.#apis.delete(change.apiId);
      }
    }
  }

  /** The stage that a path below the API's address means: the one that it names, else `$default`. */
  find(apiId: string, path: string): FoundStage | undefined {
    const stages = this.#apis.get(apiId);
    if (stages === undefined) return undefined;
    const end = path.indexOf('/', 1);
    const name = decodeName(path.slice(1, end < 0 ? undefined : end));
    const named = stages.get(name);
    if (named !== undefined) return { stage: named, path: end < 0 ? '/' : path.slice(end) };
    const fallback = stages.get('$default');
    return fallback === undefined ? undefined : { stage: fallback, path };
  }

  /** Whether the API is known, and of which kind: it decides how a missing stage is answered. */
  kindOf(apiId: string): ServedStage['kind'] | undefined {
    return this.#apis.get(apiId)?.values().next().value?.kind;
  }
}

function decodeName(name: string): string {
  return name === '%24default' ? '$default' : name;
}
