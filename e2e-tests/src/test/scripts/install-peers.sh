#!/bin/sh
# install-peers DIR: installs the servers of others that tests exchange mail with. Postfix is installed as a Debian package, with what it checks passwords with. Exim,
# which Debian has only in the place of Postfix, and Knot, which would serve this machine, are unpacked below DIR and leave the system as it is, but for libraries and
# the account that Exim looks for. Does nothing when all is there. Needs root, or sudo without a password.
set -eu
# One at a time: tests run beside each other.
exec 9>"${TMPDIR:-/tmp}/packetboat-install.lock"
flock 9
directory=$1
as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
missing=
unpacked=
need() { [ -x "$1" ] || missing="$missing $2"; }
unpack() { [ -x "$directory/$1" ] || unpacked="$unpacked $2"; }
need /usr/sbin/postfix postfix
need /usr/sbin/saslpasswd2 sasl2-bin
need /usr/bin/openssl openssl
[ -n "$(find /usr/lib -name 'libplain.so*' -path '*sasl2*' 2>/dev/null)" ] || missing="$missing libsasl2-modules"
unpack usr/sbin/exim4 exim4-daemon-light
unpack usr/sbin/knotd knot
if [ -n "$missing$unpacked" ]; then
    command -v apt-get >/dev/null 2>&1 || { echo "install-peers: please install:$missing$unpacked" >&2; exit 1; }
    echo "install-peers: apt-get install$missing, unpack$unpacked"
    $as_root apt-get update -qq
    for package in $unpacked; do
        libraries=$(apt-cache depends --important "$package" | sed -n 's/^ *Depends: \(lib[^<]*\)$/\1/p')
        missing="$missing $libraries"
    done
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends --no-remove $missing >/dev/null 9>&-
    mkdir -p "$directory"
    # shellcheck disable=SC2086
    (cd "$directory" && apt-get download -qq $unpacked 2>/dev/null)
    for package in $unpacked; do
        dpkg -x "$directory/$package"_*.deb "$directory"
        rm -f "$directory/$package"_*.deb
    done
fi
id Debian-exim >/dev/null 2>&1 || $as_root useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin Debian-exim
