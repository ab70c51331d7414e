/** What an open page of the console is told: that something is not as it was, and is to be read anew. */
export interface ConsoleChange {
  readonly kind: 'deployment' | 'stack' | 'alarm' | 'function' | 'log' | 'metric';
  readonly region: string;
  /** A deployment's ID; the name of a stack, an alarm, a function or a log group; of a metric its function's name. */
  readonly id: string;
}
