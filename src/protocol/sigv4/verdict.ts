import type { WireRequest } from '../../aws/wire.ts';

/** What the verification of a signature finds. */
export type Verdict =
  /** The request, its body decoded where it came in signed chunks. */
  | { readonly kind: 'valid'; readonly request: WireRequest }
  | { readonly kind: 'wrong-signature' }
  | { readonly kind: 'body-mismatch' }
  /** A header decides what is done, and anyone could have added it. */
  | { readonly kind: 'unsigned-header'; readonly name: string }
  | { readonly kind: 'skewed'; readonly requestAtMs: number }
  | { readonly kind: 'presigned-expired'; readonly expiredAtMs: number }
  | { readonly kind: 'malformed'; readonly reason: string };
