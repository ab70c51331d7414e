/**
 * Where each record lies in the store. IAM is global, so the account alone owns it; and names that
 * differ only in case are one name.
 */
const root = (account: string): string => `iam/${account}`;

export const rolesPrefix = (account: string): string => `${root(account)}/role/`;
export const roleKey = (account: string, name: string): string => `${rolesPrefix(account)}${name.toLowerCase()}`;
export const policiesPrefix = (account: string): string => `${root(account)}/policy/`;
export const policyKey = (account: string, name: string): string => `${policiesPrefix(account)}${name.toLowerCase()}`;
