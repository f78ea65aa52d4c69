# shellcheck shell=bash
# Finds or installs what the tests need beside Rust; sourced by tests/run and the recipes.
#
# Debian packages are installed as root only; Python packages and cargo tools go into a cache
# folder outside the tree, so that a second run finds them.

cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/dunlog
venv=$cache/venv
export PATH=$cache/cargo/bin:$PATH

# Program and the Debian package that has it.
packages=(
  'cc gcc' 'c++ g++' 'git git' 'openssl openssl' 'python3 python3'
  'shellcheck shellcheck' 'sqlite3 sqlite3' 'strace strace' 'time time' 'sha256sum coreutils'
  'javac openjdk-17-jdk-headless' 'mvn maven' 'aapt2 aapt' 'zipalign zipalign'
  'apksigner apksigner' 'debootstrap debootstrap'
)

missing_packages() {
  local pair missing=()
  for pair in "${packages[@]}"; do
    type -P "${pair% *}" >/dev/null || missing+=("${pair#* }")
  done
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  printf '%s\n' "${missing[@]}"
}

# As root installs; as somebody else says what to install and ends the run.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  [ -z "${missing[*]}" ] && return 0
  if [ "$(id -u)" -eq 0 ] && type -P apt-get >/dev/null; then
    printf 'Installing: %s\n' "${missing[*]}"
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } \
      >"${logs:?}/packages.log" 2>&1 && return 0
    printf 'The installation failed; see target/test-logs/packages.log.\n'
  else
    printf 'Missing Debian packages; install them as root and run this again:\n'
    printf '  apt-get install %s\n' "${missing[*]}"
  fi
  printf '0 passed, 1 failed\n'
  exit 1
}

# The Python of a virtual environment that has `cryptography`, `bagit` and `jsonschema`.
need_python() {
  "$venv/bin/python" -c 'import bagit, cryptography, jsonschema' 2>/dev/null && return 0
  mkdir -p "$cache" && python3 -m venv --clear "$venv" \
    && "$venv/bin/pip" install --quiet cryptography bagit jsonschema && return 0
  echo 'pip cannot install cryptography, bagit and jsonschema'
  return 77
}

# The same with what reads Chinese aloud and converts its characters.
need_chinese() {
  need_python || return
  "$venv/bin/python" -c 'import opencc, pypinyin' 2>/dev/null && return 0
  "$venv/bin/pip" install --quiet pypinyin opencc-python-reimplemented && return 0
  echo 'pip cannot install pypinyin and opencc-python-reimplemented'
  return 77
}

# A cargo subcommand, compiled once into the cache.
need_tool() {
  type -P "$1" >/dev/null && return 0
  cargo install --locked --debug --root "$cache/cargo" --target-dir "$cache/build" "$1" \
    && rm -rf "$cache/build" && return 0
  echo "cargo cannot install $1"
  return 77
}

# The standard library for another target.
need_target() {
  rustup target list --installed | grep -qx "$1" && return 0
  rustup target add "$1" && return 0
  echo "rustup cannot add the target $1"
  return 77
}
