#!/usr/bin/env bash
# Runs a command with Swift 6: swift.sh FOLDER COMMAND [ARG...], in FOLDER of the project.
#
# A `swift` on PATH is used where there is one. Without it, root on Linux gets Debian's package
# `swiftlang` in a folder of its own below the cache (`debootstrap` and `chroot`, once, some 3 GB),
# and COMMAND runs in there with the project at /project. All mounts are in a mount namespace of
# their own and vanish with COMMAND. Exit 77 where Swift can be had in neither way.
#
# COMMAND finds DUNLOG_TARGET (where cargo builds) and SWIFTPM_BUILD_DIR (where Swift builds).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
folder=$1
shift
target=${CARGO_TARGET_DIR:-$root/target}
mkdir -p "$target/swift"
target=$(cd "$target" && pwd -P)
suite=trixie
packages=(swiftlang libc6-dev libstdc++-14-dev git ca-certificates)
base=${XDG_CACHE_HOME:-${HOME:?}/.cache}/dunlog/swift
system=$base/$suite-1

refuse() { printf 'Swift cannot be had: %s\n' "$*"; exit 77; }

# OpenStack's client has the same name, hence the look at what it says of itself.
if [ "$(type -P swift)" ] && swift --version 2>/dev/null | grep -q 'Swift version'; then
  export DUNLOG_TARGET=$target SWIFTPM_BUILD_DIR=$target/swift
  cd "$root/$folder"
  exec "$@"
fi
if [ "$(uname -s)" != Linux ] || [ "$(id -u)" -ne 0 ]; then
  refuse 'no swift on PATH, and a folder of its own needs root on Linux'
fi

# The first mirror that apt itself would use; the one for security updates has no base system.
mirror() {
  # shellcheck disable=SC2016 # apt fills it in
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null \
    | grep -v -- '-security' | grep -E -m 1 '^(https?|file):'
}

set_up() {
  local part=$system.part from
  type -P debootstrap >/dev/null || apt-get install -y --no-install-recommends debootstrap || refuse 'no debootstrap'
  from=$(mirror) || refuse 'apt names no mirror'
  rm -rf --one-file-system "$part"
  mkdir -p "$part"
  eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
  [ -z "${http_proxy:-}" ] || export http_proxy
  [ -z "${https_proxy:-}" ] || export https_proxy
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$part" "$from" || refuse 'debootstrap failed'
  apt-config dump | grep -E '^Acquire::(http|https|Check-)' >"$part/etc/apt/apt.conf.d/90host" || true
  printf 'force-unsafe-io\npath-exclude=/usr/share/%s/*\n' doc >"$part/etc/dpkg/dpkg.cfg.d/90small"
  cp -L /etc/resolv.conf "$part/etc/resolv.conf"
  cp -L /etc/ssl/certs/ca-certificates.crt "$part/etc/ssl/certs/ca-certificates.crt"
  mount -t proc proc "$part/proc"
  DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot "$part" sh -ec \
    'apt-get update && apt-get install -y --no-install-recommends "$@" && apt-get clean' sh "${packages[@]}" \
    || refuse 'apt-get failed'
  mkdir -p "$part/project" "$part/target"
  chroot "$part" swift --version || refuse 'swift does not start'
  umount "$part/proc"
  mv "$part" "$system"
}

# In a mount namespace: the project, where cargo builds, and what a program expects to find.
enter() {
  mount -t proc proc "$system/proc"
  mount -t tmpfs -o mode=1777 tmpfs "$system/tmp"
  mkdir -p "$system/dev/shm" "$system/project" "$system/target" "$system/root"
  mount -t tmpfs -o mode=1777 tmpfs "$system/dev/shm"
  mount --bind "$root" "$system/project"
  mount --bind "$target" "$system/target"
  if [ -d "$root/../shared" ]; then
    mkdir -p "$system/shared"
    mount --bind "$root/../shared" "$system/shared"
  fi
  # shellcheck disable=SC2016 # the inner shell's own words
  exec chroot "$system" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/libexec/swift/bin \
    LANG=C.UTF-8 HOME=/root DUNLOG_TARGET=/target SWIFTPM_BUILD_DIR=/target/swift \
    sh -c 'cd "/project/$1" && shift && exec "$@"' sh "$@"
}

mkdir -p "$base"
export suite base system root target
functions=$(declare -p packages; declare -f refuse mirror set_up enter)
if [ ! -d "$system" ]; then
  exec 9>"$base/lock"
  flock 9
  [ -d "$system" ] || unshare --mount --propagation private -- bash -c "set -euo pipefail; $functions; set_up" 9>&-
  exec 9>&-
fi
exec unshare --mount --propagation private -- bash -c "set -euo pipefail; $functions; enter \"\$@\"" enter "$folder" "$@"
