"""What the commands of `proxenia networks` share: options, tables, names, and how links are shown."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proxenia.cli._store import store_path

if TYPE_CHECKING:
    from proxenia.networks.bipartite import Bipartite, Sites

__all__ = [
    "AlphaOption",
    "CityColumn",
    "DrawsOption",
    "FileOption",
    "JsonOption",
    "LanguageOption",
    "LeastOption",
    "MethodName",
    "NetworkColumn",
    "NullName",
    "NullOption",
    "OutputOption",
    "PeersName",
    "PictureName",
    "SeedOption",
    "SideName",
    "SideOption",
    "TableOption",
    "given_table",
    "name_of",
    "number_of",
    "print_links",
    "table_of",
    "write_links",
]


class MethodName(StrEnum):
    """Ways to score a missing membership."""

    learned = "learned"
    likeness = "likeness"
    gravity = "gravity"
    degree = "degree"


class PeersName(StrEnum):
    """Cities that may be compared."""

    all = "all"
    capitals = "capitals"
    others = "others"


class SideName(StrEnum):
    """Sides of the table."""

    cities = "cities"
    networks = "networks"


class NullName(StrEnum):
    """Null models."""

    bicm = "bicm"
    fixed_degrees = "fixed-degrees"


class PictureName(StrEnum):
    """Pictures of networks."""

    members = "members"
    bridges = "bridges"


LanguageOption = Annotated[str, typer.Option("--language", help="en, fa, or a language of an extension.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of chance.")]
FileOption = Annotated[Path, typer.Option("--memberships", help="CSV with a row for each city in a network.")]
TableOption = Annotated[
    Path | None, typer.Option("--memberships", help="CSV with a row for each city in a network; else the evidence.")
]
NetworkColumn = Annotated[str, typer.Option("--network-column", help="Column of the network's id.")]
CityColumn = Annotated[str, typer.Option("--city-column", help="Column of the city's GeoNames number.")]
SideOption = Annotated[SideName, typer.Option("--side", help="Between whom links are sought.")]
NullOption = Annotated[NullName, typer.Option("--null", help="What chance keeps: degrees on average, or exactly.")]
AlphaOption = Annotated[float, typer.Option("--alpha", help="Share of false links allowed, 0-1.")]
LeastOption = Annotated[int, typer.Option("--least-degree", min=1, help="Fewest memberships to be judged.")]
DrawsOption = Annotated[int, typer.Option("--draws", min=1, help="Random draws.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", help="Graph to write: .graphml, .gexf, .net, .json, .csv.")
]


def table_of(file: Path | None, network_column: str, city_column: str, store: str) -> tuple[Bipartite, Sites]:
    """Read a user's table, or that of the evidence where none is named."""
    if file is not None:
        return given_table(file, network_column, city_column)
    from proxenia.networks.bipartite import from_store, sites_of  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same

    table = from_store(Store.open(store_path(store)))
    return table, sites_of(table.cities, gazetteer=Gazetteer.embedded())


def number_of(city: str) -> int:
    """Give the GeoNames number of a city by its name."""
    from proxenia.places import Gazetteer  # noqa: PLC0415  kept out of the start of other commands

    return Gazetteer.embedded().one(city).geonames_id


def name_of(key: int | str) -> str:
    """Name a city by its GeoNames number; networks and numbers the gazetteer does not hold stay as they are."""
    from proxenia.errors import UnknownCity  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same

    try:
        return Gazetteer.embedded().city(key).label if isinstance(key, int) else key
    except UnknownCity:
        return str(key)


def given_table(file: Path, network_column: str, city_column: str) -> tuple[Bipartite, Sites]:
    """Read a user's table; what was noticed in it goes to stderr."""
    from proxenia.networks.bipartite import read_memberships, sites_of  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same

    read = read_memberships(file, network_column=network_column, city_column=city_column)
    for note in read.notes:
        typer.echo(note, err=True)
    return read.table, sites_of(read.table.cities, gazetteer=Gazetteer.embedded(), given=read.given)


def write_links(path: Path, report: dict[str, Any]) -> None:
    """Write validated links as a graph; the file's suffix chooses the format."""
    from proxenia.networks.export import write_graph  # noqa: PLC0415  kept out of the start of other commands

    ids = dict.fromkeys(end for row in report["links"] for end in (row["first"], row["second"]))
    nodes = [{"id": str(end), "label": name_of(end)} for end in ids]
    edges = [
        {"source": str(row["first"]), "target": str(row["second"]), "weight": row["shared"], **_test_of(row)}
        for row in report["links"]
    ]
    about = {key: str(report[key]) for key in ("side", "null", "tails", "alpha", "tests", "threshold")}
    write_graph(path, nodes, edges, about=about)


def print_links(report: dict[str, Any]) -> None:
    """Print validated links, and how they were tested."""
    for row in report["links"]:
        first, second = name_of(row["first"]), name_of(row["second"])
        typer.echo(f"{first} - {second}: {row['shared']} ({row['expected']:.2f} by chance), p {row['p']:.2g}")
    typer.echo(f"{len(report['links'])} of {report['tests']:,} pairs stand against chance ({report['tails']} tails)")
    if report["is_too_coarse"]:
        typer.echo(f"warning: no p-value can be below {report['least_p']:.2g}; give more --draws", err=True)


def _test_of(row: dict[str, Any]) -> dict[str, float]:
    return {"expected": row["expected"], "p": row["p"]}
