"""`proxenia serve`: the observatory in a browser, offline, in English and Persian."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from proxenia.cli._store import StoreOption, store_path

__all__ = ["serve"]


def serve(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any that is free.")] = 8765,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    store: StoreOption = "",
) -> None:
    """Open the observatory in a browser: it listens on this machine only, reads and never writes.

    Example: proxenia serve --port 8765
    """
    import socket  # noqa: PLC0415  kept out of the start of other commands
    import threading  # noqa: PLC0415  the same
    import webbrowser  # noqa: PLC0415  the same

    import uvicorn  # noqa: PLC0415  the same

    from proxenia.errors import OutputError  # noqa: PLC0415  the same
    from proxenia.web.app import create_app  # noqa: PLC0415  the same
    from proxenia.web.observatory import Observatory  # noqa: PLC0415  the same

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        raise OutputError(f"port {port} cannot be used: {error.strerror}; name another with --port") from error
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    observatory = Observatory.open(store_path(store))
    app = create_app(observatory)
    threading.Thread(target=observatory.warm, daemon=True).start()
    typer.echo(f"the observatory is at {address}; stop it with Ctrl+C")
    sys.stdout.flush()
    if not no_open:
        webbrowser.open(address)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])
