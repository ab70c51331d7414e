/** Who sends a request, and from where: what the signature proved. */
export interface Caller {
  /** Region of the signature's credential scope. */
  readonly region: string;
  readonly account: string;
  /** The principal's ARN, as `arn:aws:iam::000000000000:root` or an assumed role's. */
  readonly arn: string;
  /** The unique ID that STS reports, as `AROA…:session` or the account's number. */
  readonly userId: string;
  readonly accessKeyId: string;
}

/** What an operation is handed beside its input. */
export interface RequestContext {
  readonly caller: Caller;
  readonly requestId: string;
  /** Origin by which the client reached Serin, as `http://127.0.0.1:4566`: for addresses in answers. */
  readonly origin: string;
}
