"""The user's own ties from a CSV file, judged whole: projects, events and advocacy that no other table has room for."""

from __future__ import annotations

import csv
import io
from difflib import get_close_matches
from typing import TYPE_CHECKING

from proxenia.errors import AmbiguousCity, EvidenceError, Fault, RefusedFile, UnknownCity
from proxenia.evidence import ended_networks
from proxenia.networks.ties.tie import Tie
from proxenia.provenance import Origin

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from proxenia.places import Gazetteer

__all__ = ["COLUMNS", "read_ties"]

COLUMNS = (
    "city", "country_iso2", "partner", "partner_country", "network_id", "form", "scale", "instrument", "actors",
    "engagement", "theme", "start", "end", "status", "permission", "source_url", "as_of", "grade",
)  # fmt: skip
NEEDED = ("city", "form", "scale", "instrument", "engagement", "source_url", "grade")


def read_ties(file: Path, *, gazetteer: Gazetteer, networks: Collection[str]) -> tuple[Tie, ...]:
    """Read ties from a CSV file with the columns of `COLUMNS`; the order is free, and what is not needed may be left out.

    Parameters
    ----------
    file
        UTF-8 with a header. `actors` are separated by semicolons; `status` is current and `permission` unknown where
        empty.
    gazetteer
        Cities of the world, to resolve `city` and `partner`.
    networks
        Ids of the networks the evidence knows.

    Raises
    ------
    RefusedFile
        With every fault: a city that is none or several, a network that is unknown or no longer exists, a word the
        model does not have, an end before the start, a tie that stands twice.
    EvidenceError
        If the file cannot be read or lacks a column.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{file} cannot be read as UTF-8: {error}") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    header = [name for name in rows.fieldnames or () if name]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise EvidenceError(f"{file.name}:1:{missing[0]}  no such column; there must be {', '.join(NEEDED)}")
    faults: list[Fault] = []
    found: dict[tuple[object, ...], Tie] = {}
    count = 0
    for row in rows:
        count, line = count + 1, rows.line_num
        try:
            tie = _tie({key: (value or "").strip() for key, value in row.items() if key}, gazetteer, networks)
        except _Wrong as error:
            faults.append(Fault(file.name, line, error.column, str(error)))
            continue
        key = tie.city_id, tie.partner_id, tie.network_id, tie.instrument, tie.theme, tie.start
        if key in found:
            faults.append(Fault(file.name, line, "city", f"{row['city']!r} stands twice with this tie; keep one row"))
        found[key] = tie
    if faults:
        raise RefusedFile(faults, rows=count)
    return tuple(found.values())


class _Wrong(Exception):
    def __init__(self, column: str, message: str) -> None:
        self.column = column
        super().__init__(message)


def _tie(cells: Mapping[str, str], gazetteer: Gazetteer, networks: Collection[str]) -> Tie:
    network, status = cells.get("network_id", ""), cells.get("status", "") or "current"
    ended = ended_networks()
    if network in ended and status == "current":
        raise _Wrong("network_id", ended[network].refusal)
    if network and network not in networks and network not in ended:
        near = get_close_matches(network, list(networks), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise _Wrong("network_id", f"no network {network!r} in the evidence{hint}")
    partner = cells.get("partner", "")
    try:
        return Tie(
            city_id=_city(cells, "city", "country_iso2", gazetteer),
            partner_id=_city(cells, "partner", "partner_country", gazetteer) if partner else None,
            network_id=network,
            form=cells["form"],
            scale=cells["scale"],
            instrument=cells["instrument"],
            actors=tuple(filter(None, cells.get("actors", "").split(";"))) or ("city_government",),
            engagement=cells["engagement"],
            theme=cells.get("theme", ""),
            start=cells.get("start", ""),
            end=cells.get("end", ""),
            status=status,
            permission=cells.get("permission", "") or "unknown",
            origin=Origin(source_url=cells["source_url"], as_of=cells.get("as_of", ""), grade=cells["grade"]),  # ty: ignore[invalid-argument-type]  Origin refuses other grades
        )
    except EvidenceError as error:
        raise _Wrong(_column(str(error)), str(error)) from error


def _city(cells: Mapping[str, str], name: str, country: str, gazetteer: Gazetteer) -> int:
    try:
        return gazetteer.one(cells[name], country=cells.get(country) or None).geonames_id
    except (UnknownCity, AmbiguousCity) as error:
        raise _Wrong(name, str(error)) from error


def _column(message: str) -> str:
    """Name the column a refusal of a tie is about, by its first words."""
    first = message.split(" ", 1)[0]
    return {"tie": "end", "a": "partner", "city": "partner", "actor": "actors"}.get(first, first)
