#!/bin/sh
# Installs the programs of others that tests drive, as Debian packages: mail clients, HAProxy, and what looks for weak TLS.
# Does nothing when all of them are there. Needs root, or sudo without a password.
set -eu
# One at a time: tests run beside each other.
exec 9>"${TMPDIR:-/tmp}/packetboat-install.lock"
flock 9
missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need swaks swaks
need curl curl
need mbsync isync
need offlineimap offlineimap3
need neomutt neomutt
# for ImapFlow, which npm installs where the test runs
need node nodejs
need npm npm
need fetchmail fetchmail
need python3 python3
need mpop mpop
need msmtp msmtp
need getmail getmail6
need openssl openssl
need gsasl gsasl
need haproxy haproxy
need sslscan sslscan
need testssl testssl.sh
perl -MNet::SSLeay -e 1 2>/dev/null || missing="$missing libnet-ssleay-perl"
# mbsync's SASL mechanisms
[ -n "$(find /usr/lib -name 'libscram.so*' -path '*sasl2*' 2>/dev/null)" ] || missing="$missing libsasl2-modules"
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || { echo "install-clients: please install:$missing" >&2; exit 1; }
as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
echo "install-clients: apt-get install$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null 9>&-
