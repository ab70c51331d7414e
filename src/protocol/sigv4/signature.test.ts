import { createHmac, createSecretKey } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hmacHex } from './signature.ts';

test('an HMAC is that of RFC 2104, for every key and every text', () => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 64 });
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ minLength: 300, maxLength: 2000 }));
  fc.assert(
    fc.property(key, fc.array(text, { minLength: 1, maxLength: 4 }), (bytes, texts) => {
      const secret = createSecretKey(bytes);
      for (const one of texts)
        expect(hmacHex(secret, one)).toBe(createHmac('sha256', secret).update(one).digest('hex'));
    }),
  );
});
