"""`proxenia serve`: the observatory in a browser, offline, in English and Persian."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proxenia.cli._store import StoreOption, store_path

if TYPE_CHECKING:
    import socket

    from proxenia.web.editing.desk import Desk

__all__ = ["serve"]


def serve(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any that is free.")] = 8765,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    store: StoreOption = "",
    editors: Annotated[
        Path | None,
        typer.Option(help="File of accounts that may edit (proxenia editors add); without it, pages are for reading."),
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(help="With --store postgresql://...: the store file that pages and commands read."),
    ] = None,
) -> None:
    """Open the observatory in a browser: it listens on this machine only, and reads unless editors are named.

    With --editors, people of that file sign in and edit: rows go into a register with history beside the store file,
    or into PostgreSQL where --store is its address.

    Example: proxenia serve --port 8765
    """
    import threading  # noqa: PLC0415  kept out of the start of other commands
    import webbrowser  # noqa: PLC0415  the same

    import uvicorn  # noqa: PLC0415  the same

    from proxenia.web.app import create_app  # noqa: PLC0415  the same
    from proxenia.web.observatory import Observatory  # noqa: PLC0415  the same

    listener = _listen(port)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    desk = _desk(editors, store, snapshot)
    observatory = Observatory.open(desk.store if desk else store_path(store))
    app = create_app(observatory, desk=desk)
    threading.Thread(target=observatory.warm, daemon=True).start()
    typer.echo(f"the observatory is at {address}; stop it with Ctrl+C")
    sys.stdout.flush()
    if not no_open:
        webbrowser.open(address)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    import socket  # noqa: PLC0415  kept out of the start of other commands

    from proxenia.errors import OutputError  # noqa: PLC0415  the same

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        raise OutputError(f"port {port} cannot be used: {error.strerror}; name another with --port") from error
    return listener


def _desk(editors: Path | None, store: str, snapshot: Path | None) -> Desk | None:
    """The desk of the editors, with the store file brought up to the register; None where nobody edits."""
    from proxenia.web.editing.accounts import read_accounts  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.web.editing.desk import Desk  # noqa: PLC0415  the same
    from proxenia.web.editing.register_store import POSTGRESQL, open_register  # noqa: PLC0415  the same

    is_shared = store.startswith(POSTGRESQL)
    if editors is None:
        if is_shared:
            raise typer.BadParameter("a register in PostgreSQL is for editing; name the accounts with --editors FILE")
        return None
    read_accounts(editors)
    path = store_path(str(snapshot or "") if is_shared else store, to_write=True)
    if path is None:
        raise typer.BadParameter("no store file; name one with --store")
    register = open_register(store if is_shared else path.with_name(f"{path.name}.register"))
    desk = Desk(register=register, store=path, editors=editors)
    desk.publish()
    return desk
