#!/bin/sh
# Ends all execution environments of one Serin, should Serin die without having done so.
#
# Reads lines from its standard input, a pipe that only Serin holds: `+ N` when the process group N
# was started, `- N` when it has ended. When the pipe closes, kills the groups that are left and
# removes the folder given as the first argument; and does so with the control groups given as further
# ones, folders with one for each environment.
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="${groups%% "$group" *} ${groups#* "$group" }" ;;
  esac
done
for group in $groups; do
  kill -s KILL -- "-$group" 2>/dev/null
done
folder=$1
shift
for control in "$@"; do
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    # What is killed may have started others meanwhile, and needs a moment to be gone.
    rmdir "$control"/*/ "$control" 2>/dev/null
    [ -e "$control" ] || break
    # shellcheck disable=SC2046
    kill -s KILL $(cat "$control"/*/cgroup.procs) 2>/dev/null
    sleep 0.05 2>/dev/null || sleep 1
  done
done
rm -rf -- "$folder"
