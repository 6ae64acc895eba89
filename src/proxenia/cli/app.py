"""The commands of `proxenia`, put together."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from proxenia.cli._store import EditionOption, use_edition
from proxenia.cli.assess import assess, verify
from proxenia.cli.coding import app as coding
from proxenia.cli.compare import app as compare
from proxenia.cli.compare import cases
from proxenia.cli.edition import app as edition_app
from proxenia.cli.editors import app as editors
from proxenia.cli.evidence import app as evidence
from proxenia.cli.extensions import app as extensions
from proxenia.cli.fetch import app as fetch
from proxenia.cli.index import app as index
from proxenia.cli.ingest import ingest
from proxenia.cli.networks import app as networks
from proxenia.cli.places import app as places
from proxenia.cli.qca import app as qca
from proxenia.cli.science import app as science
from proxenia.cli.serve import serve
from proxenia.cli.strategy import app as strategy
from proxenia.cli.unions import app as unions
from proxenia.errors import ProxeniaError

__all__ = ["app", "run"]

app = typer.Typer(
    name="proxenia",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="An observatory of city science diplomacy: cited evidence, indices with intervals, strategy.",
)
app.command()(assess)
app.command()(verify)
app.command()(serve)
app.command()(ingest)
app.add_typer(evidence, name="evidence")
app.add_typer(editors, name="editors")
app.add_typer(edition_app, name="edition")
app.add_typer(fetch, name="fetch")
app.add_typer(places, name="places")
app.add_typer(index, name="index")
app.add_typer(networks, name="networks")
app.add_typer(science, name="science")
app.add_typer(qca, name="qca")
app.add_typer(compare, name="compare")
app.add_typer(cases, name="cases")
app.add_typer(coding, name="coding")
app.add_typer(strategy, name="strategy")
app.add_typer(unions, name="unions")
app.add_typer(extensions, name="extensions")


@app.callback(invoke_without_command=True)
def _top(
    *,
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),  # noqa: FBT003  typer's form
    extensions: Annotated[
        list[Path] | None,
        typer.Option("--extensions", help="Folder of an extension, beside those of PROXENIA_EXTENSIONS; repeatable."),
    ] = None,
    edition: EditionOption = None,
) -> None:
    if version:
        from proxenia.provenance import code_version  # noqa: PLC0415  beside its use

        typer.echo(f"proxenia {code_version()}")
        raise typer.Exit
    if edition is not None:
        use_edition(edition)
    if extensions:
        named = [os.environ.get("PROXENIA_EXTENSIONS", ""), *map(str, extensions)]
        os.environ["PROXENIA_EXTENSIONS"] = os.pathsep.join(filter(None, named))


def spread(arguments: list[str]) -> list[str]:
    """Repeat `--against` before every city that follows it, which is how people name several.

    Examples
    --------
    >>> spread(["assess", "Tehran", "--against", "Boston", "Beijing", "--out", "x"])
    ['assess', 'Tehran', '--against', 'Boston', '--against', 'Beijing', '--out', 'x']
    """
    out: list[str] = []
    naming = False
    for argument in arguments:
        if argument.startswith("-"):
            naming = argument == "--against"
            out += [] if naming else [argument]
        else:
            out += ["--against", argument] if naming else [argument]
    return out


def run() -> None:
    """Run the commands; a refusal goes to stderr with its reasons and ends with 1."""
    try:
        app(args=spread(sys.argv[1:]))
    except ProxeniaError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
