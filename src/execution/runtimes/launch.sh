#!/bin/sh
# Starts one process of an execution environment within its limits, in the place of this shell.
#
# Arguments: how many files it may have open, how many blocks of 512 bytes a file of it may have (`-`:
# no limit), by how much it is nicer, the `cgroup.procs` of the control groups that it belongs to, `--`,
# and the command.
ulimit -c 0
ulimit -n "$1" 2>/dev/null
[ "$2" = - ] || ulimit -f "$2" 2>/dev/null
nicer=$3
shift 3
while [ "$1" != -- ]; do
  echo 0 >"$1" || exit 125
  shift
done
shift
if [ "$nicer" = 0 ]; then
  exec "$@"
fi
exec nice -n "$nicer" "$@"
