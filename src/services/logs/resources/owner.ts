/** Whose logs: each account has its own in each region. */
export interface Owner {
  readonly region: string;
  readonly account: string;
}

/** As the store names an owner. */
export const formatOwner = ({ region, account }: Owner): string => `${region}/${account}`;
