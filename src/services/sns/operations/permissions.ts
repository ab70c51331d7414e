import type { SnsOperation } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { changeTopic } from '../records.ts';
import { type PolicyDocument, readPolicy } from '../resources/policy.ts';
import { parseTopicArn, topicArn } from '../resources/topic.ts';

/** Lets other accounts use the topic: a statement more in its policy. */
export const addPermission: SnsOperation<'AddPermission'> = async (input, context, { caller }) => {
  const label = input.Label ?? '';
  const accounts = input.AWSAccountId ?? [];
  const operations = input.ActionName ?? [];
  if (accounts.length === 0 || !accounts.every((account) => /^\d{12}$/.test(account)))
    throw invalidParameter('AWSAccountId', 'An account ID has 12 digits');
  if (operations.length === 0) throw invalidParameter('ActionName', 'No operation is named');
  await changeTopic(context, parseTopicArn(input.TopicArn, caller), async (topic) => {
    const policy = readPolicy(topic.policy);
    if (policy.Statement.some(({ Sid }) => Sid === label)) throw invalidParameter('Statement already exists');
    const principals = accounts.map((account) => `arn:aws:iam::${account}:root`);
    const statement = {
      Sid: label,
      Effect: 'Allow',
      Principal: { AWS: single(principals) },
      Action: single(operations.map((operation) => `SNS:${operation}`)),
      Resource: topicArn(topic),
    };
    return { topic: { ...topic, policy: withStatements(policy, [...policy.Statement, statement]) }, result: undefined };
  });
  return {};
};

/** Takes a statement out of the policy. One that is not there is gone already. */
export const removePermission: SnsOperation<'RemovePermission'> = async (input, context, { caller }) => {
  await changeTopic(context, parseTopicArn(input.TopicArn, caller), async (topic) => {
    const policy = readPolicy(topic.policy);
    const left = policy.Statement.filter(({ Sid }) => Sid !== input.Label);
    return { topic: { ...topic, policy: withStatements(policy, left) }, result: undefined };
  });
  return {};
};

/** AWS writes a list of one as the one. */
const single = (texts: readonly string[]): string | readonly string[] =>
  texts.length === 1 ? (texts[0] ?? '') : texts;

const withStatements = (policy: PolicyDocument, statements: PolicyDocument['Statement']): string =>
  JSON.stringify({ ...policy, Statement: statements });
