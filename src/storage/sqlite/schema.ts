/**
 * The tables as migrations and Kysely see them. At run time the adapters speak SQL by prepared
 * statements: Kysely's 300 modules cost 16 MB of resident memory and a tenth of a second, which a
 * platform at rest should not pay; so only a migration loads it.
 */
export interface Schema {
  readonly counter: { name: string; value: number };
  readonly document: { key: string; revision: number; value: string };
  readonly lease: { name: string; holder: string; token: number; expires_at: number };
  readonly message: {
    sequence: number;
    queue: string;
    id: string;
    available_at: number;
    deliveries: number;
    receipt: number;
    body: string;
    payload: Uint8Array | null;
  };
  readonly series: {
    id: number;
    owner: string;
    namespace: string;
    metric: string;
    dimensions: string;
    unit: string;
    last_at: number;
  };
  readonly point: {
    id: number;
    series_id: number;
    at: number;
    resolution_seconds: number;
    sample_count: number;
    sum: number;
    minimum: number;
    maximum: number;
    sketch: Uint8Array | null;
  };
  readonly log_group: { id: number; owner: string; name: string };
  readonly log_stream: {
    id: number;
    group_id: number;
    name: string;
    first_at: number;
    last_at: number;
    last_ingested_at: number;
    stored_bytes: number;
  };
  readonly log_event: {
    id: number;
    group_id: number;
    stream_id: number;
    at: number;
    ingested_at: number;
    message: string;
  };
}

/** Marks a file as Serin's in SQLite's header: the letters `Srin`. */
export const applicationId = 0x5372696e;

/** How many migrations there are: what `PRAGMA user_version` says of a file that is up to date. */
export const schemaVersion = 1;
