/**
 * `npm run test:clients`: unmodified clients against the real program, each against one of its own and
 * a few at a time, since they wait more than they work. Installs them from their registries first; a
 * client that cannot be had here is skipped, aloud. Ends with a line that counts.
 *
 * `npm run test:clients -- boto3` uses that client alone, `-- aws-cli:deployments` a part of it that
 * needs no other.
 */
import { startSerin } from '../serin-program.ts';
import { useAwsCdk } from './aws-cdk.ts';
import { useAwsCli } from './aws-cli.ts';
import { useBoto3 } from './boto3.ts';
import { useGoRuntime } from './go-runtime.ts';
import { useGoSdk } from './go-sdk.ts';
import { useJavaRuntime } from './java-runtime.ts';
import { useJavaSdk } from './java-sdk.ts';
import { useJavascriptSdk } from './javascript-sdk.ts';
import { installPythonClients } from './python-clients.ts';
import { useQueueServer } from './queue-server.ts';
import { usePythonRuntime } from './python-runtime.ts';
import { useRustRuntime } from './rust-runtime.ts';
import { useSamCli } from './sam-cli.ts';
import { useServerless } from './serverless.ts';
import { Steps } from './steps.ts';

/** Those that take longest stand first. */
const clients = {
  'sam-cli': useSamCli,
  'aws-cdk': useAwsCdk,
  serverless: useServerless,
  'rust-runtime': useRustRuntime,
  'java-runtime': useJavaRuntime,
  'aws-cli': useAwsCli,
  'javascript-sdk': useJavascriptSdk,
  boto3: useBoto3,
  'go-sdk': useGoSdk,
  'java-sdk': useJavaSdk,
  'queue-server': useQueueServer,
  'go-runtime': useGoRuntime,
  'python-runtime': usePythonRuntime,
};
const lanes = 3;

const [wanted, part] = process.argv[2]?.split(':') ?? [];
if (wanted !== undefined && !Object.hasOwn(clients, wanted))
  throw new Error(`There is no client ${wanted}; those there are: ${Object.keys(clients).join(', ')}`);

const steps = new Steps();
const python = await installPythonClients();
const waiting = Object.entries(clients).filter(([name]) => wanted === undefined || wanted === name);

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [, use] = next;
    await using serin = await startSerin();
    await use({ serin, steps, python, ...(part !== undefined && { part }) });
    if (steps.failed > 0) console.log(serin.output());
  }
}

await Promise.all(Array.from({ length: lanes }, work));
console.log(`\n${steps.matrix()}\n`);
console.log(steps.summary());
process.exitCode = steps.failed > 0 ? 1 : 0;
