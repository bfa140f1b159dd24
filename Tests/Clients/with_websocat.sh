#!/usr/bin/env bash
# The plain exchange with websocat and nothing else: a line is a message.
#
#     with_websocat.sh WEBSOCAT URL
set -euo pipefail
exchange=$(dirname "$0")/exchange.json

mapfile -t requests < <(python3 -c 'import json, sys
for request in json.load(open(sys.argv[1]))["requests"]: print(json.dumps(request))' "$exchange")
mapfile -t patterns < <(python3 -c 'import json, sys
for answer in json.load(open(sys.argv[1]))["answers"]:
    print("\"type\":\"%s\".*%s" % (answer["type"], answer.get("code", "")))' "$exchange")

coproc SOCKET { exec timeout 30 "$1" --text "$2"; }
client=$SOCKET_PID
read_line() {
    read -r -t 10 line <&"${SOCKET[0]}" || { echo "with_websocat: no line in 10 s" >&2; exit 1; }
}
read_line
grep -q '"type":"hello"' <<<"$line"
for number in "${!requests[@]}"; do
    echo "${requests[$number]}" >&"${SOCKET[1]}"
    until read_line && grep -q "\"id\":\"plain-$((number + 1))\"" <<<"$line"; do :; done
    grep -q "${patterns[$number]}" <<<"$line" || { echo "with_websocat: $line" >&2; exit 1; }
done
# The end of its input is its goodbye.
exec {SOCKET[1]}>&-
wait "$client"
