"""`proxenia evidence`: the user's own rows in, and what is known of a city out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from proxenia.cli._store import StoreOption, store_path

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Your own evidence in, and what is known of a city out.")


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="CSV files in the form of the edition's tables.")],
    *,
    table: Annotated[str, typer.Option(help="Table, where the header does not tell it.")] = "",
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", "--column", help="theirs=ours, for a column of another name; or a map, FILE.toml."),
    ] = None,
    unresolved: Annotated[
        Path | None,
        typer.Option(help="CSV for rows whose city is none or several, with candidates; the other rows are stored."),
    ] = None,
    store: StoreOption = "",
) -> None:
    """Judge files whole and add their rows, all or nothing.

    Example: proxenia evidence add memberships.csv --map joined=since_year
    Example: proxenia evidence add theirs.csv --table memberships --map theirs.toml --unresolved left.csv
    """
    from proxenia.evidence import add_files, column_map, read_map  # noqa: PLC0415  kept out of the start of other commands

    path = store_path(store, to_write=True)
    if path is None:
        raise typer.BadParameter("name a store with --store")
    named = columns or []
    maps = [Path(each) for each in named if each.endswith(".toml") and "=" not in each]
    if maps and len(named) > 1:
        raise typer.BadParameter("give one map file, or theirs=ours pairs", param_hint="--map")
    report = add_files(
        files,
        store=path,
        table=table or None,
        columns=None if maps else column_map(named),
        mapping=read_map(maps[0]) if maps else None,
        unresolved=unresolved,
    )
    for note in report.notes:
        typer.echo(note)
    if unresolved is not None:
        typer.echo(f"{report.n_set_aside} rows without one city for each name set aside in {unresolved}")
    typer.echo(f"{report.added} new of {report.rows} rows stored in {path}")


@app.command()
def show(
    city: Annotated[str, typer.Argument(help="A city's name in any script.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    store: StoreOption = "",
) -> None:
    """List what is known of a city, from where, and what is missing.

    Example: proxenia evidence show Tehran
    """
    from proxenia.evidence import known_of  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.indicators import Catalog, Measurer, Reading  # noqa: PLC0415  the same
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same
    from proxenia.store import Store  # noqa: PLC0415  the same

    gazetteer = Gazetteer.embedded()
    place = gazetteer.one(city)
    evidence = Store.open(store_path(store))
    catalog = Catalog.read()
    measurer = Measurer(evidence, catalog=catalog, gazetteer=gazetteer, reading=Reading.read())
    ours = tuple(each for each in catalog.indicators if each not in catalog.owners)
    measured = measurer.measure([place.geonames_id], indicators=ours)
    missing = {each: catalog.how_to_fill(each).en for each in ours if measured.get(place.geonames_id, each) is None}
    known = known_of(place.geonames_id, store=evidence)
    if as_json:
        typer.echo(json.dumps({"city": place.name, "known": known, "missing": missing}, ensure_ascii=False))
        return
    typer.echo(place.label)
    for name, rows in known.items():
        typer.echo(f"\n{name} ({len(rows)})")
        for row in rows:
            typer.echo(f"  {row['what']}  [{row['grade']}] {row['source_url']}  ({row['provider']}, {row['fact_id']})")
    typer.echo(f"\nmissing ({len(missing)})")
    for indicator, how in missing.items():
        typer.echo(f"  {indicator}: {how}")
