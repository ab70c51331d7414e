import { mkdirSync, mkdtempSync, promises as fs, realpathSync } from 'node:fs';
import path from 'node:path';
import { Confinement } from './confinement.ts';
import { ControlGroups } from './control-groups.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { EnvironmentSetting } from './execution-environment.ts';
import type { ExecutionSurroundings, VersionSpec } from './execution-host.ts';
import type { FaultSource } from './injected-fault.ts';
import type { Isolation } from './isolation.ts';
import { mergeLayers } from './layers.ts';
import type { InitializationType } from './platform-lines.ts';
import { Placements } from './placement.ts';
import { Reaper } from './reaper.ts';
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
  /** @default { kind: 'process' } */
  readonly isolation?: Isolation;
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
  readonly #placements: Placements;
  /** `undefined` where this process may make none: then the limits are watched over. */
  readonly #controlGroups: ControlGroups | undefined;
  #folderCount = 0;

  constructor({ surroundings, clock, random, runtimes, workFolder, isolation, faults }: FactoryOptions) {
    mkdirSync(workFolder, { recursive: true });
    this.#runtimes = runtimes;
    this.#folder = mkdtempSync(path.join(realpathSync(workFolder), 'host-'));
    mkdirSync(path.join(this.#folder, 'no-layers'));
    this.#placements = new Placements(isolation ?? { kind: 'process' }, this.#folder);
    this.#controlGroups = ControlGroups.make(`serin-${process.pid}-${path.basename(this.#folder)}`);
    const reaper = new Reaper(this.#folder, this.#controlGroups?.folders);
    this.#setting = { clock, random, surroundings, reaper, faults };
  }

  async create(spec: VersionSpec, initializationType: InitializationType): Promise<ExecutionEnvironment> {
    const optFolder = await this.#requireOptFolder(spec);
    const folder = this.#newFolder('environment');
    const entry = await this.#runtimes.find(spec.runtime);
    const tmpFolder = path.join(folder, 'tmp');
    await fs.mkdir(tmpFolder, { recursive: true });
    const placement = this.#placements.place(entry, { task: spec.codePath, opt: optFolder, tmp: tmpFolder });
    const confinement = this.#confine(spec, placement.words, path.basename(folder));
    const options = { spec, entry, initializationType, folder, tmpFolder, placement, confinement };
    try {
      return await ExecutionEnvironment.create(this.#setting, options);
    } catch (error) {
      confinement.remove();
      throw error;
    }
  }

  #confine(spec: VersionSpec, words: readonly string[], name: string): Confinement {
    const group = this.#controlGroups?.create(name);
    group?.limitMemory(spec.memoryMiB);
    return new Confinement({ words, group, fileBytesMax: spec.ephemeralStorageMiB * 1024 * 1024 });
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
