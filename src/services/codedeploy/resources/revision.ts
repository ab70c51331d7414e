/** A revision as Serin keeps it: an AppSpec file, or where in S3 it lies. */
import type { Owner } from './keys.ts';

export interface RevisionRecord extends Owner {
  readonly applicationId: string;
  /** Tells the revision from the application's others. */
  readonly id: string;
  readonly source: RevisionSource;
  readonly description?: string;
  readonly registeredAtMs: number;
  readonly firstUsedAtMs?: number;
  readonly lastUsedAtMs?: number;
}

export type RevisionSource =
  /** `type`: as it was given; `String` is the older name of `AppSpecContent`. */
  | {
      readonly kind: 'content';
      readonly type: 'AppSpecContent' | 'String';
      readonly content: string;
      readonly sha256: string;
    }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly key: string;
      readonly bundleType: 'YAML' | 'JSON';
      readonly version?: string;
      readonly eTag?: string;
    };
