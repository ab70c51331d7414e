/** A program for the tests to kill: runs the versions it is given and prints what they log. */
import { spellOut } from '../aws/line-form.ts';
import type { VersionSpec } from './execution-host.ts';
import type { Isolation } from './isolation.ts';
import { createProcessHost } from './process-host.ts';
import { createRuntimeCatalogue } from './runtimes.ts';
import { systemRandom } from '../time/random.ts';
import { SystemClock } from '../time/system-clock.ts';

const [workFolder = '', specs = '[]', isolation = '{"kind":"process"}'] = process.argv.slice(2);
const host = createProcessHost({
  clock: new SystemClock(),
  random: systemRandom,
  runtimes: createRuntimeCatalogue({ searchPath: '/usr/bin:/bin' }),
  workFolder,
  // As the test found it on this machine.
  isolation: JSON.parse(isolation) as Isolation,
  surroundings: {
    awsEndpointUrl: 'http://127.0.0.1:4566',
    writeLog: (line) => {
      line.seal?.();
      for (const { message } of spellOut(line)) process.stdout.write(message);
    },
    credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expiresAtMs: Infinity }),
  },
});
// The test hands over versions that it made itself.
for (const spec of JSON.parse(specs) as VersionSpec[]) {
  const payload = Buffer.from('{"spins":true}');
  void host.invoke(spec, { requestId: 'r', payload, invokedFunctionArn: spec.functionArn, wantsLogTail: false });
}
