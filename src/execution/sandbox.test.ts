import { describe, expect, it } from 'vitest';
import { sandboxCommand } from './sandbox.ts';
import type { Sandbox, SandboxFolders } from './sandbox.ts';

const sandbox: Sandbox = {
  binary: '/usr/bin/bwrap',
  forbidsNesting: true,
  links: [{ from: '/bin', to: 'usr/bin' }],
  system: ['/usr', '/etc/hosts'],
  kernel: [],
  hidden: ['/usr/src/shop/.serin', '/home/me/.serin'],
};
const folders: SandboxFolders = {
  task: '/data/code',
  opt: '/data/layers',
  tmp: '/data/environment/tmp',
  runtime: '/data/runtime',
  passwd: '/data/passwd',
  group: '/data/group',
  also: [{ source: '/home/me/shop/node_modules', place: '/var/lang/node_modules' }],
};

const textOf = (members: Partial<Sandbox> = {}, more: Partial<SandboxFolders> = {}): string =>
  sandboxCommand({ ...sandbox, ...members }, { ...folders, ...more }).join(' ');

describe('the command of a sandbox', () => {
  it("binds the environment's folders to AWS's places, and only /tmp to be written", () => {
    const text = textOf();
    expect(text).toContain(
      '--ro-bind /data/runtime /var/runtime --ro-bind /data/code /var/task --ro-bind /data/layers /opt --bind /data/environment/tmp /tmp',
    );
    expect(text.match(/ --bind /g)).toHaveLength(1);
    expect(text).toMatch(/--remount-ro \/dev --remount-ro \/ --chdir \/var\/task --$/);
  });

  it('covers what is hidden, where something that is seen holds it', () => {
    expect(textOf()).toContain('--tmpfs /usr/src/shop/.serin --remount-ro /usr/src/shop/.serin');
    expect(textOf()).not.toContain('/home/me/.serin');
    const also = [{ source: '/home/me', place: '/var/lang' }];
    expect(textOf({}, { also })).toContain('--ro-bind /home/me /var/lang --tmpfs /var/lang/.serin');
  });

  it('forbids further namespaces where bubblewrap can', () => {
    expect(textOf()).toContain('--disable-userns');
    expect(textOf({ forbidsNesting: false })).not.toContain('--disable-userns');
  });

  it("protects the kernel's settings after /proc has been mounted", () => {
    expect(textOf({ kernel: ['/proc/sys'] })).toContain('--proc /proc --ro-bind /proc/sys /proc/sys');
  });
});
