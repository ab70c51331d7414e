/** What may stand for a function's name and qualifier: the same inputs to four operations. */
import type { LambdaServiceException } from '@aws-sdk/client-lambda';
import { scenario, type Replay, type Scenario } from '../scenario.ts';

interface Input {
  readonly name: string;
  readonly qualifier?: string;
}

const regionless = (region: string, account: string, rest: string): string =>
  `arn:aws:lambda:${region}:${account}:function${rest}`;

/** The inputs by the name of the case. */
function inputsOf({ platform: { region, account } }: Replay): Readonly<Record<string, Input>> {
  const arn = regionless(region, account, ':my-function');
  const foreign = regionless('invalid-region', account, ':my-function');
  return {
    function_name_is_single_invalid: { name: '*' },
    invalid_characters_in_function_name: { name: 'my-function!' },
    invalid_characters_in_qualifier: { name: 'my-function', qualifier: 'invalid!' },
    qualifier_too_long: { name: 'my-function', qualifier: 'a'.repeat(129) },
    qualifier_too_long0: { name: 'my-function', qualifier: 'a'.repeat(129) },
    qualifier_too_long1: { name: 'my-function', qualifier: 'a'.repeat(65) },
    function_name_and_qualifier_too_long: { name: 'my-function', qualifier: 'a'.repeat(65) },
    invalid_account_id_in_partial_arn: { name: 'invalid-account:function:my-function' },
    invalid_region_in_arn: { name: foreign },
    non_lambda_arn: { name: `arn:aws:ec2:${region}:${account}:instance:i-1234567890abcdef0` },
    function_name_too_long: { name: 'a'.repeat(65) },
    function_name_too_long_and_invalid_region: { name: `${foreign}${'a'.repeat(170)}` },
    full_arn_and_qualifier_too_long_and_invalid_region: {
      name: `${foreign}-${'a'.repeat(170)}`,
      qualifier: 'a'.repeat(129),
    },
    full_arn_with_multiple_qualifiers: { name: `${arn}:1:2` },
    incomplete_arn: { name: regionless(region, account, '') },
    partial_arn_with_extra_qualifier: { name: 'function:my-function:$LATEST:extra' },
    latest_version_with_additional_qualifier: { name: `${arn}:$LATEST`, qualifier: '1' },
    lowercase_latest_qualifier: { name: arn, qualifier: '$latest' },
    missing_region_in_arn: { name: regionless('', account, ':my-function') },
    missing_account_id_in_arn: { name: regionless(region, '', ':my-function') },
    misspelled_latest_in_arn: { name: `${arn}:$LATES` },
  };
}

const operations: Readonly<Record<string, (s: Replay, input: Input) => Promise<object>>> = {
  get_function: (s, { name, qualifier }) => s.lambda.getFunction({ FunctionName: name, Qualifier: qualifier }),
  delete_function: (s, { name, qualifier }) => s.lambda.deleteFunction({ FunctionName: name, Qualifier: qualifier }),
  invoke: (s, { name, qualifier }) => s.lambda.invoke({ FunctionName: name, Qualifier: qualifier }),
  // It has no Qualifier: the recorded test put it behind the name.
  create_function: (s, { name, qualifier }) =>
    s.create({ FunctionName: qualifier === undefined ? name : `${name}:${qualifier}` }),
};

const kinds = [
  'function_name_is_single_invalid',
  'invalid_characters_in_function_name',
  'invalid_characters_in_qualifier',
  'qualifier_too_long',
  'qualifier_too_long0',
  'qualifier_too_long1',
  'function_name_and_qualifier_too_long',
  'invalid_account_id_in_partial_arn',
  'invalid_region_in_arn',
  'non_lambda_arn',
  'function_name_too_long',
  'function_name_too_long_and_invalid_region',
  'full_arn_and_qualifier_too_long_and_invalid_region',
  'full_arn_with_multiple_qualifiers',
  'incomplete_arn',
  'partial_arn_with_extra_qualifier',
  'latest_version_with_additional_qualifier',
  'lowercase_latest_qualifier',
  'missing_region_in_arn',
  'missing_account_id_in_arn',
  'misspelled_latest_in_arn',
];

export const nameScenarios: readonly Scenario[] = kinds.flatMap((kind) =>
  Object.entries(operations).map(([operation, call]) => {
    const name = `TestLambdaFunction::test_function_name_and_qualifier_validation[${kind}-${operation}]`;
    return scenario(name, async (s) => {
      const input = inputsOf(s)[kind] ?? { name: '' };
      if (s.has(`${operation}_exception`)) await s.refusalAs(`${operation}_exception`, call(s, input), describeRefusal);
      else await s.unrecorded(call(s, input));
    });
  }),
);

/** As the recorded test took a refusal apart. */
function describeRefusal({ name, message }: LambdaServiceException): object {
  const [, count, errors] = /^(\d+) validation errors? detected: (.*)$/s.exec(message) ?? [];
  if (errors === undefined) return { Code: name, Message: message };
  return { Code: name, Count: Number(count), Errors: errors.split('; ') };
}
