/** Every key that requests may be signed with: the platform's own, and the temporary ones of the store. */
import type { IamOperations } from '../api/iam.ts';
import type { Client } from '../api/service.ts';
import type { EnvironmentCredentials, VersionSpec } from '../execution/execution-host.ts';
import type { CredentialSource, KnownCredentials } from '../server/credentials.ts';
import { issueCredentials } from '../services/sts/issue-credentials.ts';
import { findCredentials } from '../services/sts/resources/credentials.ts';
import type { Store } from '../storage/store.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';

export interface CredentialBookOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly root: KnownCredentials;
  readonly iam: Pick<Client<IamOperations>, 'GetRole'>;
}

/**
 * How long an execution environment's credentials live. An environment is asked for new ones never,
 * so it must not outlive them.
 */
const environmentLifetimeSeconds = 12 * 60 * 60;

export class CredentialBook implements CredentialSource {
  readonly #options: CredentialBookOptions;

  constructor(options: CredentialBookOptions) {
    this.#options = options;
  }

  find(accessKeyId: string): KnownCredentials | undefined | Promise<KnownCredentials | undefined> {
    const { root, store } = this.#options;
    return accessKeyId === root.accessKeyId ? root : findCredentials(store, accessKeyId);
  }

  /** For one execution environment; the session is named after the function, as on AWS. */
  async issueFor(spec: VersionSpec): Promise<EnvironmentCredentials> {
    const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs } = await issueCredentials(this.#options, {
      roleArn: spec.roleArn,
      sessionName: sessionNameOf(spec.functionName),
      durationSeconds: environmentLifetimeSeconds,
      nowMs: this.#options.clock.realNow(),
    });
    return { accessKeyId, secretAccessKey, sessionToken, expiresAtMs };
  }
}

/** A session's name has two characters at least; AWS lengthens that of a function of one. */
function sessionNameOf(functionName: string): string {
  return functionName.length > 1 ? functionName : `${functionName}@lambda_function`;
}
