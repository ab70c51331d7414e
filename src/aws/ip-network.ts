/** Ranges of IP addresses, as `10.0.0.0/24` or `2001:db8::/32`. */
export interface Network {
  readonly base: bigint;
  readonly prefixBits: number;
  readonly addressBits: 32 | 128;
}

type Address = Pick<Network, 'base' | 'addressBits'>;

/** The network, or why the text is none, in AWS's words. */
export function parseNetwork(text: string): Network | string {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (!text.includes('/') || rest.length > 0) return "Malformed CIDR, one '/' required";
  const parsed = parseAddress(address);
  if (parsed === undefined) return `Nonstandard IP address: ${address}`;
  if (!/^\d{1,3}$/.test(bits)) return 'Malformed CIDR, mask bits must be an integer';
  const prefixBits = Number(bits);
  if (prefixBits > parsed.addressBits)
    return `IPv${parsed.addressBits === 32 ? 4 : 6} mask bits must be < ${parsed.addressBits + 1}`;
  return { ...parsed, prefixBits };
}

export function isInNetwork(text: string, { base, prefixBits, addressBits }: Network): boolean {
  const address = parseAddress(text);
  if (address?.addressBits !== addressBits) return false;
  const hostBits = BigInt(addressBits - prefixBits);
  return address.base >> hostBits === base >> hostBits;
}

function parseAddress(text: string): Address | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split('.').map(Number);
    return bytes.every((byte) => byte <= 255) ? { base: join(bytes, 8n), addressBits: 32 } : undefined;
  }
  return parseLongAddress(text);
}

function parseLongAddress(text: string): Address | undefined {
  const halves = text.split('::');
  if (!text.includes(':') || halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return {
    base: join(
      groups.map((group) => Number.parseInt(group, 16)),
      16n,
    ),
    addressBits: 128,
  };
}

function join(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) | BigInt(part), 0n);
}
