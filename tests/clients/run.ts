/**
 * `npm run test:clients`: unmodified clients against the real program. Installs them from their
 * registries first; a client that cannot be had here is skipped, aloud. Ends with a line that counts.
 */
import { startSerin } from '../serin-program.ts';
import { useAwsCli } from './aws-cli.ts';
import { useBoto3 } from './boto3.ts';
import { useJavascriptSdk } from './javascript-sdk.ts';
import { installPythonClients } from './python-clients.ts';
import { Steps } from './steps.ts';

const steps = new Steps();
const python = await installPythonClients();
for (const use of [useJavascriptSdk, useBoto3, useAwsCli]) {
  await using serin = await startSerin();
  await use({ serin, steps, python });
  if (steps.failed > 0) console.log(serin.output());
}
console.log(`\n${steps.matrix()}\n`);
console.log(steps.summary());
process.exitCode = steps.failed > 0 ? 1 : 0;
