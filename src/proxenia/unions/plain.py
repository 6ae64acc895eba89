"""Answers as plain values, as they stand in JSON, and ties of science read from a table."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.errors import DataError, Fault, RefusedFile
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from proxenia.unions.advice import FormAnswer, JoinAnswer, PartnerAnswer
    from proxenia.unions.checks import Checks

__all__ = ["plain", "science_ties"]

ENDS = (("geonames_id_a", "geonames_id_b"), ("source", "target"), ("unit_a", "unit_b"))
"""Columns that may hold the two cities; the second and third are those that `proxenia science` writes."""


def plain(answer: JoinAnswer | FormAnswer | PartnerAnswer | Checks) -> dict[str, Any]:
    """Turn an answer into plain values; reasons become one list in English and one in Persian beside it."""
    return _split(msgspec.to_builtins(answer, enc_hook=_text))


def science_ties(path: Path, geonames_id: int, *, column: str = "weight") -> dict[int, float]:
    """Read how strongly a city's scholars publish with those of other cities.

    Parameters
    ----------
    path
        CSV with the columns `geonames_id_a`, `geonames_id_b` and one of strengths, or the one that
        `proxenia science collaborate` writes (`source`, `target`, `weight`).
    column
        Column of the strengths, such as association strength; zero or more.

    Returns
    -------
    strengths
        By the GeoNames number of the other city; a pair that stands several times counts with its sum.

    Raises
    ------
    DataError
        If the file cannot be read or lacks a column.
    RefusedFile
        If a row holds no numbers.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            have = set(reader.fieldnames or ())
            ends = next((pair for pair in ENDS if set(pair) <= have), ENDS[0])
            missing = [name for name in (*ends, column) if name not in have]
            if missing:
                raise DataError(
                    f"{path.name}: no column {', '.join(missing)}; name the column of strengths with --science-column"
                )
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {getattr(error, 'strerror', None) or 'is no UTF-8 text'}") from error
    out: dict[int, float] = {}
    faults = []
    for line, row in enumerate(rows, start=2):
        try:
            one, other, weight = int(row[ends[0]]), int(row[ends[1]]), float(row[column])
        except (TypeError, ValueError):
            faults.append(Fault(path.name, line, column, f"{row} holds no two GeoNames numbers and a strength"))
            continue
        if not 0 <= weight < float("inf"):
            faults.append(Fault(path.name, line, column, f"{weight} is no strength; write zero or more"))
        elif geonames_id in {one, other} and one != other:
            partner = other if one == geonames_id else one
            out[partner] = out.get(partner, 0.0) + weight
    if faults:
        raise RefusedFile(faults, rows=len(rows))
    return out


def _text(value: object) -> object:
    if isinstance(value, Text):
        return {"en": value.en, "fa": value.fa}
    return float(value)  # ty: ignore[invalid-argument-type]  numbers of numpy are all that is left


def _split(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_split(each) for each in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for key, each in value.items():
        if key == "because":
            out["because"] = [reason["en"] for reason in each]
            out["because_fa"] = [reason["fa"] for reason in each]
        else:
            out[key] = _split(each)
    return out
