"""Make a corpus of works in OpenAlex's Parquet form, of any size, with ties like real ones: python tools/make_works.py N FOLDER.

Cities are the most populous of the embedded gazetteer, drawn with Zipf's law; a work has a home city, and each other
author is at home, elsewhere in the country or anywhere. Author counts are log-normal (median 3) with a thin tail of
hyper-authored works. One author in about thirty has no institution and one institution in fifty has no city. Written in
batches and, like a snapshot, in parts, so that memory does not grow with N; the same N and seed give the same rows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from proxenia.places import Gazetteer

BATCH, PART = 100_000, 500_000
N_CITIES, PER_CITY = 4_000, 3
YEARS = (2015, 2024)
HYPER_RATE, HYPER_MOST = 2e-4, 2_000
ELSEWHERE, ABROAD, HOMELESS, UNPLACED = 0.12, 0.10, 0.03, 0.02
AFFILIATIONS = (0.85, 0.13, 0.02)
TOPICS = ("Climate change and water", "Renewable energy systems", "Quantum optics", "Public health", "Food security")
INSTITUTION = pa.struct([("id", pa.string()), ("country_code", pa.string())])
AUTHORSHIP = pa.struct([("author", pa.struct([("id", pa.string())])), ("institutions", pa.list_(INSTITUTION))])


def main() -> None:
    """Write works/part_000.parquet and so on, and institutions.parquet."""
    make(int(sys.argv[1].replace("_", "")), Path(sys.argv[2]))


def make(n_works: int, folder: Path, *, seed: int = 7) -> tuple[Path, Path]:
    """Write a corpus and give the folder of its works and the file of its institutions."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    works, institutions = folder / "works", folder / "institutions.parquet"
    works.mkdir(exist_ok=True)
    world = _World(rng)
    pq.write_table(world.institutions, institutions)
    for part, start in enumerate(range(0, n_works, PART)):
        end = min(start + PART, n_works)
        batches = (_batch(world, first, min(BATCH, end - first), rng) for first in range(start, end, BATCH))
        first_batch = next(batches)
        with pq.ParquetWriter(works / f"part_{part:03d}.parquet", first_batch.schema, compression="zstd") as writer:
            writer.write_table(first_batch)
            for batch in batches:
                writer.write_table(batch)
    return works, institutions


class _World:
    def __init__(self, rng: np.random.Generator) -> None:
        cities = Gazetteer.embedded().larger_than(100_000)[:N_CITIES]
        size = 1.0 / np.arange(1, len(cities) + 1)
        self.chance = np.cumsum(size / size.sum())
        countries = sorted({city.country_iso2 for city in cities})
        self.country_names = np.array(countries)
        self.country = np.array([countries.index(city.country_iso2) for city in cities])
        self.order = np.argsort(self.country, kind="stable")
        self.starts = np.searchsorted(self.country[self.order], np.arange(len(countries) + 1))
        ids = np.repeat([city.geonames_id for city in cities], PER_CITY).astype(object)
        ids[rng.random(len(ids)) < UNPLACED] = None
        numbers = np.arange(1, len(ids) + 1)
        self.institution_ids = np.array([f"https://openalex.org/I{number}" for number in numbers])
        countries_of = np.repeat([city.country_iso2 for city in cities], PER_CITY)
        geo = pa.StructArray.from_arrays(
            [pa.array([None if each is None else str(each) for each in ids]), pa.array(countries_of)],
            names=["geonames_city_id", "country_code"],
        )
        self.institutions = pa.table({"id": pa.array(self.institution_ids), "geo": geo})


def _batch(world: _World, first: int, size: int, rng: np.random.Generator) -> pa.Table:
    n_authors = np.clip(rng.lognormal(1.15, 0.75, size).round(), 1, 60).astype(np.int64)
    hyper = rng.random(size) < HYPER_RATE
    n_authors[hyper] = rng.integers(100, HYPER_MOST, hyper.sum())
    offsets = np.concatenate([[0], np.cumsum(n_authors)])
    home = np.repeat(np.searchsorted(world.chance, rng.random(size)), n_authors)
    city = _where(world, home, rng)
    n_places = 1 + rng.choice(3, len(city), p=AFFILIATIONS)
    n_places[rng.random(len(city)) < HOMELESS] = 0
    place_offsets = np.concatenate([[0], np.cumsum(n_places)])
    placed = np.repeat(city, n_places)
    extra = np.ones(len(placed), dtype=bool)
    extra[place_offsets[:-1][n_places > 0]] = False
    placed[extra] = _where(world, placed[extra], rng)
    chosen = placed * PER_CITY + rng.integers(0, PER_CITY, len(placed))
    institution = pa.StructArray.from_arrays(
        [pa.array(world.institution_ids[chosen]), pa.array(world.country_names[world.country[placed]])],
        fields=list(INSTITUTION),
    )
    lists = pa.ListArray.from_arrays(pa.array(place_offsets, pa.int32()), institution)
    authors = pa.array([f"https://openalex.org/A{number}" for number in rng.integers(1, 10**9, len(city))])
    author = pa.StructArray.from_arrays([authors], names=["id"])
    authorship = pa.StructArray.from_arrays([author, lists], fields=list(AUTHORSHIP))
    topic = pa.array(np.array(TOPICS)[rng.integers(0, len(TOPICS), size)])
    return pa.table(
        {
            "id": pa.array([f"https://openalex.org/W{number}" for number in range(first + 1, first + size + 1)]),
            "publication_year": pa.array(rng.integers(YEARS[0], YEARS[1] + 1, size)),
            "cited_by_count": pa.array(rng.negative_binomial(1, 0.08, size)),
            "primary_topic": pa.StructArray.from_arrays(
                [topic, pa.StructArray.from_arrays([topic], names=["display_name"])], names=["display_name", "field"]
            ),
            "authorships": pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), authorship),
        }
    )


def _where(world: _World, home: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """City of each author: at home, elsewhere in the country, or anywhere."""
    chance = rng.random(len(home))
    city = home.copy()
    away = (chance >= ABROAD) & (chance < ABROAD + ELSEWHERE)
    country = world.country[home[away]]
    low, high = world.starts[country], world.starts[country + 1]
    city[away] = world.order[low + (rng.random(away.sum()) ** 2 * (high - low)).astype(np.int64)]
    abroad = chance < ABROAD
    city[abroad] = np.searchsorted(world.chance, rng.random(abroad.sum()))
    return city


if __name__ == "__main__":
    main()
