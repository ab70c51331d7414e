/** Whose metrics: as the store names the owner of a series. */
export const ownerOf = ({ region, account }: { readonly region: string; readonly account: string }): string =>
  `${region}/${account}`;
