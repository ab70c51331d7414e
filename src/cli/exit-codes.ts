/** What the command line's exit codes mean, for every command. */
export const exitCodes = {
  done: 0,
  /** The deployment, or the verdict, failed. */
  failed: 1,
  wrongUsage: 2,
  /** No platform answers. */
  unreachable: 3,
} as const;
