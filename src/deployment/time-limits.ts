/** How long things may take, in milliseconds of the clock. Source: CodeDeploy's quotas for Lambda. */

/** From the call of a hook to its report. */
export const hookTimeLimitMs = 3_600_000;

/** A whole deployment. */
export const timeLimitMs = 50 * 3_600_000;

/**
 * How long a deployment waits for alarms that cannot be read before it stops. Until then it stays
 * where it is. AWS names no such time.
 */
export const blindLimitMs = 60_000;
