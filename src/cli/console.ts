import { findRunning } from './client-environment.ts';
import { CommandError } from './command-error.ts';

/** `serin console`: the address that opens the console of the Serin of a data folder. */
export async function printConsole(options: { readonly data: string; readonly json?: boolean }): Promise<void> {
  const { consoleUrl } = await findRunning(options.data);
  if (consoleUrl === undefined)
    throw new CommandError('this Serin serves no console: it was started with --no-console');
  process.stdout.write(options.json === true ? `${JSON.stringify({ consoleUrl })}\n` : `${consoleUrl}\n`);
}
