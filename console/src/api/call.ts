/** Calls operations of the platform through the console's own door on the server. */
import { ConsoleError } from './console-error.ts';
import type { InputOf, OutputOf, Services } from './operations.ts';

export type Call = <Service extends keyof Services, Name extends keyof Services[Service] & string>(
  service: Service,
  operation: Name,
  input: InputOf<Services[Service][Name]>,
) => Promise<OutputOf<Services[Service][Name]>>;

const answerTimeoutMs = 60_000;
/** A function may take a quarter of an hour, and longer where it has to start first. */
const invokeTimeoutMs = 16 * 60_000;

/** Operations of one region. Rejects with `ConsoleError` alone. */
export function createCall(region: string): Call {
  // The server answers in the shapes that AWS's SDK describes: it encodes by the SDK's own schemas.
  return ((service: string, operation: string, input: unknown) =>
    request(`/api/${service}/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-serin-console': '1', 'x-serin-region': region },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(operation === 'Invoke' ? invokeTimeoutMs : answerTimeoutMs),
    })) as Call;
}

/** What the server says of the session and of itself. */
export interface Session {
  readonly region: string;
  readonly account: string;
  /** Seconds of the platform's clock in one of the wall's. */
  readonly speed: number;
  /** Seconds since 1970, of the platform's clock. */
  readonly now: number;
  readonly endpoint: string;
  readonly version: string;
  readonly isolation: string;
  readonly dataFolder: string;
}

export const readSession = async (): Promise<Session> =>
  // The contract with the server, which is of the same version.
  (await request('/api/session', { method: 'GET', headers: { 'x-serin-console': '1' } })) as Session;

async function request(path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, { signal: AbortSignal.timeout(answerTimeoutMs), ...init });
  } catch (cause) {
    throw new ConsoleError('Unreachable', 'Serin does not answer. Is it still running?', { cause });
  }
  let body: unknown;
  try {
    body = await response.json();
  } catch (cause) {
    throw new ConsoleError('UnreadableAnswer', `Serin answered ${response.status} without JSON`, { cause });
  }
  if (response.ok) return body;
  throw errorOf(body, response.status);
}

function errorOf(body: unknown, status: number): ConsoleError {
  const { code, message, requestId } =
    typeof body === 'object' && body !== null
      ? { code: '', message: '', requestId: '', ...body }
      : { code: '', message: '', requestId: '' };
  const text = typeof message === 'string' && message !== '' ? message : `Serin answered ${status}`;
  return new ConsoleError(typeof code === 'string' && code !== '' ? code : `Status${status}`, text, {
    ...(typeof requestId === 'string' && requestId !== '' && { requestId }),
  });
}
