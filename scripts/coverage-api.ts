/** `npm run coverage:api`: for each service, how many of AWS's operations Serin serves. */
import { services } from '../src/api/services.ts';
import { startTestPlatform } from '../src/testing/index.ts';

// What a real platform serves, not what a list says.
await using platform = await startTestPlatform();
const rows = await Promise.all(
  services.map(async (service) => {
    const known = (await service.load()).operationNames;
    const served = platform.servedOperations(service.name).filter((name) => known.includes(name));
    return {
      service: service.name,
      served: served.length,
      known: known.length,
      missing: known.filter((name) => !served.includes(name)),
    };
  }),
);

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(rows, undefined, 2));
} else {
  console.log('service           served / known');
  for (const { service, served, known } of rows) {
    console.log(
      `${service.padEnd(16)} ${String(served).padStart(7)} / ${String(known).padStart(5)}  ${'#'.repeat(Math.round((served / known) * 30))}`,
    );
  }
  const sum = (pick: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + pick(row), 0);
  console.log(
    `${'all'.padEnd(16)} ${String(sum((row) => row.served)).padStart(7)} / ${String(sum((row) => row.known)).padStart(5)}`,
  );
  console.log('An operation that is not served answers 501 NotImplemented and names itself.');
}
