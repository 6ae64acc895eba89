"""`proxenia serve`: the observatory in a browser, offline, in English and Persian."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proxenia.cli._store import EditionOption, StoreOption, store_path, use_edition

if TYPE_CHECKING:
    import socket
    import threading

    from fastapi import FastAPI

    from proxenia.web.editing.desk import Desk

__all__ = ["serve"]


def serve(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any that is free.")] = 8765,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    store: StoreOption = "",
    edition: EditionOption = None,
    editors: Annotated[
        Path | None,
        typer.Option(help="File of accounts that may edit (proxenia editors add); without it, pages are for reading."),
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(help="With --store postgresql://...: the store file that pages and commands read."),
    ] = None,
    behind_proxy: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Public address of a server with TLS before this one: https://name."),
    ] = "",
) -> None:
    """Open the observatory in a browser: it listens on this machine only, and reads unless editors are named.

    With --editors, people of that file sign in and edit: rows go into a register with history beside the store file,
    or into PostgreSQL where --store is its address.

    It answers to the names of this machine only, and with --behind-proxy to the public one too; cookies are then sent
    over https alone, and the addresses of visitors are taken from the server before it.

    Example: proxenia serve --port 8765
    Example: proxenia serve --editors editors.toml --behind-proxy https://cities.example
    """
    import threading  # noqa: PLC0415  kept out of the start of other commands
    import webbrowser  # noqa: PLC0415  the same

    from proxenia.web.app import create_app  # noqa: PLC0415  the same
    from proxenia.web.guard import Place  # noqa: PLC0415  the same
    from proxenia.web.observatory import Observatory  # noqa: PLC0415  the same

    place = Place.on_this_machine(address=behind_proxy)
    use_edition(edition)
    listener = _listen(port)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    desk = _desk(editors, store, snapshot)
    observatory = Observatory.open(desk.store if desk else store_path(store))
    ready = threading.Event()
    app = create_app(observatory, desk=desk, place=place, ready=ready)
    threading.Thread(target=_open, args=(app, ready), daemon=True).start()
    typer.echo(f"the observatory is at {address}; stop it with Ctrl+C")
    sys.stdout.flush()
    if not no_open:
        webbrowser.open(address)
    _run(app, listener, behind_proxy=bool(behind_proxy))


def _open(app: FastAPI, ready: threading.Event) -> None:
    """Make what the first page needs; where that fails, the pages themselves say why."""
    try:
        app.state.observatory.warm(app.state.drawings)
    finally:
        ready.set()


def _run(app: FastAPI, listener: socket.socket, *, behind_proxy: bool) -> None:
    """Serve until it is stopped; what a visitor says about the own address is believed only of a server before this one."""
    import uvicorn  # noqa: PLC0415  kept out of the start of other commands

    config = uvicorn.Config(
        app, log_level="warning", server_header=False, proxy_headers=behind_proxy, forwarded_allow_ips="127.0.0.1"
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    import socket  # noqa: PLC0415  kept out of the start of other commands

    from proxenia.errors import OutputError  # noqa: PLC0415  the same

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()  # a browser that is quicker than the server waits and is not refused
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
    desk.recall()
    return desk
