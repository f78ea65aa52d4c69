#!/usr/bin/env bash
# Measures how well messages are found: run.sh PROGRAM [floors|bless]
#
#   floors   (the default) print every table; fail where a figure is below tests/detection/floors.json
#   bless    write the tables into docs/detection.md instead
set -uo pipefail
program=$(realpath "${1:?the program to measure}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
. tests/tools/setup.sh
need_chinese || exit 77
python() { PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$@"; }

case ${2:-floors} in
  floors)
    status=0
    for module in tally transforms; do python -m doctest "tests/detection/$module.py" || status=1; done
    python tests/detection/score.py "$program" --floors tests/detection/floors.json || status=1
    python tests/detection/reminders.py "$program" --show || status=1
    python tests/detection/transforms.py "$program" --floors tests/detection/floors.json || status=1
    exit "$status" ;;
  bless)
    figures=$(python tests/detection/score.py "$program" --markdown) || exit 1
    disguised=$(python tests/detection/transforms.py "$program" --markdown) || exit 1
    page=$(sed '/^## Figures$/q' docs/detection.md) || exit 1
    printf '%s\n\n%s\n\n%s\n' "$page" "$figures" "$disguised" >docs/detection.md ;;
  *)
    sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2 ;;
esac
