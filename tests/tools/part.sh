# shellcheck shell=bash
# Runs one part of tests/run at a time and counts what passed.
#
# A part is a function. It returns 0 (ok), 77 (a tool is missing: NOT RUN, counts as failed),
# 78 (says why it does not apply here: switched off), anything else (FAILED). A part whose log has
# lines of the form `test result: … N passed; N failed` counts these, every other one counts as one.
# shellcheck disable=SC2154 # logs and chosen are set by tests/run

passed=0
failed=0
faults=()

say() { printf '%-12s %-12s %5ds  %s\n' "$1" "$2" "$3" "$4"; }

wanted() {
  [ "${#chosen[@]}" -eq 0 ] && return 0
  local name
  for name in "${chosen[@]}"; do [ "$name" = "$1" ] && return 0; done
  return 1
}

part() {
  local name=$1 begin=$SECONDS log status good bad left note=
  wanted "$name" || return 0
  if [[ ,${DUNLOG_SKIP:-}, == *",$name,"* ]]; then
    say "$name" 'switched off' 0 'by DUNLOG_SKIP'
    return 0
  fi
  log=$logs/$name.log
  # A folder of its own for whatever the part writes.
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/dunlog-$name.XXXXXX") || exit 2
  (export TMPDIR=$scratch; "$name") >"$log" 2>&1
  status=$?
  chmod -R u+rwX "$scratch" && rm -rf "$scratch"
  # An ignored "test" that says that it writes fixtures is a tool, and one that says that it is a
  # part of another test is run by that; any other one was left out.
  read -r good bad left < <(awk '
    /^test result: / { for (i = 1; i < NF; i++) {
      if ($(i + 1) ~ /^passed/) good += $i
      if ($(i + 1) ~ /^failed/) bad += $i } seen = 1 }
    /^test .* \.\.\. ignored/ && !/ ignored, (writes|a part of) / { left++ }
    END { print seen ? good + 0 : -1, bad + 0, left + 0 }' "$log")
  if [ "$good" -ge 0 ]; then
    note="$good tests"
    [ "$left" -gt 0 ] && { note+=", $left left out"; [ "$status" -eq 0 ] && status=1; }
    passed=$((passed + good))
    failed=$((failed + bad))
  fi
  case $status in
    0)
      [ "$good" -ge 0 ] || passed=$((passed + 1))
      say "$name" ok $((SECONDS - begin)) "$note" ;;
    78) say "$name" 'switched off' $((SECONDS - begin)) "$(tail -n 1 "$log")" ;;
    *)
      [ "$bad" -gt 0 ] || failed=$((failed + 1))
      faults+=("$name")
      if [ "$status" -eq 77 ]; then
        say "$name" 'NOT RUN' $((SECONDS - begin)) "$(tail -n 1 "$log")"
      else
        say "$name" FAILED $((SECONDS - begin)) "target/test-logs/$name.log ends:"
        tail -n 40 "$log" | sed 's/^/    /'
      fi ;;
  esac
}

summary() {
  [ "${#faults[@]}" -eq 0 ] || printf 'Failed or not run: %s\n' "${faults[*]}"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
