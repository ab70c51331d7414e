/** What each part of the bench is given. */
export interface Bench {
  /** The built program's main file. */
  readonly program: string;
  readonly rounds: number;
  /** That many requests in place of `requests`, where only the bench itself is tried out. */
  requestsOf(requests: number): number;
  readonly profile: boolean;
  /** What `serin start` is told of it, if it is. */
  readonly isolation: string | undefined;
}
