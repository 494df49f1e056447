#!/usr/bin/env bash
# Sees to it that the programs which tests run against ours are installed (Debian): a registry, the AWS CLI, boto3.
# Needs root.
set -euo pipefail

packages=(docker-registry awscli python3-boto3)

missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep --quiet '^installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  apt-get update --quiet=2
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends --quiet=2 "${missing[@]}" >/dev/null
fi
dpkg-query --show "${packages[@]}"
