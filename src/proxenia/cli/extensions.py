"""`proxenia extensions`: what extensions are in reach, and whether one can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxenia.library.extensions import ExtensionReport

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Frameworks, indicators, languages and the like from beside the package.")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(name="list")
def list_(*, as_json: JsonOption = False) -> None:
    """List the extensions in reach: installed packages, and folders of --extensions or PROXENIA_EXTENSIONS.

    Example: proxenia --extensions my-extension extensions list
    """
    from proxenia.library.extensions import list_extensions  # noqa: PLC0415  kept out of the start of other commands

    found = list_extensions()
    if as_json:
        typer.echo(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=1))
        return
    for report in found:
        typer.echo("\n".join(_lines(report)))
    if not found:
        typer.echo("no extension is in reach; name a folder with --extensions, or install a package that brings one")


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="Folder of an extension, with extension.toml in it.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Read every file of an extension as it will be read, and say what is wrong in which.

    Example: proxenia extensions check my-extension
    """
    from proxenia.errors import DataError  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.library.extensions import check_extension  # noqa: PLC0415  the same

    report = check_extension(folder)
    if as_json:
        typer.echo(json.dumps(_plain(report), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_lines(report)))
    if report.faults:
        listed = "\n".join(
            each.fault if each.fault.startswith(each.path) else f"{each.path}: {each.fault}" for each in report.faults
        )
        n = len(report.faults)
        raise DataError(
            f"{listed}\n{n} of {len(report.files)} file{'s' if len(report.files) > 1 else ''} cannot be used"
        )


def _lines(report: ExtensionReport) -> Iterator[str]:
    yield f"{report.name} {report.version}, digest {report.digest}, license {report.license}, {report.came_from}"
    for each in report.files:
        if not each.fault:
            yield f"  {each.kind:<14}{each.holds}"
    for kind, names in (("readers", report.readers), ("measures", report.measures)):
        for name in names:
            yield f"  {kind:<14}{name}"


def _plain(report: ExtensionReport) -> dict[str, object]:
    from dataclasses import asdict  # noqa: PLC0415  beside its use

    return {**asdict(report), "sound": not report.faults}
