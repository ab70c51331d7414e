/**
 * An error that AWS documents, on its way to the caller.
 *
 * `type` is the name of an error shape of the service (`ResourceNotFoundException`), or one of the
 * unmodelled ones of `common-errors.ts`; the server reads its HTTP status, code and the spelling of
 * the message's key from the service's schemas.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly type: string;
  /** Further members of the error's shape, as `Type` or `Reason`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.members = members;
  }
}
