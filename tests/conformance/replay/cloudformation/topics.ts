/** Templates of topics, in which most recorded change sets deal. */
import type { Template } from './case.ts';

/** A topic of this display name, and of a name where one is given. */
export const topic = (DisplayName: unknown, TopicName?: unknown) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { ...(TopicName !== undefined && { TopicName }), ...(DisplayName !== undefined && { DisplayName }) },
});

/** `Topic1`, `Topic2` and so on, of these display names, with the names that the recorder wrote for theirs. */
export const namedTopics = (...displayNames: readonly unknown[]): Template =>
  resources(
    Object.fromEntries(
      displayNames.map((name, index) => [`Topic${index + 1}`, topic(name, `topic-name-${index + 1}`)]),
    ),
  );

/** The same, with names of CloudFormation's making. */
export const topics = (...displayNames: readonly unknown[]): Template =>
  resources(Object.fromEntries(displayNames.map((name, index) => [`Topic${index + 1}`, topic(name)])));

export const resources = (Resources: Readonly<Record<string, unknown>>, rest: Template = {}): Template => ({
  ...rest,
  Resources,
});

export const ref = (Ref: string) => ({ Ref });
export const getAtt = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] });
export const sub = (text: string, values?: Readonly<Record<string, unknown>>) => ({
  'Fn::Sub': values === undefined ? text : [text, values],
});
export const select = (index: unknown, list: unknown) => ({ 'Fn::Select': [index, list] });
export const join = (delimiter: unknown, list: unknown) => ({ 'Fn::Join': [delimiter, list] });
export const split = (delimiter: unknown, text: unknown) => ({ 'Fn::Split': [delimiter, text] });
export const findInMap = (...keys: readonly unknown[]) => ({ 'Fn::FindInMap': keys });
