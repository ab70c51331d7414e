import { parseNetwork, type Network } from '../aws/ip-network.ts';

/** As many blocks as `Fn::Cidr` may give. */
const countMax = 256;

/** The first `count` blocks inside of a block, each with so many bits for its hosts. */
export function generateCidrs(asked: {
  readonly block: string;
  readonly count: string;
  /** Left out, the blocks are as large as they can be. */
  readonly bits: string | undefined;
}): { readonly cidrs: readonly string[] } | { readonly message: string } {
  const network = parseNetwork(asked.block);
  if (typeof network === 'string')
    return { message: `Template error: Fn::Cidr cannot read ${asked.block}: ${network}` };
  const count = wholeNumber(asked.count);
  if (count === undefined || count < 1 || count > countMax)
    return { message: `Template error: Fn::Cidr can generate 1 to ${countMax} CIDRs, not ${asked.count}.` };
  const roomBits = network.addressBits - network.prefixBits;
  const bits = asked.bits === undefined ? Math.max(roomBits - Math.ceil(Math.log2(count)), 0) : wholeNumber(asked.bits);
  if (bits === undefined || bits > roomBits || BigInt(count) > 1n << BigInt(roomBits - bits))
    return {
      message: `Template error: Fn::Cidr cannot fit ${count} CIDRs of ${asked.bits ?? bits} bits into ${asked.block}.`,
    };
  const base = (network.base >> BigInt(roomBits)) << BigInt(roomBits);
  const cidrs = Array.from(
    { length: count },
    (_, index) => `${formatAddress(base + (BigInt(index) << BigInt(bits)), network)}/${network.addressBits - bits}`,
  );
  return { cidrs };
}

const wholeNumber = (text: string): number | undefined => (/^\d{1,3}$/.test(text) ? Number(text) : undefined);

function formatAddress(address: bigint, { addressBits }: Network): string {
  if (addressBits === 32) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const text = groups.join(':');
  const runs = [...text.matchAll(/\b0(:0)+\b/g)];
  const longest = runs.toSorted((one, other) => other[0].length - one[0].length)[0];
  if (longest === undefined) return text;
  const rest = text.slice(longest.index + longest[0].length);
  return `${text.slice(0, longest.index)}::${rest}`.replace(/:{3,}/, '::');
}
