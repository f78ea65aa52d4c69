#!/usr/bin/env python3
"""Writes the days off of packs that count holidays, from the PyPI package `holidays` (MIT).

    python3 -m pip install holidays==0.109
    python3 core/packs/make_holidays.py

Only the member `holidays` of a pack is replaced: one line a year. A year that is not written here is
not covered, and what hangs on it stays undecided. Run `dunlog pack check` afterwards.
"""

import json
import pathlib
import re

import holidays

FROM, TO = 2019, 2030
# The pack, the country and, where the days off of one part of it count, that part.
CALENDARS = {
    "br": ("BR", None),
    "id": ("ID", None),
    "mx": ("MX", None),
    "th": ("TH", None),
}


def block(country, part):
    days = holidays.country_holidays(country, subdiv=part, years=range(FROM, TO + 1))
    # A year without any day off is one that the package does not know.
    years = [
        ", ".join(f'"{day}"' for day in sorted(day for day in days if day.year == year))
        for year in range(FROM, TO + 1)
    ]
    assert all(years), country
    source = f"PyPI holidays {holidays.__version__} (MIT), {country}"
    lines = ",\n".join(f"    {year}" for year in years)
    return f'"holidays": {{"source": {json.dumps(source)}, "from": {FROM}, "to": {TO}, "days": [\n{lines}\n  ]}}'


def main():
    for name, (country, part) in CALENDARS.items():
        path = pathlib.Path(__file__).parent / f"{name}.json"
        text = path.read_text(encoding="utf-8")
        found = re.sub(r'"holidays": \{[^}]*\}', lambda _: block(country, part), text, count=1)
        assert found != text or block(country, part) in text, name
        path.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
