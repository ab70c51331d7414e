import { Lambda } from '@aws-sdk/client-lambda';
import type { ClientEnvironment } from '../serin-program.ts';

/**
 * Calls a function through its alias `live`, one call after another, until `work` has ended; gives
 * how many calls failed in the function.
 */
export async function withTraffic(
  { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: ClientEnvironment,
  FunctionName: string,
  work: Promise<void>,
): Promise<number> {
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const lambda = new Lambda({ endpoint: AWS_ENDPOINT_URL, region: AWS_REGION, credentials });
  let failed = 0;
  let isOver = false;
  const ended = work.finally(() => {
    isOver = true;
  });
  const callers = Array.from({ length: 2 }, async () => {
    while (!isOver) {
      const { FunctionError } = await lambda.invoke({ FunctionName, Qualifier: 'live' });
      if (FunctionError !== undefined) failed += 1;
    }
  });
  await Promise.all([ended, ...callers]);
  return failed;
}
