/** Why a call failed, as the screens show it. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
  /** AWS's code, or one of ours: `Unreachable`, `UnreadableAnswer`. */
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(code: string, message: string, options: { readonly requestId?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.requestId = options.requestId;
  }
}

export const hasCode = (error: unknown, code: string | RegExp): boolean =>
  error instanceof ConsoleError && (typeof code === 'string' ? error.code === code : code.test(error.code));
