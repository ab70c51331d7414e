import { mkdirSync, mkdtempSync, promises as fs, realpathSync } from 'node:fs';
import path from 'node:path';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { EnvironmentSetting } from './execution-environment.ts';
import type { ExecutionSurroundings, VersionSpec } from './execution-host.ts';
import type { FaultSource } from './injected-fault.ts';
import { planLaunch } from './launch.ts';
import type { Launch } from './launch.ts';
import { actsAtStart, blankEnvironment, findProfile } from './launch-profile.ts';
import { mergeLayers } from './layers.ts';
import type { InitializationType } from './platform-lines.ts';
import { PreStartedProcesses } from './pre-started-processes.ts';
import type { LaunchProfile, PreStartedOptions } from './pre-started-processes.ts';
import { Reaper } from './reaper.ts';
import { linkRuntimeModules } from './runtime-modules.ts';
import { RuntimeProcess } from './runtime-process.ts';
import type { StartProcess } from './runtime-process.ts';
import type { RuntimeCatalogue, RuntimeEntry } from './runtimes.ts';
import { Spawner } from './spawner.ts';
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
  /**
   * Processes that are started before it is known for which function, at once and of all runtimes.
   * Each holds about 13 MB of its own for Node, 7 for Python.
   * @default 4
   */
  readonly preStartedMax?: number;
}

/** What all environments of a version begin with. */
interface VersionPlan {
  readonly entry: RuntimeEntry;
  /** The layers, laid over one another once. */
  readonly optFolder: string;
  readonly launch: Launch;
  /** Absent: its processes are always started for it. */
  readonly profile: LaunchProfile | undefined;
}

/** Makes execution environments and their folders, all below one folder of its own. */
export class EnvironmentFactory {
  readonly #runtimes: Pick<RuntimeCatalogue, 'find'>;
  readonly #folder: string;
  readonly #setting: EnvironmentSetting;
  readonly #reaper: Reaper;
  readonly #spawner: Spawner;
  readonly #preStarted: PreStartedProcesses;
  readonly #plans = new Map<string, Promise<VersionPlan>>();
  /** Of versions that have been called, those whose processes may be started before. */
  readonly #profiles = new Map<string, LaunchProfile>();
  #folderCount = 0;

  constructor(options: FactoryOptions, load: Pick<PreStartedOptions, 'isQuiet' | 'hasMemory'>) {
    const { surroundings, clock, random, runtimes, workFolder, faults } = options;
    mkdirSync(workFolder, { recursive: true });
    this.#runtimes = runtimes;
    this.#folder = mkdtempSync(path.join(realpathSync(workFolder), 'host-'));
    mkdirSync(path.join(this.#folder, 'no-layers'));
    const nodeModulesFolders = linkRuntimeModules(path.join(this.#folder, 'runtime'));
    this.#reaper = new Reaper(this.#folder);
    this.#spawner = new Spawner(this.#folder, random);
    const startProcess: StartProcess = (command, setting) =>
      RuntimeProcess.start({ ...command, ...setting, clock, spawner: this.#spawner, reaper: this.#reaper });
    this.#setting = { clock, random, surroundings, startProcess, nodeModulesFolders, faults };
    this.#preStarted = new PreStartedProcesses({
      ...load,
      clock,
      countMax: options.preStartedMax ?? 4,
      newFolder: () => this.#newFolder('waiting'),
      start: ({ command, args }, folder) =>
        startProcess(
          { protocol: 'frames', command, args: [...args, 'waits'] },
          { environment: blankEnvironment, cwd: folder, onLine: () => undefined },
        ),
    });
  }

  async create(spec: VersionSpec, initializationType: InitializationType): Promise<ExecutionEnvironment> {
    const { entry, optFolder, launch, profile } = await this.#requirePlan(spec);
    const claimed = profile && this.#preStarted.claim(profile);
    const folder = claimed?.folder ?? this.#newFolder('environment');
    const options = { spec, entry, initializationType, folder, optFolder, launch, preStarted: claimed?.process };
    try {
      return await ExecutionEnvironment.create(this.#setting, options);
    } catch (error) {
      await claimed?.process.kill();
      await fs.rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Makes ready what a first call of the version needs and other functions need as well. */
  async expect(spec: VersionSpec): Promise<void> {
    const entry = await this.#runtimes.find(spec.runtime);
    // A package's own bootstrap needs nothing, and looking for it takes the disk's time.
    if (entry.kind === 'unavailable' || entry.binary === undefined) return;
    const profile = findProfile(spec, await planLaunch(spec, entry, ''));
    if (profile !== undefined) this.#preStarted.expect(profile);
  }

  /** Whether the version's next environment starts with a process that waits for it. */
  isPreStarted(spec: VersionSpec): boolean {
    const profile = this.#profiles.get(spec.key);
    return profile !== undefined && this.#preStarted.count(profile) > 0;
  }

  /** Gives back the memory of what waits for functions. */
  dropPreStarted(): void {
    this.#preStarted.drop();
  }

  /** Removes what was prepared for a version, once none of its environments is left. */
  async forget(spec: VersionSpec): Promise<void> {
    const planned = this.#plans.get(spec.key);
    this.#plans.delete(spec.key);
    this.#profiles.delete(spec.key);
    const plan = await planned?.catch(() => undefined);
    if (plan === undefined || spec.layerPaths.length < 2) return;
    await fs.rm(plan.optFolder, { recursive: true, force: true });
  }

  /** Ends what is left and removes the folder. */
  async close(): Promise<void> {
    await this.#preStarted.close();
    await this.#spawner.close();
    await this.#reaper.close();
  }

  #requirePlan(spec: VersionSpec): Promise<VersionPlan> {
    const found = this.#plans.get(spec.key);
    if (found !== undefined) return found;
    const planning = this.#plan(spec);
    this.#plans.set(spec.key, planning);
    // A disk that was full may have room the next time.
    planning.catch(() => this.#plans.delete(spec.key));
    return planning;
  }

  async #plan(spec: VersionSpec): Promise<VersionPlan> {
    const optFolder = await this.#prepareOptFolder(spec.layerPaths);
    const entry = await this.#runtimes.find(spec.runtime);
    const launch = await planLaunch(spec, entry, optFolder);
    const found = findProfile(spec, launch);
    const profile = found === undefined || (await actsAtStart(spec, optFolder)) ? undefined : found;
    if (profile !== undefined) this.#profiles.set(spec.key, profile);
    return { entry, optFolder, launch, profile };
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
