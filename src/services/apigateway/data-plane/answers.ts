import type { ApiResponse } from './stage-executor.ts';

/** An answer of API Gateway's own: `{"message":…}`, as all its errors are. */
export function say(
  status: number,
  message: string | null,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify({ message })),
  };
}
