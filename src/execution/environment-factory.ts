import { mkdirSync, mkdtempSync, promises as fs, realpathSync } from 'node:fs';
import path from 'node:path';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { EnvironmentSetting } from './execution-environment.ts';
import type { ExecutionSurroundings, VersionSpec } from './execution-host.ts';
import type { FaultSource } from './injected-fault.ts';
import { mergeLayers } from './layers.ts';
import type { InitializationType } from './platform-lines.ts';
import { Reaper } from './reaper.ts';
import { linkRuntimeModules } from './runtime-modules.ts';
import type { RuntimeCatalogue } from './runtimes.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';

export interface FactoryOptions {
  readonly surroundings: ExecutionSurroundings;
  readonly clock: Clock;
  readonly random: Random;
  readonly runtimes: Pick<RuntimeCatalogue, 'find'>;
  /** Folder for the environments' own folders; made if it is not there. */
  readonly workFolder: string;
  /** @default none: functions fail by themselves alone */
  readonly faults?: FaultSource;
}

/** Makes execution environments and their folders, all below one folder of its own. */
export class EnvironmentFactory {
  readonly #runtimes: Pick<RuntimeCatalogue, 'find'>;
  readonly #folder: string;
  readonly #setting: EnvironmentSetting;
  /** The layers of each version, laid over one another once for all of its environments. */
  readonly #optFolders = new Map<string, Promise<string>>();
  #folderCount = 0;

  constructor({ surroundings, clock, random, runtimes, workFolder, faults }: FactoryOptions) {
    mkdirSync(workFolder, { recursive: true });
    this.#runtimes = runtimes;
    this.#folder = mkdtempSync(path.join(realpathSync(workFolder), 'host-'));
    mkdirSync(path.join(this.#folder, 'no-layers'));
    const nodeModulesFolders = linkRuntimeModules(path.join(this.#folder, 'runtime'));
    this.#setting = { clock, random, surroundings, reaper: new Reaper(this.#folder), nodeModulesFolders, faults };
  }

  async create(spec: VersionSpec, initializationType: InitializationType): Promise<ExecutionEnvironment> {
    const optFolder = await this.#requireOptFolder(spec);
    const folder = this.#newFolder('environment');
    const entry = await this.#runtimes.find(spec.runtime);
    return await ExecutionEnvironment.create(this.#setting, { spec, entry, initializationType, folder, optFolder });
  }

  /** Removes what was prepared for a version, once none of its environments is left. */
  async forget(spec: VersionSpec): Promise<void> {
    const prepared = this.#optFolders.get(spec.key);
    this.#optFolders.delete(spec.key);
    const folder = await prepared?.catch(() => undefined);
    if (folder !== undefined && spec.layerPaths.length > 1) await fs.rm(folder, { recursive: true, force: true });
  }

  /** Ends what is left and removes the folder. */
  async close(): Promise<void> {
    await this.#setting.reaper.close();
  }

  #requireOptFolder(spec: VersionSpec): Promise<string> {
    const found = this.#optFolders.get(spec.key);
    if (found !== undefined) return found;
    const preparing = this.#prepareOptFolder(spec.layerPaths);
    this.#optFolders.set(spec.key, preparing);
    // A disk that was full may have room the next time.
    preparing.catch(() => this.#optFolders.delete(spec.key));
    return preparing;
  }

  async #prepareOptFolder(layerPaths: readonly string[]): Promise<string> {
    const [only, another] = layerPaths;
    if (only === undefined) return path.join(this.#folder, 'no-layers');
    if (another === undefined) return only;
    const folder = this.#newFolder('layers');
    await mergeLayers(layerPaths, folder);
    return folder;
  }

  #newFolder(kind: string): string {
    this.#folderCount += 1;
    return path.join(this.#folder, `${kind}-${this.#folderCount}`);
  }
}
