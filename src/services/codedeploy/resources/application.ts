/** An application as Serin keeps it. All are for Lambda: it is the one compute platform here. */
import { formatArn } from '../../../aws/arn.ts';
import type { Owner } from './keys.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface ApplicationRecord extends Owner {
  readonly name: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly tags: readonly Tag[];
}

export const applicationArn = ({ region, account, name }: Owner & { readonly name: string }): string =>
  formatArn({ service: 'codedeploy', region, account, resource: `application:${name}` });
