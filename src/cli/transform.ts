/**
 * `serin transform`: what AWS's transforms make of a template, without a stack and without a platform.
 *
 * As the transform's own tests have it, nothing is known of accounts, a SAM resource's metadata stays
 * behind, and there is no application repository.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { baseScope } from '../services/cloudformation/stack-template.ts';
import { type JsonObject, type JsonValue } from '../template/json.ts';
import { expandLanguageExtensions, languageExtensions } from '../template/language-extensions.ts';
import { referencedValues, resolveParameters } from '../template/parameters.ts';
import { parseSnippet, parseTemplate } from '../template/parse-template.ts';
import { isTemplate, readTemplate } from '../template/read-template.ts';
import { refuse, type Refusal } from '../template/refusal.ts';
import { partitionOf } from '../template/sam/sam-context.ts';
import { transformSam } from '../template/sam/transform-sam.ts';
import { replaceTransformCalls, transformCallsIn } from '../template/transform-calls.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';

export interface TransformOptions {
  readonly region: string;
  readonly parameter: Readonly<Record<string, string>>;
  readonly out?: string;
}

/** Prints what comes of each file, or writes it to a file of the same name in a folder. */
export async function transformFiles(files: readonly string[], options: TransformOptions): Promise<void> {
  const names = files.map((file) => basename(file, extname(file)));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (options.out !== undefined && twice !== undefined)
    throw new CommandError(`two of the files would become ${twice}.json in ${options.out}`, exitCodes.wrongUsage);
  if (options.out !== undefined) await mkdir(options.out, { recursive: true });
  for (const [index, file] of files.entries()) {
    const result = await transformFile(file, options);
    const text = `${JSON.stringify('kind' in result ? { errorMessage: result.message } : result.tree, undefined, 2)}\n`;
    if (options.out === undefined) process.stdout.write(text);
    else await writeFile(join(options.out, `${names[index]}.json`), text);
    if ('kind' in result) process.exitCode = exitCodes.failed;
  }
}

type Transformed = { readonly tree: JsonObject } | Refusal;

async function transformFile(file: string, { region, parameter }: TransformOptions): Promise<Transformed> {
  const parsed = parseTemplate(await readText(file));
  if (parsed.kind === 'refusal') return parsed;
  const included = await includeFiles(parsed.tree, dirname(file));
  if ('kind' in included) return included;
  const expanded = expandLoops(included.tree, region, parameter);
  if ('kind' in expanded) return expanded;
  const result = transformSam(expanded.tree, { region, parameters: parameter });
  return result.kind === 'invalid' ? refuse(result.message) : { tree: result.template };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`cannot read ${file}: ${reason}`, exitCodes.wrongUsage);
  }
}

/** Puts in what `AWS::Include` names: files beside the template, as they are before they are packaged. */
async function includeFiles(tree: JsonObject, folder: string): Promise<Transformed> {
  const snippets = new Map<string, JsonValue>();
  for (const call of transformCallsIn(tree)) {
    if (call.name !== 'AWS::Include') return refuse(`No transform named ${call.name} found.`);
    const { Location: location } = call.parameters;
    if (typeof location !== 'string')
      return refuse('Transform AWS::Include failed with: The location parameter is not a valid S3 uri.');
    if (/^(s3|https?):\/\//.test(location))
      throw new CommandError(
        `the template includes ${location}, which is no file of this machine: name the file instead`,
      );
    const snippet = parseSnippet(await readText(resolve(folder, location)));
    if ('kind' in snippet) return refuse(`Transform AWS::Include failed with: ${snippet.message}`);
    snippets.set(JSON.stringify(call), snippet.value);
  }
  return { tree: replaceTransformCalls(tree, (call) => snippets.get(JSON.stringify(call))) };
}

/** Carries out `AWS::LanguageExtensions`, where the template declares it. */
function expandLoops(tree: JsonObject, region: string, given: TransformOptions['parameter']): Transformed {
  const declared = tree['Transform'];
  if (declared !== languageExtensions && !(Array.isArray(declared) && declared.includes(languageExtensions)))
    return { tree };
  const template = readTemplate(tree);
  if (!isTemplate(template)) return template;
  const parameters = resolveParameters(template.parameters, {
    // Several files share their parameters: not each of them declares them all.
    given: Object.entries(given)
      .filter(([key]) => template.parameters.has(key))
      .map(([key, value]) => ({ key, value, usePreviousValue: false })),
    previous: new Map(),
    ssm: new Map(),
  });
  if ('kind' in parameters) return parameters;
  const scope = baseScope({
    stack: { region, account: '000000000000', stackName: 'template', id: '' },
    template,
    parameters: referencedValues(parameters),
    notificationArns: [],
    hasLanguageExtensions: true,
  });
  const { partition: _, ...pseudo } = scope.pseudoParameters;
  return expandLanguageExtensions(tree, { ...scope, pseudoParameters: { ...pseudo, partition: partitionOf(region) } });
}
