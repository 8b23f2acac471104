# Runs Redis ($1) with a configuration file ($2) as the process that this shell was, and ends it when
# standard input ends: that is a pipe from the parent, which the system closes however the parent dies.
exec 3<&0
(
    # In the terminal's process group still, so Ctrl-C comes here too; the parent decides when Redis ends.
    trap '' HUP INT QUIT TERM
    cat <&3 >/dev/null
    kill -TERM $$ 2>/dev/null || exit 0
    for second in 1 2 3 4 5 6 7 8 9 10; do
        sleep 1
        kill -0 $$ 2>/dev/null || exit 0
    done
    kill -KILL $$ 2>/dev/null
) &
exec 3<&- </dev/null
# A session of its own, or Ctrl-C in the terminal would end Redis before those who use it.
if command -v setsid >/dev/null 2>&1; then
    exec setsid "$1" "$2"
elif command -v perl >/dev/null 2>&1; then
    exec perl -e 'use POSIX; POSIX::setsid(); exec @ARGV' "$1" "$2"
fi
exec "$1" "$2"
