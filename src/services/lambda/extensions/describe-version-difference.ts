import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { describeTarget } from '../operations/get-function.ts';
import { comparePackages, type PackageDifference } from '../package-difference.ts';
import { requireTarget, type Target } from '../records.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { shownSettings } from '../resources/function-state.ts';
import { compareConfigurations } from '../resources/configuration-difference.ts';

export type LambdaExtension = (
  input: Readonly<Record<string, unknown>>,
  request: RequestContext,
  context: LambdaContext,
) => Promise<object>;

/** What differs between two versions of a function: settings by name, files with their lines. */
export const describeVersionDifference: LambdaExtension = async (input, { caller }, context) => {
  const functionName = requireText(input, 'functionName');
  const find = (version: string): Promise<Target> =>
    requireTarget(context.store.documents, parseFunctionReference(functionName, version, caller));
  const [fromVersion, toVersion] = [requireText(input, 'fromVersion'), requireText(input, 'toVersion')];
  const from = await find(fromVersion);
  const to = await find(toVersion);
  return {
    configuration: compareConfigurations(describeTarget(from, undefined), describeTarget(to, undefined)),
    ...(await compareCode(codeOf(from), codeOf(to), context)),
  };
};

function requireText(input: Readonly<Record<string, unknown>>, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '')
    throw new ApiError('InvalidParameterValueException', `${name} is required, as a text`);
  return value;
}

/** `undefined`: an image, of which Serin has no files. */
function codeOf(target: Target): string | undefined {
  const settings = target.kind === 'latest' ? shownSettings(target.function) : target.version.settings;
  return settings.packageType === 'Zip' ? settings.code.blob : undefined;
}

const none: PackageDifference = { files: [], unchangedFileCount: 0, isTruncated: false };

async function compareCode(
  from: string | undefined,
  to: string | undefined,
  { store }: LambdaContext,
): Promise<PackageDifference> {
  if (from === undefined || to === undefined) return none;
  const locate = async (blob: string): Promise<string> => {
    const file = await store.blobs.locate(blob);
    if (file === undefined) throw new Error(`The store has no blob ${blob}`);
    return file;
  };
  return comparePackages(await locate(from), await locate(to));
}
