#!/bin/sh
# Runs one PostgreSQL server and never lets it outlive the process that started this script.
#
# Usage: watchdog.sh LOG PROGRAM ARGUMENT...
#
# Standard input is a pipe whose other end only that process holds. Nothing is ever written to it;
# its end means that the process is gone, however it went, and then the server is shut down: fast,
# after 10 s immediately, after 5 s more by force. The server's process id is printed on the first
# line, and the script ends with the server and with its exit code.
log=$1
shift
exec 3<&0 </dev/null

"$@" >>"$log" 2>&1 3<&- &
server=$!
echo "$server"
# A terminal that hangs up, or a Ctrl-C in it, must not end the watch. (The server handles both.)
trap '' HUP INT QUIT TERM

# The server and its direct children, as it forks all of them itself.
family() {
  echo "$server"
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    pid=${line%% *}
    rest=${line##*) }
    rest=${rest#* }
    if [ "${rest%% *}" = "$server" ]; then
      echo "$pid"
    fi
  done
}

# Waits at most $1 seconds for the server to end.
gone_within() {
  left=$1
  while kill -0 "$server" 2>/dev/null; do
    if [ "$left" -le 0 ]; then
      return 1
    fi
    left=$((left - 1))
    sleep 1
  done
}

(
  exec >/dev/null 2>&1
  read -r _ <&3
  # A frozen server hears no other signal. The list is words on purpose.
  # shellcheck disable=SC2046
  kill -CONT $(family)
  kill -INT "$server"
  gone_within 10 && exit
  kill -QUIT "$server"
  gone_within 5 && exit
  # shellcheck disable=SC2046
  kill -KILL $(family)
) &
watcher=$!
exec 3<&- >/dev/null 2>&1

wait "$server"
code=$?
kill -KILL "$watcher" 2>/dev/null
exit "$code"
