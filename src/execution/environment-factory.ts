import { mkdirSync, mkdtempSync, promises as fs, realpathSync } from 'node:fs';
import path from 'node:path';
import { Confinement } from './confinement.ts';
import { ControlGroups } from './control-groups.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { EnvironmentSetting } from './environment-options.ts';
import type { ExecutionSurroundings, VersionSpec } from './execution-host.ts';
import type { FaultSource } from './injected-fault.ts';
import type { Isolation } from './isolation.ts';
import { planLaunch } from './launch.ts';
import type { Launch } from './launch.ts';
import { blankEnvironment, findHeldProfile, findProfile, hasLibraries, hasStartModules } from './launch-profile.ts';
import { mergeLayers } from './layers.ts';
import { linkFolder } from './linked-folder.ts';
import type { InitializationType } from './platform-lines.ts';
import { Placements } from './placement.ts';
import type { Placement } from './placement.ts';
import { PreStartedProcesses } from './pre-started-processes.ts';
import type { LaunchProfile, PreStarted, PreStartedOptions } from './pre-started-processes.ts';
import { Reaper } from './reaper.ts';
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
  /** @default { kind: 'process' } */
  readonly isolation?: Isolation;
  /** @default none: functions fail by themselves alone */
  readonly faults?: FaultSource;
  /**
   * Processes that are started before it is known for which function, at once and of all runtimes.
   * Each holds about 12 MB of its own for Node, 9 for Python. Beside them, up to as many and two at most
   * wait without a Node, in less than one.
   * @default 4
   */
  readonly preStartedMax?: number;
}

/** So many places wait without a Node, at most. */
const heldMax = 2;

/** What all environments of a version begin with. */
interface VersionPlan {
  readonly entry: RuntimeEntry;
  /** The layers, laid over one another once. */
  readonly optFolder: string;
  readonly launch: Launch;
  /** Absent: its processes are always started for it. */
  profile: LaunchProfile | undefined;
}

/** Where one environment lives. */
interface Ground {
  readonly folder: string;
  readonly tmpFolder: string;
  readonly placement: Placement;
  readonly confinement: Confinement;
  readonly preStarted: RuntimeProcess | undefined;
}

/** Makes execution environments and their folders, all below one folder of its own. */
export class EnvironmentFactory {
  readonly #runtimes: Pick<RuntimeCatalogue, 'find'>;
  readonly #folder: string;
  readonly #setting: EnvironmentSetting;
  readonly #reaper: Reaper;
  readonly #spawner: Spawner;
  readonly #preStarted: PreStartedProcesses;
  /** Places without a Node, for functions of a memory size that none of the others has. */
  readonly #held: PreStartedProcesses;
  readonly #placements: Placements;
  /** `undefined` where this process may make none: then the limits are watched over. */
  readonly #controlGroups: ControlGroups | undefined;
  readonly #plans = new Map<string, Promise<VersionPlan>>();
  /** By version, of those that have been called. */
  readonly #profiles = new Map<string, LaunchProfile>();
  #folderCount = 0;

  constructor(options: FactoryOptions, load: Pick<PreStartedOptions, 'isQuiet' | 'hasMemory'>) {
    const { surroundings, clock, random, runtimes, workFolder, isolation, faults, preStartedMax = 4 } = options;
    mkdirSync(workFolder, { recursive: true });
    this.#runtimes = runtimes;
    this.#folder = mkdtempSync(path.join(realpathSync(workFolder), 'host-'));
    mkdirSync(path.join(this.#folder, 'no-layers'));
    this.#placements = new Placements(isolation ?? { kind: 'process' }, this.#folder);
    this.#controlGroups = ControlGroups.make(`serin-${process.pid}-${path.basename(this.#folder)}`);
    this.#reaper = new Reaper(this.#folder, this.#controlGroups?.folders);
    this.#spawner = new Spawner(this.#folder, random);
    const startProcess: StartProcess = (command, setting) =>
      RuntimeProcess.start({ ...command, ...setting, clock, spawner: this.#spawner, reaper: this.#reaper });
    this.#setting = { clock, random, surroundings, startProcess, faults };
    const end = async (one: PreStarted): Promise<void> => this.#abandon({ ...one, preStarted: one.process });
    const common = { ...load, clock, end };
    this.#preStarted = new PreStartedProcesses({
      ...common,
      countMax: preStartedMax,
      start: (profile) => this.#preStart({ ...profile, args: [...profile.args, 'waits'] }, false),
    });
    this.#held = new PreStartedProcesses({
      ...common,
      countMax: Math.min(preStartedMax, heldMax),
      start: (profile) => this.#preStart(profile, true),
    });
  }

