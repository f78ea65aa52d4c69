#!/bin/sh
# Stands in for a C compiler under `cargo check`: answers questions by the machine's own compiler
# and writes an empty object wherever one is asked for.
output=
last=
for word in "$@"; do
  case $word in
    -E | '-?') exec cc "$@" ;;
    -o?*) output=${word#-o} ;;
  esac
  [ "$last" = -o ] && output=$word
  last=$word
done
[ -z "$output" ] || echo 'int dunlog_empty;' | cc -x c -c -o "$output" -
