"""The newest release of ROR: downloaded whole, resumed after a break, and checked against its checksum."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING, Any

from proxenia.errors import FetchError, OutputError
from proxenia.sources.fetch.client import Patience, PoliteClient, provider

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["fetch_ror"]

_CHUNK = 1024 * 1024
_LARGEST = 2 * 1024**3


def fetch_ror(
    out: Path,
    *,
    address: str = "",
    patience: Patience | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Download the newest dump of the Research Organization Registry (a ZIP with JSON, public domain).

    Run again after a break, it goes on with the bytes it has; a release that is there already is not fetched again.

    Parameters
    ----------
    out
        Folder for the dump; made when it does not exist.
    address
        Address of the archive, where it is not Zenodo itself.
    patience
        Waiting times.
    progress
        Called with the bytes held and the bytes of the whole.

    Returns
    -------
    path
        The dump, under the name of its release.

    Raises
    ------
    FetchError
        If the archive does not answer, or the file does not have the checksum or content announced.
    OutputError
        If the folder cannot be written.
    """
    about = provider("ror")
    patience = patience or Patience(pause=about["seconds_between_requests"])
    with PoliteClient(address or about["address"], patience=patience) as client:
        entry = _entry(client.json(f"api/records/{about['record']}"), address=client.address)
        target = out / entry["key"]
        try:
            out.mkdir(parents=True, exist_ok=True)
            if target.exists() and _digest(target, entry["checksum"]) == entry["checksum"]:
                return target
            part = target.with_name(f".{target.name}.{entry['checksum'].rpartition(':')[2][:12]}.part")
            _get(client, entry, part=part, progress=progress)
            _check(part, entry)
            part.replace(target)
        except OSError as error:
            if isinstance(error, FetchError):
                raise
            raise OutputError(f"{out} cannot be written: {error.strerror}") from error
    return target


def _entry(record: dict[str, Any], *, address: str) -> dict[str, Any]:
    entries = record.get("files")
    for each in entries if isinstance(entries, list) else ():
        name, links = str(each.get("key", "")), each.get("links") or {}
        if (
            name.endswith(".zip")
            and "/" not in name
            and "\\" not in name
            and links.get("self")
            and each.get("checksum")
        ):
            return {"key": name, "url": links["self"], "checksum": each["checksum"], "size": int(each.get("size") or 0)}
    raise FetchError(f"{address} lists no ZIP file with a checksum for ROR; its form has changed")


def _get(
    client: PoliteClient, entry: dict[str, Any], *, part: Path, progress: Callable[[int, int], None] | None
) -> None:
    def once() -> None:
        with part.open("ab") as stream:

            def write(piece: bytes, anew: bool) -> None:  # noqa: FBT001  the client's form
                if anew:
                    stream.truncate(0)
                stream.write(piece)
                if stream.tell() > _LARGEST:
                    raise FetchError(f"{entry['url']} is larger than {_LARGEST:,} bytes, which no release of ROR is")
                if progress is not None:
                    progress(stream.tell(), entry["size"])

            client.download(entry["url"], write, have=stream.tell())
        held = part.stat().st_size
        if entry["size"] and held < entry["size"]:
            client.broken(f"{held:,} of {entry['size']:,} bytes came")

    client.patiently(once, url=entry["url"])


def _check(part: Path, entry: dict[str, Any]) -> None:
    found = _digest(part, entry["checksum"])
    if found != entry["checksum"]:
        part.unlink()
        raise FetchError(f"{entry['key']} has the checksum {found}, not {entry['checksum']}; fetch it again")
    try:
        with zipfile.ZipFile(part) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        part.unlink()
        raise FetchError(f"{entry['key']} is no ZIP archive: {error}") from error
    if not any(name.endswith(".json") for name in names):
        raise FetchError(f"{entry['key']} holds no JSON; it holds {', '.join(names[:5])}")


def _digest(path: Path, like: str) -> str:
    kind = like.partition(":")[0]
    if kind not in {"md5", "sha256", "sha512"}:
        raise FetchError(f"the archive gives a checksum of an unknown kind: {like[:40]}")
    digest = hashlib.new(kind, usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return f"{kind}:{digest.hexdigest()}"
