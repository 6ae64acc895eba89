"""The form of the evidence: its tables and columns, as the data package of the edition describes them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Column", "Table", "edition_package", "fact_id", "in_force", "tables", "typed"]

_PREFIX = {
    "agreements": "a", "cities": "p", "coded_facts": "q", "institutions": "i",
    "measures": "u", "memberships": "m", "networks": "n", "observations": "o",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its name, type, whether it must be filled, and the values it admits."""

    name: str
    type: str
    required: bool
    enum: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    reference: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the evidence, as the data package of the edition describes it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    own: bool
    """Whether users may add rows of their own."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)


def fact_id(table: str, row: Mapping[str, Any]) -> str:
    """Give the id of a row: a letter for its table and ten digits made of its content.

    Examples
    --------
    >>> row = {"network_id": "x", "geonames_id": 1}
    >>> fact_id("memberships", row) == fact_id("memberships", dict(reversed(row.items())))
    True
    """
    content = json.dumps({k: _plain(row[k]) for k in sorted(row) if row[k] not in (None, "")}, ensure_ascii=False)
    return _PREFIX[table] + hashlib.blake2b(content.encode(), digest_size=5).hexdigest()


@lru_cache(maxsize=1)
def tables() -> dict[str, Table]:
    """Tables of the evidence, as `datapackage.json` of the edition describes them."""
    package = edition_package()
    return {resource["name"]: _table(resource) for resource in package["resources"]}


def typed(value: str, column: Column) -> object:
    """Turn a cell of a CSV file into its column's type; an empty cell is None, or empty text.

    Raises
    ------
    ValueError
        If the cell is not of the type.
    """
    if value == "":
        return "" if column.type == "string" else None
    if column.type in {"integer", "year"}:
        return int(value)
    if column.type == "number":
        return float(value)
    if column.type == "boolean":
        return {"true": True, "false": False}[value]
    return value


def _table(resource: Mapping[str, Any]) -> Table:
    references = {
        key["fields"][0] if isinstance(key["fields"], list) else key["fields"]: (
            key["reference"]["resource"],
            key["reference"]["fields"][0]
            if isinstance(key["reference"]["fields"], list)
            else key["reference"]["fields"],
        )
        for key in resource["schema"].get("foreignKeys", [])
    }
    columns = tuple(
        Column(
            name=field["name"],
            type=field["type"],
            required=field.get("constraints", {}).get("required", False),
            enum=tuple(field.get("constraints", {}).get("enum", ())),
            minimum=field.get("constraints", {}).get("minimum"),
            maximum=field.get("constraints", {}).get("maximum"),
            reference=references.get(field["name"]),
        )
        for field in resource["schema"]["fields"]
    )
    return Table(name=resource["name"], title=resource["title"], columns=columns, own=resource.get("own", False))


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


@lru_cache(maxsize=1)
def edition_package() -> dict[str, Any]:
    """Describe the embedded edition, as its `datapackage.json` does: name, version, licenses and tables."""
    return json.loads(files("proxenia").joinpath("data", "edition", "datapackage.json").read_text(encoding="utf-8"))


def in_force(agreement: Mapping[str, Any]) -> bool:
    """Whether an agreement between cities holds now: it has neither ended nor been suspended.

    Examples
    --------
    >>> [in_force({"status": status}) for status in ("current", "suspended", "ended")]
    [True, False, False]
    """
    return agreement["status"] not in {"ended", "suspended"}
