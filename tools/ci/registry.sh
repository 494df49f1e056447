#!/usr/bin/env bash
# Sees to it that Debian's registry (Distribution 2.8) is installed; tests start it themselves. Needs root.
set -euo pipefail

command -v docker-registry >/dev/null || {
  apt-get update --quiet=2
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends --quiet=2 docker-registry >/dev/null
}
docker-registry --version
