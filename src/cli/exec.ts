import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { findClientEnvironment } from './client-environment.ts';

/** As shells do: the command is not there, or is no program. */
const notFound = 127;
const notExecutable = 126;

/** Variables that would make a client look past what it is given. */
const misleading = new Set([
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
]);

/** `serin exec -- COMMAND`: runs it with the platform's address and key, and ends with its exit code. */
export async function exec(command: readonly string[], options: { readonly data: string }): Promise<void> {
  const environment: NodeJS.ProcessEnv = { ...process.env, ...(await findClientEnvironment(options.data)) };
  for (const name of Object.keys(environment)) {
    if (misleading.has(name) || (name.startsWith('AWS_ENDPOINT_URL_') && name !== 'AWS_ENDPOINT_URL'))
      delete environment[name];
  }
  const [program = '', ...args] = command;
  process.exitCode = await new Promise<number>((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', env: environment });
    // The terminal sends its signals to the child as well: it decides, and we end as it does.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', (error: NodeJS.ErrnoException) => {
      process.stderr.write(`serin: ${program}: ${error.code === 'ENOENT' ? 'command not found' : error.message}\n`);
      resolve(error.code === 'ENOENT' ? notFound : notExecutable);
    });
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
