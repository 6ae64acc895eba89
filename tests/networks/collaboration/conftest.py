"""What the tests of collaboration share: works stores, tables of places and an engine, made as small as a test wants."""

import duckdb
import pytest

from proxenia.networks.collaboration import open_corpus, open_engine

TABLES = {
    "works": "work_id VARCHAR, year BIGINT, cited_by_count BIGINT, is_top_tenth BOOLEAN",
    "authorships": "work_id VARCHAR, author_position BIGINT",
    "affiliations": "work_id VARCHAR, author_position BIGINT, affiliation_position BIGINT, affiliation VARCHAR,"
    " ror_id VARCHAR, openalex_institution_id VARCHAR",
    "terms": "work_id VARCHAR, scheme VARCHAR, term VARCHAR, language VARCHAR",
}


def write_store(path, tables):
    with duckdb.connect(str(path)) as connection:
        for name, columns in TABLES.items():
            connection.execute(f"CREATE TABLE {name} ({columns})")
            rows = tables.get(name, [])
            if rows:
                marks = ", ".join("(" + ", ".join("?" * len(rows[0])) + ")" for _ in rows)
                values = [value for row in rows for value in row]
                connection.execute(f"INSERT INTO {name} VALUES {marks}", values)  # noqa: S608  names of this file
    return path


@pytest.fixture
def make_store(tmp_path):
    """Make a works store of works given as {work: (year, [[affiliation, ...] for each author])}."""

    def make(works, *, more=None, name="works.duckdb"):
        tables = {"works": [], "authorships": [], "affiliations": []}
        for work, (year, authors) in works.items():
            tables["works"].append((work, year, None, None))
            for author, affiliations in enumerate(authors, start=1):
                tables["authorships"].append((work, author))
                tables["affiliations"] += [
                    (work, author, position, text, None, None) for position, text in enumerate(affiliations, start=1)
                ]
        return write_store(tmp_path / name, {**tables, **(more or {})})

    return make


@pytest.fixture
def write_tables(tmp_path):
    return lambda tables: write_store(tmp_path / "tables.duckdb", tables)


@pytest.fixture
def make_places(tmp_path):
    """Make a table of places of {affiliation: GeoNames number, or several with their confidence}."""

    def make(places):
        path = tmp_path / "places.csv"
        lines = ["affiliation,geonames_id,confidence"]
        for text, given in places.items():
            numbers = given if isinstance(given, list) else [(given, 1.0)]
            lines += [f'"{text}",{"" if number is None else number},{sure}' for number, sure in numbers]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


@pytest.fixture
def engine():
    with open_engine("duckdb", memory="500MB", threads=2) as engine:
        yield engine


@pytest.fixture
def open_made(engine, make_store, make_places):
    """Open a corpus of works and places as `make_store` and `make_places` take them."""

    def opened(works, places, *, more=None):
        return open_corpus(make_store(works, more=more), engine=engine, places=make_places(places))

    return opened
