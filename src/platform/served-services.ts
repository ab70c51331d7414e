import type { ExtraErrors } from '../protocol/encode.ts';
import type { HandlerTable, ServedService } from '../server/dispatcher.ts';

/** A service's handlers as the server calls them: by name, with what the schemas decoded. */
export function serve(operations: object, extraErrors?: ExtraErrors): ServedService {
  // Each handler's types were held against its operation where the table was made; from here on the
  // schemas vouch for them.
  const table = operations as HandlerTable;
  return extraErrors === undefined ? { operations: table } : { operations: table, extraErrors };
}
