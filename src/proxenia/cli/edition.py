"""`proxenia edition`: what changed between two editions and why, and a user's own edition beside ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["app"]

EMBEDDED = "EMBEDDED"
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
app = typer.Typer(help="Data editions: compare two, start your own, check and list them.", no_args_is_help=True)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help=f"Edition folder, zip or wheel, a store file, or {EMBEDDED}.")],
    new: Annotated[Path, typer.Argument(help="The same.")],
    *,
    out: Annotated[Path | None, typer.Option(help="Folder to write pages and tables to.")] = None,
    framework: Annotated[str, typer.Option(help="A framework's name.")] = "science-diplomacy",
    methodology: Annotated[str, typer.Option(help="A methodology's name.")] = "baseline-1",
    draws: Annotated[int, typer.Option(min=100, help="Draws for the intervals.")] = 512,
    seed: Annotated[int, typer.Option(min=0, help="Seed of chance.")] = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say which facts, observations, scores and ranks changed between two editions, and why.

    Example: proxenia edition diff EMBEDDED my-edition --out changes
    """
    import msgspec  # noqa: PLC0415  kept out of the start of other commands

    from proxenia.editions import diff_editions, diff_files, summary_lines  # noqa: PLC0415  the same
    from proxenia.output import write_all  # noqa: PLC0415  the same
    from proxenia.provenance import now  # noqa: PLC0415  the same

    found = diff_editions(
        _place(old), _place(new), framework=framework, methodology=methodology, draws=draws, seed=seed
    )
    if out is not None:
        files = diff_files(found, made_on=now().date())
        write_all({out / name: text for name, text in files.items()}, overwrite=overwrite)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    for line in summary_lines(found):
        typer.echo(line)
    if out is not None:
        typer.echo(f"see {out / 'diff.en.html'}")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to write; it may exist, but is empty.")],
    *,
    name: Annotated[str, typer.Option(help="Name: small letters, digits and hyphens.")] = "",
    title: Annotated[str, typer.Option(help="Title for readers.")] = "",
    version: Annotated[str, typer.Option(help="Version.")] = "1.0",
    license: Annotated[str, typer.Option(help="License of the rows, as SPDX writes it.")] = "CC-BY-4.0",  # noqa: A002  what it is called
    whole: Annotated[bool, typer.Option("--whole", help="A copy of ours that stands alone.")] = False,
) -> None:
    """Start an edition of your own: tables with their headers, and the data package with its schema.

    Example: proxenia edition new my-edition --title "Cities of the Caspian"
    """
    from proxenia.editions import new_edition  # noqa: PLC0415  kept out of the start of other commands

    made = new_edition(folder, name=name, title=title, version=version, license=license, whole=whole)
    typer.echo(f"{made.label} is in {folder}; fill its tables, then run: proxenia edition check {folder}")


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="Edition folder, zip or wheel.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Judge every row of an edition; faults name file, line and column, and end with 1.

    Example: proxenia edition check my-edition
    """
    import msgspec  # noqa: PLC0415  kept out of the start of other commands

    from proxenia.editions import check_edition  # noqa: PLC0415  the same

    found = check_edition(folder)
    label = found.edition.label if found.edition else ""
    digest = found.edition.digest if found.edition else ""
    if as_json:
        told = {"edition": label, "digest": digest, "rows": found.rows, "faults": found.faults, "notes": found.notes}
        typer.echo(msgspec.json.format(msgspec.json.encode(told), indent=1).decode())
        if found.faults:
            raise typer.Exit(1)
        return
    for note in found.notes:
        typer.echo(note)
    for fault in found.faults:
        typer.echo(str(fault), err=True)
    if found.faults:
        typer.echo(f"{len(found.faults)} faults in {sum(found.rows.values())} rows", err=True)
        raise typer.Exit(1)
    typer.echo(f"{label} ({digest}): {sum(found.rows.values())} rows, no fault")


@app.command(name="list")
def list_(
    places: Annotated[list[Path] | None, typer.Argument(help="Editions, or folders that hold some.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List editions: ours, the one in reach, and those in the folders named.

    Example: proxenia edition list editions/
    """
    import msgspec  # noqa: PLC0415  kept out of the start of other commands

    from proxenia.editions import list_editions  # noqa: PLC0415  the same

    found = list_editions(places or ())
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    for each in found:
        mark = "*" if each.is_read else " "
        beside = f", beside {each.beside}" if each.beside else ""
        told = each.fault or f"{each.label} ({each.digest}), {each.rows} rows{beside}"
        typer.echo(f"{mark} {told}  [{each.came_from}]")


def _place(named: Path) -> Path:
    from importlib.resources import files  # noqa: PLC0415  beside its use

    return Path(str(files("proxenia"))) / "data" / "edition" if str(named) == EMBEDDED else named
