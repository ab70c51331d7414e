/**
 * When a delivery that failed is tried again. As in AWS's delivery policies there are four phases:
 * retries at once, some at the shortest delay, some at delays that grow, some at the longest delay.
 * See https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html. Pure.
 */
export interface RetrySchedule {
  readonly noDelayRetries: number;
  readonly minDelayRetries: number;
  readonly backoffRetries: number;
  readonly maxDelayRetries: number;
  readonly minDelaySeconds: number;
  readonly maxDelaySeconds: number;
  readonly backoff: Backoff;
}

export const backoffs = ['linear', 'arithmetic', 'geometric', 'exponential'] as const;
export type Backoff = (typeof backoffs)[number];

/** For functions; a customer cannot change it. It lasts 23 days. */
export const lambdaSchedule: RetrySchedule = {
  noDelayRetries: 3,
  minDelayRetries: 2,
  backoffRetries: 10,
  maxDelayRetries: 100_000,
  minDelaySeconds: 1,
  maxDelaySeconds: 20,
  backoff: 'exponential',
};

/** How long to wait after so many failures; `undefined`: the delivery is given up. */
export function retryDelayMs(schedule: RetrySchedule, failures: number): number | undefined {
  const { noDelayRetries, minDelayRetries, backoffRetries, maxDelayRetries, minDelaySeconds, maxDelaySeconds } =
    schedule;
  let retry = failures;
  if (retry <= noDelayRetries) return 0;
  retry -= noDelayRetries;
  if (retry <= minDelayRetries) return minDelaySeconds * 1000;
  retry -= minDelayRetries;
  if (retry <= backoffRetries) return Math.round(backoffSeconds(schedule, retry) * 1000);
  retry -= backoffRetries;
  return retry <= maxDelayRetries ? maxDelaySeconds * 1000 : undefined;
}

/** From the shortest delay at the first retry of the phase to the longest at its last. */
function backoffSeconds(
  { minDelaySeconds: min, maxDelaySeconds: max, backoffRetries, backoff }: RetrySchedule,
  retry: number,
): number {
  const share = backoffRetries === 1 ? 1 : (retry - 1) / (backoffRetries - 1);
  switch (backoff) {
    case 'linear':
      return min + (max - min) * share;
    case 'arithmetic':
      return min + ((max - min) * share * (1 + share)) / 2;
    case 'geometric':
      return min * (max / min) ** share;
    case 'exponential':
      return min + ((max - min) * (2 ** (share * backoffRetries) - 1)) / (2 ** backoffRetries - 1);
  }
}
