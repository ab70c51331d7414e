import type { Blobs } from './blobs.ts';
import type { Documents } from './documents.ts';
import type { Leases } from './leases.ts';
import type { Logs } from './logs.ts';
import type { Queue } from './queue.ts';
import type { Series } from './series.ts';

/** All that Serin keeps: six ports over one adapter. */
export interface Store extends AsyncDisposable {
  readonly documents: Documents;
  readonly blobs: Blobs;
  readonly queue: Queue;
  readonly series: Series;
  readonly logs: Logs;
  readonly leases: Leases;
}