  async create(spec: VersionSpec, initializationType: InitializationType): Promise<ExecutionEnvironment> {
    // They are made while all else is.
    const issuing = this.#setting.surroundings.credentials(spec);
    issuing.catch(() => undefined);
    const plan = await this.#requirePlan(spec);
    const ground = this.#claim(spec, plan) ?? (await this.#prepare(spec, plan));
    const { entry, launch } = plan;
    try {
      const options = { ...ground, spec, entry, launch, initializationType };
      return new ExecutionEnvironment(this.#setting, options, await issuing);
    } catch (error) {
      await this.#abandon(ground);
      throw error;
    }
  }

  /** Makes ready what a first call of the version needs and those of others need as well. */
  async expect(spec: VersionSpec): Promise<void> {
    const entry = await this.#runtimes.find(spec.runtime);
    // A package's own bootstrap needs nothing, and looking for it takes the disk's time.
    if (entry.kind === 'unavailable' || entry.binary === undefined) return;
    const profile = findProfile(spec, entry, await planLaunch(spec, entry, this.#plannedPlacement(spec, entry, '')));
    if (profile === undefined) return;
    this.#preStarted.expect(profile);
    const held = findHeldProfile(profile);
    if (held !== undefined) this.#held.expect(held);
  }

  /** Whether the version's next environment starts with a process that waits for it. */
  isPreStarted(spec: VersionSpec): boolean {
    const profile = this.#profiles.get(spec.key);
    return profile !== undefined && this.#preStarted.count(profile) > 0;
  }

  /** Gives back the memory of what waits for functions. */
  dropPreStarted(): void {
    this.#preStarted.drop();
    this.#held.drop();
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
    await Promise.all([this.#preStarted.close(), this.#held.close()]);
    await this.#spawner.close();
    await this.#reaper.close();
  }

  /** The ground of a process that waits for its function; `undefined` where there is none, or none that can take it. */
  #claim(spec: VersionSpec, plan: VersionPlan): Ground | undefined {
    const claimed = plan.profile && (this.#preStarted.claim(plan.profile) ?? this.#claimHeld(plan.profile));
    if (claimed === undefined) return undefined;
    const { task, opt, tmp } = foldersIn(claimed.folder);
    const ground = { ...claimed, tmpFolder: tmp, preStarted: claimed.process };
    claimed.confinement.limitMemory(spec.memoryMiB);
    if (this.#placements.isolation.kind === 'process') {
      return { ...ground, placement: this.#place(spec, plan, claimed.folder) };
    }
    if (linkFolder(spec.codePath, task) && linkFolder(plan.optFolder, opt)) return ground;
    // Such a package is never brought into a sandbox that is there already.
    plan.profile = undefined;
    this.#profiles.delete(spec.key);
    void this.#abandon(ground).catch(() => undefined);
    return undefined;
  }

  /** Its Node starts at once, while the rest is prepared. */
  #claimHeld(profile: LaunchProfile): PreStarted | undefined {
    const held = findHeldProfile(profile);
    if (held === undefined) return undefined;
    const claimed = this.#held.claim(held);
    claimed?.process.begin(held.line);
    return claimed;
  }

  async #prepare(spec: VersionSpec, plan: VersionPlan): Promise<Ground> {
    const folder = this.#newFolder('environment');
    await fs.mkdir(foldersIn(folder).tmp, { recursive: true });
    const placement = this.#place(spec, plan, folder);
    const confinement = this.#confine(placement, folder, spec.ephemeralStorageMiB);
    confinement.limitMemory(spec.memoryMiB);
    return { folder, tmpFolder: foldersIn(folder).tmp, placement, confinement, preStarted: undefined };
  }

  async #preStart(profile: LaunchProfile, isHeld: boolean): Promise<PreStarted> {
    const { entry, command, args, ephemeralStorageMiB } = profile;
    const folder = this.#newFolder('waiting');
    const folders = foldersIn(folder);
    for (const each of Object.values(folders)) await fs.mkdir(each, { recursive: true });
    const placement = this.#placements.place(entry, folders);
    const confinement = this.#confine(placement, folder, ephemeralStorageMiB);
    const ground = { folder, placement, confinement };
    const { cwd, places } = placement;
    const setting = { cwd, environment: blankEnvironment(places), confinement, onLine: () => undefined };
    try {
      const process = await this.#setting.startProcess({ protocol: 'frames', command, args, isHeld }, setting);
      return { ...ground, process };
    } catch (error) {
      await this.#abandon({ ...ground, preStarted: undefined });
      throw error;
    }
  }

  async #abandon({ folder, confinement, preStarted }: Omit<Ground, 'tmpFolder'>): Promise<void> {
    await preStarted?.kill();
    confinement.remove();
    await fs.rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #place(spec: VersionSpec, { entry, optFolder }: VersionPlan, folder: string): Placement {
    return this.#placements.place(entry, { task: spec.codePath, opt: optFolder, tmp: foldersIn(folder).tmp });
  }

  #confine({ words }: Placement, folder: string, ephemeralStorageMiB: number): Confinement {
    const group = this.#controlGroups?.create(path.basename(folder));
    return new Confinement({ words, group, fileBytesMax: ephemeralStorageMiB * 1024 * 1024 });
  }

  /** Of the places a command depends on those alone that all environments of the version have in common. */
  #plannedPlacement(spec: VersionSpec, entry: RuntimeEntry, optFolder: string): Placement {
    return this.#placements.place(entry, { task: spec.codePath, opt: optFolder, tmp: this.#folder });
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
    const launch = await planLaunch(spec, entry, this.#plannedPlacement(spec, entry, optFolder));
    const found = findProfile(spec, entry, launch);
    const acts =
      (await hasStartModules(optFolder)) ||
      (this.#placements.isolation.kind === 'process' && (await hasLibraries(spec, optFolder)));
    const profile = acts ? undefined : found;
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

/** What a process may see as its own of an environment's folder. */
function foldersIn(folder: string): { readonly task: string; readonly opt: string; readonly tmp: string } {
  return { task: path.join(folder, 'task'), opt: path.join(folder, 'opt'), tmp: path.join(folder, 'tmp') };
}
