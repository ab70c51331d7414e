/** What callers of a function feel of another client that creates and publishes functions without a pause. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench-options.ts';
import { runLoad, type LoadFigures } from './load.ts';
import { start, type Started } from './program.ts';
import { interleave, medianOf, ratioOf } from './rounds.ts';
import { createSigner } from './signed-request.ts';
import { constantCode, prepareFunction } from './weighted-alias.ts';

const requestsPerRound = 6000;

export async function benchDeploying({ program, isolation, rounds, requestsOf }: Bench): Promise<void> {
  await using serin = await start(program, { isolation });
  const { endpoint, credentials, port } = serin;
  const file = 'index.js';
  const path = await prepareFunction({ endpoint, credentials, name: 'bench', file, code: constantCode, versions: 2 });
  const makeRequest = createSigner(credentials, { port, path, query: 'Qualifier=live', body: '{}' });
  await using deployer = await startDeployer(serin);
  console.log('\nWarm invocation while another client creates and publishes functions in a loop');
  console.log('  connections    quiet/s     busy/s   quiet p99    busy p99   ratio   target   deployed/s');
  for (const connections of [10, 50]) {
    const load = () => runLoad({ port, connections, requests: requestsOf(requestsPerRound), makeRequest });
    await load();
    const figures = await interleave<LoadFigures & { readonly deployed?: number }>(rounds, {
      quiet: load,
      async busy() {
        await deployer.tell('go');
        const [beganAt, figures] = [performance.now(), await load()];
        const deployed = (await deployer.tell('pause')) / ((performance.now() - beganAt) / 1000);
        return { ...figures, deployed };
      },
    });
    const [quiet, busy] = [figures['quiet'] ?? [], figures['busy'] ?? []];
    const cells = [
      String(connections).padStart(13),
      medianOf(quiet, (figure) => figure.perSecond)
        .toFixed(0)
        .padStart(10),
      medianOf(busy, (figure) => figure.perSecond)
        .toFixed(0)
        .padStart(10),
      `${medianOf(quiet, (figure) => figure.p99Ms).toFixed(2)} ms`.padStart(11),
      `${medianOf(busy, (figure) => figure.p99Ms).toFixed(2)} ms`.padStart(11),
      ratioOf(busy, quiet, (figure) => figure.p99Ms)
        .toFixed(2)
        .padStart(7),
      '<= 2'.padStart(8),
      medianOf(busy, (figure) => figure.deployed ?? Number.NaN)
        .toFixed(0)
        .padStart(12),
    ];
    console.log(cells.join(' '));
  }
}

interface Deployer extends AsyncDisposable {
  /** Resolves with how many functions were made since it was last told something. */
  tell(word: 'go' | 'pause'): Promise<number>;
}

/** In a process of its own, as another client is. */
async function startDeployer({ port, credentials }: Started): Promise<Deployer> {
  const child = fork(fileURLToPath(new URL('./deployer.ts', import.meta.url)), [JSON.stringify({ port, credentials })]);
  await once(child, 'message');
  return {
    async tell(word) {
      child.send(word);
      const [{ made }] = (await once(child, 'message')) as [{ made: number }];
      return made;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
