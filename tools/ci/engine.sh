#!/usr/bin/env bash
# Sees to it that a Docker Engine answers: installs what is missing (Debian), starts it where none runs, and waits for it.
# Run again, it only says that the engine is there. Needs root.
set -euo pipefail

socket=/var/run/docker.sock
log=${LONGSHORE_ENGINE_LOG:-/var/log/longshore-dockerd.log}
patience=60 # seconds until the engine must have answered; it takes about 10

answer() { curl --silent --fail --max-time 2 --unix-socket "$socket" http://engine/version; }
fail() { echo "docker engine: $1" >&2; exit 1; }

if ! answer >/dev/null; then
  missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v iptables >/dev/null || missing+=(iptables)
  command -v curl >/dev/null || missing+=(curl)
  if ((${#missing[@]})); then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends --quiet=2 "${missing[@]}" >/dev/null
  fi
  answer >/dev/null || {
    setsid dockerd >"$log" 2>&1 </dev/null &
    engine=$!
    for ((waited = 0; waited < patience * 10; waited++)); do
      answer >/dev/null && break
      kill -0 "$engine" 2>/dev/null || break
      sleep 0.1
    done
  }
fi
version=$(answer) || fail "does not answer on $socket: $(tail -n 1 "$log" 2>/dev/null || echo 'it was not started')"
echo "docker engine $(sed 's/.*"Version":"\([^"]*\)".*/\1/; q' <<<"$version") answers on $socket"
