/** Peers that pass on what users wrote: their calls are held against the models as a request is. */
import type { Service } from '../api/service.ts';
import { ApiError } from '../aws/api-error.ts';
import type { RequestContext } from '../aws/caller.ts';
import { findViolations } from '../protocol/validation.ts';
import type { ServedService } from '../server/dispatcher.ts';

type AnyHandler = (input: Readonly<Record<string, unknown>>, request: RequestContext) => Promise<unknown>;

const noLabels: ReadonlySet<string> = new Set();

/** The same operations; each refuses an input that the server would refuse before it calls them. */
export function checkedClient<Operations extends object, Ops>(
  operations: Operations,
  service: Service<Ops>,
  describe: ServedService['describeViolation'] = ({ message }) => new ApiError('ValidationException', message),
): Operations {
  const check =
    (name: string, handler: AnyHandler): AnyHandler =>
    async (input, request) => {
      const violations = findViolations(await service.load(), name, input, noLabels);
      if (violations !== undefined) throw describe(violations, input);
      return handler(input, request);
    };
  const entries: (readonly [string, AnyHandler])[] = Object.entries(operations);
  // Each stands under its own name, with the types that it had.
  return Object.fromEntries(entries.map(([name, handler]) => [name, check(name, handler)])) as Operations;
}
