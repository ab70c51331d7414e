/** `serin rehearse` as commander knows it. */
import { Option, InvalidArgumentError, type Command } from 'commander';
import { pairOption } from '../option-values.ts';
import { parseFault, type Fault } from '../../rehearsal/fault.ts';
import { parseTraffic, type TrafficOption } from './events.ts';

export function addRehearse(program: Command): void {
  program
    .command('rehearse')
    .description('rehearse the deployment of a template: in seconds, with traffic and faults; needs no platform')
    .argument('<template>', 'a SAM or CloudFormation template with its code beside it, or its folder')
    .option(
      '--from <source>',
      "what is deployed now: a git revision, a folder or a template; else git's HEAD, if it differs",
    )
    .option(
      '--traffic <rate|file>',
      "requests to each function, as 20/s or 90/min of the deployment's time, and/or a file of events",
      trafficOption,
      {},
    )
    .option('--event <function=file>', 'events of one function, by its logical ID; may be given again', pairOption, {})
    .option(
      '--fault <fault>',
      'what the new version does wrong: errors=100%, errors=5%, latency=+2s; may be given again',
      faultOption,
      [],
    )
    .option(
      '--speed <factor>',
      "the deployment's seconds in one real second; else as fast as the traffic allows",
      speedOption,
    )
    .option('--seed <number>', 'another choice of the requests that a fault meets', seedOption)
    .option('--parameter <name=value>', 'value of a parameter of the template; may be given again', pairOption, {})
    .option('--stack-name <name>', 'name of the stack, which conditions of the template may ask for', 'rehearsal')
    .option('--region <region>', 'region of the stack', 'us-east-1')
    .addOption(new Option('--report <form>', 'form of the report').choices(['text', 'json', 'junit']).default('text'))
    .option('--out <file>', 'write the report to a file, in place of printing it')
    .addOption(new Option('--expect <end>', 'exit code 1 where the end is another').choices(['promote', 'rollback']))
    .option('--keep', "keep the rehearsal's data for a look at its logs and metrics", false)
    .action(async (template, options) => (await import('../rehearse.ts')).rehearse(template, options));
}

function trafficOption(text: string): TrafficOption {
  const traffic = parseTraffic(text);
  if (traffic.requestsPerSecond === 0) throw new InvalidArgumentError('It is no rate above 0.');
  return traffic;
}

function faultOption(text: string, others: readonly Fault[]): readonly Fault[] {
  const fault = parseFault(text);
  if (fault === undefined)
    throw new InvalidArgumentError('It is none of errors=5% and latency=+2s, or both with a comma.');
  return [...others, fault];
}

function speedOption(text: string): number {
  const speed = Number(text);
  if (text.trim() === '' || !(speed > 0 && speed <= 1000))
    throw new InvalidArgumentError('It is a number above 0, at most 1000.');
  return speed;
}

function seedOption(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}
