"""`proxenia editors`: accounts of people who may edit, and the shared register as a store file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Accounts for editing in the browser, and the shared register."
)
File = Annotated[Path, typer.Argument(help="File of accounts (TOML); it holds hashes and no password.")]


@app.command()
def add(
    file: File,
    name: Annotated[str, typer.Argument(help="Name to sign in with: small Latin letters, digits, dots, hyphens.")],
    *,
    role: Annotated[str, typer.Option(help="viewer, editor or owner.")] = "editor",
) -> None:
    """Add an account, or give one a new role and password; the password is asked for, or read from a pipe.

    Example: proxenia editors add editors.toml parisa --role owner
    """
    from proxenia.web.editing.accounts import add_account  # noqa: PLC0415  kept out of the start of other commands

    if sys.stdin.isatty():
        password = typer.prompt("password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    account = add_account(file, name, role=role, password=password)
    typer.echo(f"{account.name} may sign in as {account.role}; serve with: proxenia serve --editors {file}")


@app.command()
def remove(
    file: File,
    name: Annotated[str, typer.Argument(help="Name of the account.")],
) -> None:
    """Take an account out; whoever is signed in with it is out at the next click. Its changes keep its name.

    Example: proxenia editors remove editors.toml dara
    """
    from proxenia.web.editing.accounts import remove_account  # noqa: PLC0415  kept out of the start of other commands

    remove_account(file, name)
    typer.echo(f"{name} may sign in no more")


@app.command("list")
def list_(
    file: File, *, as_json: Annotated[bool, typer.Option("--json", help="Print the accounts as JSON.")] = False
) -> None:
    """List accounts and their roles.

    Example: proxenia editors list editors.toml
    """
    import json  # noqa: PLC0415  kept out of the start of other commands

    from proxenia.web.editing.accounts import read_accounts  # noqa: PLC0415  the same

    accounts = read_accounts(file).by_name.values()
    if as_json:
        typer.echo(json.dumps([{"name": each.name, "role": each.role} for each in accounts]))
        return
    for each in accounts:
        typer.echo(f"{each.name}  {each.role}")


@app.command()
def snapshot(
    register: Annotated[str, typer.Argument(help="Address of the shared register, postgresql://...")],
    file: Annotated[Path, typer.Argument(help="Store file to write its rows into; rows from files stay in it.")],
) -> None:
    """Write the rows of a shared register into a store file, for `proxenia assess --store FILE`.

    Example: proxenia editors snapshot postgresql:///observatory shared.duckdb
    """
    from proxenia.web.editing.desk import write_snapshot  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.web.editing.register_store import POSTGRESQL, open_register  # noqa: PLC0415  the same

    if not register.startswith(POSTGRESQL):
        raise typer.BadParameter("write the address of a database, as in postgresql:///observatory")
    count = write_snapshot(open_register(register), file)
    typer.echo(f"{file}: {count} rows of editors")
