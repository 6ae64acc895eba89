"""How many distinct affiliations a second become cities, and cities with institutions, on one core; and the memory.

Strings are made from the institutions of a dump of ROR where the shared folder lies beside the checkout, and from those
that ship with the package where not: a department, the institution, its city and its country, each string once. The
labeled strings of the shared folder are timed as well. The baseline is the least that could be called a resolver, run on
the same strings in the same run: the last segments looked up in a dictionary of place names, the most populous place
taken, no country, region, script or institution. Seconds are those of the processor, as other work may share the machine.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import sys
import time
from pathlib import Path

from proxenia.places.affiliations import Atlas, Resolver
from proxenia.places.affiliations.organizations.registry import stream_registry
from proxenia.places.affiliations.organizations.seats import known_organizations

SHARED = Path(__file__).parents[1] / ".." / "shared" / "data"
DUMP = SHARED / "ror" / "ror_v2_partial.json.gz"
N, ROOMS = 40_000, 3
FIELDS = (
    "Physics", "Chemistry", "Medicine", "History", "Geography", "Political Science", "Civil Engineering", "Law",
    "Computer Science", "Mathematics", "Public Health", "Economics", "Biology", "Philosophy", "Urban Planning",
)  # fmt: skip
KINDS = ("Department of {}", "Faculty of {}", "School of {}", "Institute for {}", "Laboratory of {}", "Dept. of {}")


def made_strings(atlas: Atlas) -> list[str]:
    """Distinct strings, as many as asked for, in an order of chance that is the same in each run."""
    rng = random.Random(7)  # noqa: S311  strings for a benchmark, no secret
    organizations = list(stream_registry(DUMP)) if DUMP.is_file() else known_organizations(atlas)
    country = {code: name for name, code in reversed(list(atlas.countries.items()))}
    strings: dict[str, None] = {}
    while len(strings) < N:
        one = rng.choice(organizations)
        number = atlas.number(one.seats[0][0]) if one.seats else None
        if number is not None:
            unit = rng.choice(KINDS).format(rng.choice(FIELDS))
            room = f"Room {rng.randrange(900)}, " if rng.randrange(10) < ROOMS else ""
            place = f"{atlas.name[number]}, {country.get(atlas.country[number], '').title()}"
            strings[f"{unit}, {room}{one.names[0][0]}, {place}"] = None
    return list(strings)


def labeled_strings() -> list[str]:
    """Distinct strings of the labeled sets, none where the shared folder is not there."""
    folder = SHARED / "affiliations"
    if not folder.is_dir():
        return []
    texts = [row["affiliation"] for row in json.loads((folder / "springer_2023.json").read_text(encoding="utf-8"))]
    with (folder / "s2aff_gold.csv").open(encoding="utf-8", newline="") as file:
        texts += [row["original_affiliation"] for row in csv.DictReader(file)]
    return list(dict.fromkeys(texts))


def by_dictionary(text: str, atlas: Atlas) -> int | None:
    """Place of the last segment that is a place name: the baseline."""
    for segment in reversed(text.lower().split(",")):
        found = atlas.places(segment.strip())
        if found:
            return found[0]
    return None


def rate(strings: list[str], resolve) -> float:  # noqa: ANN001  any function of a string
    """Strings a second of processor time."""
    started = time.process_time()
    for string in strings:
        resolve(string)
    return len(strings) / (time.process_time() - started)


def measure() -> dict[str, float | str]:
    """Measure and give the figures by name."""
    started = time.process_time()
    atlas = Atlas.embedded()
    figures: dict[str, float | str] = {"atlas_seconds": round(time.process_time() - started, 2)}
    made, labeled = made_strings(atlas), labeled_strings()
    figures["strings"] = len(made)
    city = Resolver()
    city.resolve("Kirmanshah, Iran")  # reads what is read once
    baseline = rate(made, lambda text: by_dictionary(text, atlas))
    figures["baseline_a_second"] = round(baseline)
    figures["city_a_second"] = round(rate(made, city.resolve))
    figures["city_against_baseline"] = round(figures["city_a_second"] / baseline, 3)
    if labeled:
        figures["city_labeled_a_second"] = round(rate(labeled, city.resolve))
    if DUMP.is_file():
        started = time.process_time()
        both = Resolver(registry=DUMP, keep_index=False)
        figures["registry_seconds"] = round(time.process_time() - started, 2)
        figures["institutions_a_second"] = round(rate(made, both.resolve))
        figures["institutions_against_baseline"] = round(figures["institutions_a_second"] / baseline, 3)
        figures["institutions_labeled_a_second"] = round(rate(labeled, both.resolve))
    unit = 1 if sys.platform == "darwin" else 1024
    figures["peak_megabytes"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)
    return figures
