/**
 * Who may import whom: imports run down only, for types too. `style` in CONTRIBUTING.md tells the
 * floors. A path may import its own folder, what its rule allows, and `src/invariant.ts`.
 */
const ports = '^src/storage/[^/]+\\.ts$';
const own = (folder) => `^src/${folder}/`;

/** From the first pattern, everything in `src/` but the second is out of bounds. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.(test|contract|sim\\.test)\\.ts$' },
  to: { path: '^src/', pathNot: [from, '^src/invariant\\.ts$', ...allowed] },
});

const services = ['lambda', 'codedeploy', 'cloudwatch', 'cloudformation', 'logs', 's3', 'iam', 'sts', 'sns', 'events', 'ssm', 'apigateway'];
const extra = { lambda: ['execution'], cloudformation: ['template'], codedeploy: ['deployment'] };

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    only('aws-stands-on-the-ground', own('aws'), []),
    only('time-stands-on-the-ground', own('time'), []),
    only('deployment-stands-on-the-ground', own('deployment'), []),
    only('api-uses-aws', own('api'), [own('aws')]),
    only('protocol-uses-api', own('protocol'), [own('aws'), own('api')]),
    only('template-uses-aws', own('template'), [own('aws')]),
    only('storage-uses-time', own('storage'), [own('time'), own('aws')]),
    only('execution-uses-time', own('execution'), [own('time'), own('aws')]),
    only('server-knows-no-service', own('server'), [own('api'), own('protocol'), own('aws'), own('time')]),
    ...services.map((service) =>
      only(`${service}-knows-no-other-service`, own(`services/${service}`), [
        own('api'),
        own('aws'),
        own('time'),
        ports,
        ...(extra[service] ?? []).map((folder) => own(folder)),
      ]),
    ),
    {
      name: 'adapters-are-chosen-by-the-platform',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(platform|testing|storage)/', '\\.(test|contract)\\.ts$'] },
      to: { path: '^src/storage/(sqlite|postgres)/' },
    },
    {
      name: 'nothing-runs-up',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(cli|testing|index)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
