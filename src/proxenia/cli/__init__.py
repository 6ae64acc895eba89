"""The command line: it shows the library and does no arithmetic of its own."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run `proxenia`."""
    if sys.argv[1:] == ["--version"]:
        from proxenia.provenance import code_version  # noqa: PLC0415  the version answers without the rest

        sys.stdout.write(f"proxenia {code_version()}\n")
        return
    from proxenia.cli.app import run  # noqa: PLC0415  the same

    run()
