/** How API Gateway calls a function: the platform has Lambda's invoker behind it. */
export type FunctionCaller = (call: FunctionCall) => Promise<FunctionCallOutcome>;

export interface FunctionCall {
  /** As the integration names it, alias included. */
  readonly functionArn: string;
  /** What the function's resource policy has to let in; absent: the call is made by a role. */
  readonly source?: { readonly arn: string; readonly account: string };
  readonly payload: Uint8Array;
  readonly requestId: string;
  readonly traceId?: string;
  /** Of the client's request, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The call is taken over, durably, and made later: its answer is empty and names no version. */
  readonly isEvent?: boolean;
}

export type FunctionCallOutcome =
  | {
      readonly kind: 'answered';
      readonly executedVersion: string;
      readonly payload: Uint8Array;
      readonly functionError?: string;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'not-found' | 'forbidden' | 'throttled' | 'too-large' | 'unavailable';
      readonly message: string;
    };
