/** A key that requests may be signed with, and whose it is. */
export interface KnownCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials carry one, and every request must show it. */
  readonly sessionToken?: string;
  readonly expiresAtMs?: number;
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}

/** Where the server looks a key up. A synchronous answer keeps the invoke path free of waiting. */
export interface CredentialSource {
  find(accessKeyId: string): KnownCredentials | undefined | Promise<KnownCredentials | undefined>;
}
