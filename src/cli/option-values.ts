/** What commands that speak to a platform have in common. */
import { InvalidArgumentError, type Command } from 'commander';

/** What a command says of the platform, and how it prints. */
export function withClientOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'folder of all that Serin keeps', '.serin')
    .option('--region <region>', "region, where it is not the platform's own")
    .option('--json', 'print JSON');
}

export function intervalOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0.05 && value <= 3600))
    throw new InvalidArgumentError('It is a number of seconds, from 0.05 to 3600.');
  return value;
}

type Pairs = Readonly<Record<string, string>>;

/** `NAME=VALUE`, which may be given again. */
export function pairOption(text: string, others: Pairs = {}): Pairs {
  const end = text.indexOf('=');
  if (end < 1) throw new InvalidArgumentError('It is not of the form NAME=VALUE.');
  return { ...others, [text.slice(0, end)]: text.slice(end + 1) };
}
