/** Creates and publishes functions, one after the other, from the word `go` to the word `pause`. */
import { runLoad } from './load.ts';
import { signRequest, type Credentials } from './signed-request.ts';
import { constantCode } from './weighted-alias.ts';
import { zipOf } from './zip.ts';

const { port, credentials } = JSON.parse(process.argv[2] ?? '') as { port: number; credentials: Credentials };
const path = '/2015-03-31/functions';
const ZipFile = Buffer.from(zipOf('index.js', constantCode)).toString('base64');
let made = 0;
let name = 0;

const post = async (path: string, content: object): Promise<void> => {
  const body = JSON.stringify(content);
  const makeRequest = () => signRequest(credentials, { port, path, body });
  await runLoad({ port, connections: 1, requests: 1, makeRequest });
};

async function deploy(end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const FunctionName = `deployed-${(name += 1)}`;
    const Role = 'arn:aws:iam::000000000000:role/bench';
    const settings = { FunctionName, Runtime: 'nodejs24.x', Handler: 'index.handler', Role, Publish: true };
    await post(path, { ...settings, Code: { ZipFile } });
    made += 1;
  }
}

let end = new AbortController();
let deploying = Promise.resolve();

async function follow(word: unknown): Promise<void> {
  end.abort();
  await deploying;
  process.send?.({ made });
  made = 0;
  if (word !== 'go') return;
  end = new AbortController();
  deploying = deploy(end.signal);
}

process.on('message', (word) => void follow(word));
process.send?.('ready');
