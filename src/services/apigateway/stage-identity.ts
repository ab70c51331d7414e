/** What every kind of stage tells. */
export interface StageIdentity {
  readonly apiId: string;
  readonly region: string;
  readonly account: string;
  readonly apiName: string;
  /** `$default` needs no mention in a path. */
  readonly stageName: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The API is served under a domain name of its own alone. */
  readonly isEndpointDisabled: boolean;
}
