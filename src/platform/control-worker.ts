/** The control plane's thread: the control plane behind one end of a link. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRuntimeCatalogue } from '../execution/runtimes.ts';
import { invariant } from '../invariant.ts';
import { consoleLog } from '../server/server-log.ts';
import { systemRandom } from '../time/random.ts';
import { SystemClock } from '../time/system-clock.ts';
import { startControlPlane } from './control-plane.ts';
import { controlMethods, remoteDataPlane, type ControlWorkerData } from './plane-links.ts';
import { searchPath } from './search-path.ts';
import { ThreadLink } from './thread-link.ts';

invariant(parentPort !== null, 'this file runs as a worker thread');
const { clockEpoch, ...shared }: ControlWorkerData = workerData;
const link = new ThreadLink(parentPort);
const control = await startControlPlane({
  ...shared,
  runtimes: createRuntimeCatalogue({ searchPath: searchPath() }),
  clock: new SystemClock({ speed: shared.config.speed, ...clockEpoch }),
  random: systemRandom,
  log: consoleLog,
  data: remoteDataPlane(link),
  tellChanges: (changes) => link.send('changed', [changes]),
});
link.serve(controlMethods(control));
link.send('started', []);
