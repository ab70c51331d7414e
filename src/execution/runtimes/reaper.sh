#!/bin/sh
# Ends all execution environments of one Serin, should Serin die without having done so.
#
# Reads lines from its standard input, a pipe that only Serin holds: `+ N` when the process group N
# was started, `- N` when it has ended. When the pipe closes, kills the groups that are left and
# removes the folder given as the first argument.
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
rm -rf -- "$1"
