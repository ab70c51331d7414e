/** After everything: the program is the one that was started, serves, and holds no more than it did. */
import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { resident, type TargetServer } from './server.ts';

/** Far more than caches hold, far less than what was sent. */
const growthMaxBytes = 1024 * 1024 * 1024;

export function describeAftermath(server: () => TargetServer): void {
  test('the same process still serves', async () => {
    const { program, lambda } = server();
    expect(program.isRunning()).toBe(true);
    const health = await fetch(`${program.endpoint}/_serin/health`);
    expect(await health.json()).toMatchObject({ status: 'ready', pid: program.pid });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: resident, Payload: '{"still":"here"}' }));
    expect(Buffer.from(Payload ?? []).toString()).toBe('{"still":"here"}');
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions.map(({ FunctionName }) => FunctionName)).toEqual([resident]);
  });

  test('it found nothing of all that worth a word to its operator', () => {
    const unexpected = server()
      .program.errors()
      .split('\n')
      .filter((line) => !/^(Data|Isolation|Console|Clients): |^$/.test(line));
    expect(unexpected).toEqual([]);
  });

  test('its memory has not grown with what was sent', () => {
    const { program, memoryBytesAtRest } = server();
    const growthBytes = program.memoryBytes() - memoryBytesAtRest;
    process.stdout.write(
      `memory: ${memoryBytesAtRest >> 20} MiB at rest, ${growthBytes >> 20} MiB more after it all\n`,
    );
    expect(growthBytes).toBeLessThan(growthMaxBytes);
  });
}
