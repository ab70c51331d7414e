import type { Lease, Leases } from '../leases.ts';
import type { Committer } from './committer.ts';
import { Counters } from './counters.ts';
import type { Database, Statement } from './database.ts';

export class SqliteLeases implements Leases {
  readonly #committer: Committer;
  readonly #counters: Counters;
  readonly #get: Statement<{ readonly holder: string; readonly expires_at: number }>;
  readonly #put: Statement<never>;
  readonly #renew: Statement<never>;
  readonly #release: Statement<never>;

  constructor(database: Database, committer: Committer) {
    this.#committer = committer;
    this.#counters = new Counters(database);
    this.#get = database.statement('select holder, expires_at from lease where name = :name');
    this.#put = database.statement(
      'insert into lease (name, holder, token, expires_at) values (:name, :holder, :token, :expiresAtMs) on conflict (name) do update set holder = excluded.holder, token = excluded.token, expires_at = excluded.expires_at',
    );
    this.#renew = database.statement(
      'update lease set expires_at = :expiresAtMs where name = :name and token = :token',
    );
    this.#release = database.statement('delete from lease where name = :name and token = :token');
  }

  acquire({ name, holder, nowMs, expiresAtMs }: Parameters<Leases['acquire']>[0]): Promise<Lease | undefined> {
    return this.#committer.commit(() => {
      const present = this.#get.get({ name });
      if (present !== undefined && present.holder !== holder && present.expires_at > nowMs) return undefined;
      const token = this.#counters.next('token');
      this.#put.run({ name, holder, token, expiresAtMs });
      return { name, holder, token };
    });
  }

  renew({ name, token }: Lease, expiresAtMs: number): Promise<boolean> {
    return this.#committer.commit(() => this.#renew.run({ name, token, expiresAtMs }) > 0);
  }

  async release({ name, token }: Lease): Promise<void> {
    await this.#committer.commit(() => this.#release.run({ name, token }));
  }
}
