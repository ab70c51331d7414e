/**
 * The control plane on a thread of its own, started again if it dies: what was acknowledged is in
 * the store, and warm functions are invoked meanwhile.
 */
import { Worker } from 'node:worker_threads';
import { ApiError } from '../aws/api-error.ts';
import type { ConsoleChange } from '../server/console/changes.ts';
import type { ServerLog } from '../server/server-log.ts';
import type { Clock } from '../time/clock.ts';
import { dataMethods, remoteControlPlane, type ControlWorkerData } from './plane-links.ts';
import type { ControlPlane, DataPlane } from './planes.ts';
import { ThreadLink } from './thread-link.ts';

export interface ControlThread extends ControlPlane, AsyncDisposable {
  /** Resolves when the thread serves; rejects with what kept it from its first start. */
  start(data: DataPlane): Promise<void>;
}

export interface ControlThreadOptions {
  readonly workerData: ControlWorkerData;
  readonly clock: Clock;
  readonly log: ServerLog;
  /** Told of changes, where they are watched. */
  readonly onChanges: (changes: readonly ConsoleChange[]) => void;
  /** Changes may have been missed. */
  readonly onRestarted: () => void;
}

const restartDelayMs = 1000;

/** A start leaves little garbage worth keeping room for: this saves 7 MB of a platform at rest. */
const maxYoungGenerationSizeMb = 6;

export function createControlThread(options: ControlThreadOptions): ControlThread {
  return new SupervisedThread(options);
}

class SupervisedThread implements ControlThread {
  readonly #options: ControlThreadOptions;
  #worker: Worker | undefined;
  #link: ThreadLink | undefined;
  #control: ControlPlane | undefined;
  #isStopping = false;
  #isWatched = false;

  constructor(options: ControlThreadOptions) {
    this.#options = options;
  }

  async start(data: DataPlane): Promise<void> {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./control-worker.${extension}`, import.meta.url), {
      workerData: this.#options.workerData,
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    const link = new ThreadLink(worker);
    this.#worker = worker;
    this.#link = link;
    const started = Promise.withResolvers<void>();
    link.serve({
      ...dataMethods(data),
      started: () => started.resolve(),
      changed: (changes: readonly ConsoleChange[]) => this.#options.onChanges(changes),
    });
    worker.on('error', (error) => {
      if (this.#control !== undefined) this.#options.log.failure("The control plane's thread failed", error);
      started.reject(error);
    });
    worker.on('exit', (code) => {
      started.reject(new Error(`The control plane's thread ended with code ${code}`));
      this.#ended(link, data);
    });
    await started.promise;
    this.#control = remoteControlPlane(link);
    if (!this.#isWatched) return;
    this.#control.watchChanges(true);
    this.#options.onRestarted();
  }

  #ended(link: ThreadLink, data: DataPlane): void {
    // Whoever waits for an answer of this thread will not get one.
    link.close(unavailable());
    if (this.#link !== link || this.#isStopping || this.#control === undefined) return;
    this.#control = undefined;
    this.#options.log.notice('The control plane ended unexpectedly and is started again.');
    this.#restart(data);
  }

  #restart(data: DataPlane): void {
    this.#options.clock.setRealTimer(restartDelayMs, () => {
      if (this.#isStopping) return;
      this.start(data).catch((error: unknown) => {
        this.#options.log.failure('The control plane could not be started again', error);
        this.#restart(data);
      });
    });
  }

  #running(): ControlPlane {
    if (this.#control === undefined) throw unavailable();
    return this.#control;
  }

  async handle(...args: Parameters<ControlPlane['handle']>): ReturnType<ControlPlane['handle']> {
    try {
      return await this.#running().handle(...args);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return {
        status: 503,
        headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': error.type },
        body: Buffer.from(JSON.stringify({ __type: error.type, message: error.message })),
      };
    }
  }

  call = async (...args: Parameters<ControlPlane['call']>): ReturnType<ControlPlane['call']> =>
    this.#running().call(...args);

  /** A thread that is started anew goes on telling. */
  watchChanges(isWatched: boolean): void {
    this.#isWatched = isWatched;
    this.#control?.watchChanges(isWatched);
  }

  findCredentials = async (accessKeyId: string): ReturnType<ControlPlane['findCredentials']> =>
    this.#running().findCredentials(accessKeyId);
  issueCredentials = async (
    ...args: Parameters<ControlPlane['issueCredentials']>
  ): ReturnType<ControlPlane['issueCredentials']> => this.#running().issueCredentials(...args);
  enqueue = async (...args: Parameters<ControlPlane['enqueue']>): ReturnType<ControlPlane['enqueue']> =>
    this.#running().enqueue(...args);

  record = async (...args: Parameters<ControlPlane['record']>): ReturnType<ControlPlane['record']> =>
    this.#control?.record(...args);

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    if (this.#control !== undefined) {
      const stopped = this.#link?.call('stop', []);
      await stopped?.catch((error: unknown) =>
        this.#options.log.failure('The control plane did not stop in order', error),
      );
    }
    await this.#worker?.terminate();
  }
}

const unavailable = (): ApiError => new ApiError('ServiceUnavailable', 'The control plane is starting. Try again.');
