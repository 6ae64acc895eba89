# ruff: noqa: INP001  a script beside its data
"""Make the data of the notebooks: python notebooks/data/make_data.py [FOLDER].

`records/` holds made-up works in five formats, with ties between five cities that are planted below and can be counted
by hand; two works stand in two files each, and one record is torn. `index/` holds a made-up table of sixteen towns and
eight indicators in the form of COINr. No name of a person, title or figure in either is real.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESS = {
    "Tehran": "Department of Urban Studies, University of Tehran, Tehran, Iran",
    "تهران": "دانشکده شهرسازی، دانشگاه تهران، تهران، ایران",
    "شیراز": "دانشگاه شیراز، شیراز، ایران",
    "Istanbul": "Istanbul University, Istanbul, Turkey",
    "Barcelona": "Universitat de Barcelona, Barcelona, Spain",
    "Boston": "Boston University, Boston, MA, USA",
}
PEOPLE = {
    "Tehran": "Sara Nikan",
    "تهران": "Omid Rahnama",
    "شیراز": "Parisa Golbon",
    "Istanbul": "Deniz Yazar",
    "Barcelona": "Nuria Camps",
    "Boston": "Ellen Marsh",
}
WORKS: dict[int, tuple[int, str, tuple[str, ...]]] = {
    1: (2021, "Flood maps of two delta cities", ("تهران", "شیراز")),
    2: (2022, "Groundwater beneath old gardens", ("تهران", "شیراز")),
    3: (2023, "Heat and shade in narrow streets", ("تهران", "شیراز")),
    4: (2021, "Earthquake drills in schools", ("تهران", "Istanbul")),
    5: (2022, "Retrofitting of brick vaults", ("تهران", "Istanbul")),
    6: (2023, "Air over the strait and the plateau", ("Tehran", "Istanbul")),
    7: (2024, "A shared register of manuscripts", ("Tehran", "Istanbul")),
    8: (2023, "Ferries, bridges and tunnels compared", ("Istanbul", "Boston")),
    9: (2024, "Language schools abroad", ("Istanbul", "Boston")),
    10: (2020, "Desert solar cells", ("Tehran",)),
    11: (2021, "Carpets as data", ("Tehran",)),
    12: (2022, "Bus lanes and their enemies", ("Tehran",)),
    13: (2019, "A museum of measurement", ()),
    14: (2020, "Harbor seals return", ("Boston",)),
    15: (2021, "Superblocks and noise", ("Barcelona", "Boston")),
    16: (2022, "Hospitals that share beds", ("Barcelona", "Boston")),
    17: (2024, "Supercomputers in chapels", ("Barcelona", "Boston")),
    18: (2022, "Olive pests and trade", ("Tehran", "Barcelona")),
    19: (2023, "Football, science and the city", ("Tehran", "Barcelona")),
    20: (2024, "Three cities write a charter", ("Tehran", "Istanbul", "Barcelona")),
}
FILES = {
    "journal.xml": (1, 2, 3, 4, 5),
    "register.csv": (5, 6, 7, 8, 9),
    "references.ris": (10, 11, 12, 13),
    "library.bib": (14,),
    "snapshot.jsonl": (7, 15, 16, 17, 18, 19, 20),
}
"""Works 5 and 7 stand in two files each."""
TORN = "@article{torn,\n  title = {A record that breaks off in the middle\n"
TOWNS = (
    "Arden", "Belmar", "Corvo", "Dunmere", "Elsinor", "Farrow", "Galen", "Hollis",
    "Ilmar", "Jory", "Kestrel", "Lorne", "Marlow", "Norden", "Osmer", "Pallas",
)  # fmt: skip
PILLARS = {
    "knowledge": ("papers", "patents", "students"),
    "reach": ("networks", "agreements", "visitors"),
    "openness": ("open_data", "waiting_days"),
}


def _doi(number: int) -> str:
    return f"10.5555/proxenia.{number:03d}"


def _articles(numbers: tuple[int, ...]) -> str:
    def author(city: str) -> str:
        first, last = PEOPLE[city].split()
        name = f"<FirstName>{first}</FirstName><LastName>{last}</LastName>"
        return f"<Author>{name}<Affiliation>{ADDRESS[city]}</Affiliation></Author>"

    def article(number: int) -> str:
        year, title, cities = WORKS[number]
        authors = "".join(author(city) for city in cities)
        return (
            f"<Article><Journal><JournalTitle>Journal of Made Cities</JournalTitle><PubDate><Year>{year}</Year></PubDate></Journal>\n"
            f'<ArticleTitle>{title}</ArticleTitle><ELocationID EIdType="doi">{_doi(number)}</ELocationID>\n'
            f"<AuthorList>{authors}</AuthorList></Article>"
        )

    body = "\n".join(article(number) for number in numbers)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ArticleSet>\n{body}\n</ArticleSet>\n'


def _register(numbers: tuple[int, ...]) -> str:
    rows = [("Title", "Year", "DOI", "Authors with affiliations")]
    for number in numbers:
        year, title, cities = WORKS[number]
        rows.append((title, str(year), _doi(number), "; ".join(f"{PEOPLE[c]}, {ADDRESS[c]}" for c in cities)))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _references(numbers: tuple[int, ...]) -> str:
    lines = []
    for number in numbers:
        year, title, cities = WORKS[number]
        lines += ["TY  - JOUR", f"TI  - {title}", f"PY  - {year}", f"DO  - {_doi(number)}"]
        lines += [line for city in cities for line in (f"AU  - {PEOPLE[city]}", f"AD  - {ADDRESS[city]}")]
        lines += ["ER  - ", ""]
    return "\n".join(lines)


def _library(numbers: tuple[int, ...]) -> str:
    entries = []
    for number in numbers:
        year, title, cities = WORKS[number]
        city = cities[0]
        fields = {
            "title": title,
            "year": year,
            "doi": _doi(number),
            "author": PEOPLE[city],
            "affiliation": ADDRESS[city],
        }
        entries.append(f"@article{{w{number},\n" + ",\n".join(f"  {k} = {{{v}}}" for k, v in fields.items()) + "\n}\n")
    return "\n".join([*entries, TORN])


def _snapshot(numbers: tuple[int, ...]) -> str:
    lines = []
    for number in numbers:
        year, title, cities = WORKS[number]
        people = [
            {
                "author": {"display_name": PEOPLE[city]},
                "affiliations": [{"raw_affiliation_string": ADDRESS[city], "institution_ids": []}],
            }
            for city in cities
        ]
        work = {
            "id": f"https://openalex.org/W{9_000_000 + number}",
            "doi": f"https://doi.org/{_doi(number)}",
            "title": title,
        }
        lines.append(json.dumps(work | {"publication_year": year, "authorships": people}, ensure_ascii=False))
    return "\n".join([*lines, ""])


def _table() -> str:
    """Sixteen towns: larger ones have more of everything, patents follow papers, and one town has far too many visitors."""
    rng = np.random.default_rng(16)
    people = np.sort(rng.lognormal(0.5, 0.6, len(TOWNS)))[::-1]
    quality = rng.normal(0, 1, len(TOWNS))
    papers = 900 * people * np.exp(0.35 * quality)
    columns = {
        "papers": papers.round(),
        "patents": (papers / 11 * np.exp(rng.normal(0, 0.03, len(TOWNS)))).round(1),
        "students": (40 * people * np.exp(0.3 * rng.normal(0, 1, len(TOWNS)))).round(1),
        "networks": np.clip(np.rint(4 + 2 * quality + rng.normal(0, 1, len(TOWNS))), 0, None),
        "agreements": np.clip(np.rint(9 + 3 * quality + rng.normal(0, 3, len(TOWNS))), 0, None),
        "visitors": (people * np.exp(0.5 * rng.normal(0, 1, len(TOWNS)))).round(2),
        "open_data": np.clip(np.rint(55 + 12 * quality + rng.normal(0, 8, len(TOWNS))), 0, 100),
        "waiting_days": np.rint(30 - 5 * quality + rng.normal(0, 4, len(TOWNS))),
    }
    columns["visitors"][4] = 60.0
    cells = {name: [f"{value:g}" for value in column] for name, column in columns.items()}
    cells["students"][9] = cells["open_data"][13] = ""
    rows = [("uCode", "uName", *cells)]
    rows += [(town[:3].upper(), town, *(column[i] for column in cells.values())) for i, town in enumerate(TOWNS)]
    return _csv(rows)


def _tree() -> str:
    rows = [("Level", "iCode", "iName", "Direction", "Weight", "Parent", "Type")]
    for pillar, codes in PILLARS.items():
        for code in codes:
            direction = "-1" if code == "waiting_days" else "1"
            rows.append(("1", code, code.replace("_", " ").capitalize(), direction, "1", pillar, "Indicator"))
    rows += [("2", pillar, pillar.capitalize(), "1", "1", "index", "Aggregate") for pillar in PILLARS]
    rows.append(("3", "index", "Index of made towns", "1", "1", "", "Aggregate"))
    return _csv(rows)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def make(folder: Path) -> None:
    """Write both folders."""
    writers = {".xml": _articles, ".csv": _register, ".ris": _references, ".bib": _library, ".jsonl": _snapshot}
    records, index = folder / "records", folder / "index"
    records.mkdir(parents=True, exist_ok=True)
    index.mkdir(exist_ok=True)
    for name, numbers in FILES.items():
        (records / name).write_text(writers[Path(name).suffix](numbers), encoding="utf-8")
    (index / "iData.csv").write_text(_table(), encoding="utf-8")
    (index / "iMeta.csv").write_text(_tree(), encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
