import { ApiError } from '../../../aws/api-error.ts';
import type { SsmOperation } from '../context.ts';
import { requireSelected, type SelectedVersion } from '../records.ts';
import { describeValue } from '../resources/parameter.ts';

export const getParameter: SsmOperation<'GetParameter'> = async (input, context, { caller }) => {
  const found = await requireSelected(context, caller, input.Name ?? '');
  return { Parameter: describe(found, input.WithDecryption) };
};

/** Those that are there; the others are named as invalid. */
export const getParameters: SsmOperation<'GetParameters'> = async (input, context, { caller }) => {
  const found: SelectedVersion[] = [];
  const missing: string[] = [];
  for (const name of new Set(input.Names)) {
    try {
      found.push(await requireSelected(context, caller, name));
    } catch (error) {
      if (!(error instanceof ApiError) || !/^Parameter(Version)?NotFound$/.test(error.type)) throw error;
      missing.push(name);
    }
  }
  return { Parameters: found.map((one) => describe(one, input.WithDecryption)), InvalidParameters: missing };
};

const describe = ({ parameter, version, selector }: SelectedVersion, isDecrypted: boolean | undefined) =>
  describeValue(parameter, version, { selector, isDecrypted });
