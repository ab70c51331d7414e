/** Where the server tells its operator what went wrong on its side. */
export interface ServerLog {
  /** One line, with the failure's stack. */
  failure(what: string, error: unknown): void;
  notice(text: string): void;
}

export const consoleLog: ServerLog = {
  failure(what, error) {
    process.stderr.write(
      `serin: ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  },
  notice(text) {
    process.stderr.write(`serin: ${text}\n`);
  },
};
