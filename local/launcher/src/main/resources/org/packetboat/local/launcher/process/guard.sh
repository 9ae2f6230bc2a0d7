# Reads "add SIGNAL:PID" and "remove :PID" lines. At the end of the input the supervisor is gone: every listed process gets
# its signal, and SIGKILL three seconds later.
trap '' HUP INT TERM
children=
while read -r verb child; do
    others=
    for each in $children; do
        [ "${each##*:}" = "${child##*:}" ] || others="$others $each"
    done
    children=$others
    if [ "$verb" = add ]; then
        children="$children $child"
    fi
done
signalled=
for each in $children; do
    kill -s "${each%%:*}" "${each##*:}" 2>/dev/null && signalled="$signalled ${each##*:}"
done
for second in 1 2 3; do
    alive=
    for pid in $signalled; do
        kill -0 "$pid" 2>/dev/null && alive="$alive $pid"
    done
    [ -n "$alive" ] || exit 0
    sleep 1
done
for pid in $alive; do
    kill -s KILL "$pid" 2>/dev/null
done
