/**
 * The command line with which bubblewrap starts one process of an execution environment in namespaces
 * of its own. Pure: what the machine has was found out before (see isolation.ts).
 *
 * Everything goes by AWS's names in there: the code is `/var/task`, the layers are `/opt`, the runtime
 * is `/var/runtime`, and `/tmp` is the one place that can be written. Nothing else of this machine is
 * seen but what programs need to run. The network is the machine's: functions call Serin and the world.
 */

/** What bubblewrap needs to know of this machine, found out once. */
export interface Sandbox {
  /** bubblewrap itself. */
  readonly binary: string;
  /** Whether it can forbid further user namespaces (bubblewrap 0.8 and later). */
  readonly forbidsNesting: boolean;
  /** Links at the root, as `/bin` to `usr/bin`. */
  readonly links: readonly { readonly from: string; readonly to: string }[];
  /** Files and folders of the machine that are seen at their own place, read-only. */
  readonly system: readonly string[];
  /**
   * Of {@link kernelFiles} those that are to be read-only. Root may write most of them without any
   * capability, for they ask who one is outside of all namespaces.
   */
  readonly kernel: readonly string[];
  /** Folders that stay hidden even where one of {@link system} holds them: Serin's data. */
  readonly hidden: readonly string[];
}

/** What an environment has on this machine's disk. Bound when it starts, and for its whole life. */
export interface SandboxFolders {
  readonly task: string;
  readonly opt: string;
  readonly tmp: string;
  readonly runtime: string;
  /** The account database: functions ask it for the name of their user. */
  readonly passwd: string;
  readonly group: string;
  /** The interpreter with its library, and the AWS SDK. */
  readonly also: readonly SandboxMount[];
}

/** A file or folder of the machine, and where the function sees it, read-only. */
export interface SandboxMount {
  readonly source: string;
  readonly place: string;
}

/** The same folders by the names that the function knows them by. */
export const sandboxPlaces = {
  task: '/var/task',
  opt: '/opt',
  tmp: '/tmp',
  runtime: '/var/runtime',
  /** The interpreter and what belongs to it. */
  language: '/var/lang',
} as const;

/** The user and group that functions run as on AWS. */
export const sandboxUser = { name: 'sbx_user1051', uid: 993, gid: 990 } as const;

/** Programs and libraries see each other here; what is not there on a machine is left out. */
export const systemFolders: readonly string[] = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** Of `/etc` what programs look up: names, certificates, time zone, where libraries lie. No secrets. */
export const systemSettings: RegExp =
  /^(?:alternatives|ca-certificates|crypto-policies|gai\.conf|host\.conf|hosts|java.*|ld\.so\.(?:cache|conf|conf\.d)|localtime|mime\.types|nsswitch\.conf|os-release|pki|protocols|resolv\.conf|services|ssl|timezone)$/;

/** By these a program changes the kernel's settings, and with them the whole machine. */
export const kernelFiles: readonly string[] = ['sys', 'sysrq-trigger', 'irq', 'bus', 'fs', 'mtrr', 'acpi', 'scsi'].map(
  (name) => `/proc/${name}`,
);

/** The words before `command`. */
export function sandboxCommand(sandbox: Sandbox, folders: SandboxFolders): readonly string[] {
  const seen = [...sandbox.system.map((place) => ({ source: place, place })), ...folders.also];
  return [
    [sandbox.binary],
    // With the last process that holds it up, all of them end: none survives Serin.
    ['--die-with-parent'],
    ['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    sandbox.forbidsNesting ? ['--disable-userns'] : [],
    ['--uid', String(sandboxUser.uid), '--gid', String(sandboxUser.gid), '--hostname', 'localhost'],
    ['--cap-drop', 'ALL'],
    ...sandbox.links.map(({ from, to }) => ['--symlink', to, from]),
    ...seen.map((mount) => [...readOnly(mount.source, mount.place), ...cover(mount, sandbox.hidden)]),
    readOnly(folders.passwd, '/etc/passwd'),
    readOnly(folders.group, '/etc/group'),
    readOnly(folders.runtime, sandboxPlaces.runtime),
    readOnly(folders.task, sandboxPlaces.task),
    readOnly(folders.opt, sandboxPlaces.opt),
    ['--bind', folders.tmp, sandboxPlaces.tmp],
    ['--proc', '/proc'],
    ...sandbox.kernel.map((place) => readOnly(place, place)),
    ['--dev', '/dev'],
    // Both are file systems in memory, made for this sandbox; no function fills them.
    ['--remount-ro', '/dev'],
    ['--remount-ro', '/'],
    ['--chdir', sandboxPlaces.task],
    ['--'],
  ].flat();
}

function readOnly(source: string, place: string): readonly string[] {
  return ['--ro-bind', source, place];
}

/** Lays empty folders over what is not to be seen below a mount. */
function cover({ source, place }: SandboxMount, hidden: readonly string[]): readonly string[] {
  return hidden
    .filter((folder) => folder.startsWith(`${source}/`))
    .map((folder) => place + folder.slice(source.length))
    .flatMap((folder) => ['--tmpfs', folder, '--remount-ro', folder]);
}
