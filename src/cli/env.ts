import { findClientEnvironment } from './client-environment.ts';

/** `serin env`: one `export` line for each variable, or one JSON object. */
export async function printEnvironment(options: { readonly data: string; readonly json?: boolean }): Promise<void> {
  const environment = await findClientEnvironment(options.data);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(environment, undefined, 2)}\n`);
    return;
  }
  for (const [name, value] of Object.entries(environment)) process.stdout.write(`export ${name}=${value}\n`);
}
