#!/bin/sh
# Installs the mail clients that ForeignClientsIT drives, as Debian packages: swaks, curl, mbsync (isync), fetchmail, python3.
# Does nothing when all of them are there. Needs root, or sudo without a password.
set -eu
missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need swaks swaks
need curl curl
need mbsync isync
need fetchmail fetchmail
need python3 python3
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || { echo "install-clients: please install:$missing" >&2; exit 1; }
as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
echo "install-clients: apt-get install$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
