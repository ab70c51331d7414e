import { exitCodes } from './exit-codes.ts';

/** A command cannot do what it was asked for, and says so in a line. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
