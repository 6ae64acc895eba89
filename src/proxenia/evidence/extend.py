"""Evidence of extensions: their rows are judged like a user's, and stand beside the store of whoever names them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from proxenia.errors import Fault, RefusedFile
from proxenia.evidence.lines import Unreadable, read_lines
from proxenia.evidence.validate import check_file
from proxenia.extensions import active
from proxenia.places import Gazetteer
from proxenia.store import tables, typed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from proxenia.extensions import Extension
    from proxenia.store import Column, Store

__all__ = ["evidence_of", "with_extensions", "with_measures"]

MEASURES = "measures"
Rows = dict[str, list[dict[str, Any]]]


def with_extensions(store: Store, extensions: Iterable[Extension]) -> Store:
    """Give the evidence with the rows of some extensions beside it; the store itself stays as it is.

    Raises
    ------
    RefusedFile
        If a row of an extension has a fault; it lists them all.
    """
    for each in extensions:
        rows = evidence_of(each, store=store)
        if rows:
            store = store.beside(rows, provider=f"{each.name} {each.version}")
    return store


def with_measures(store: Store) -> Store:
    """Give the evidence with the measures of every extension in reach, so that users can add figures of them."""
    for each in active():
        paths = [path for path in each.paths("evidence") if path.stem == MEASURES]
        rows, faults = _measures(paths[0], store=store) if paths else ([], [])
        if not faults and rows:
            store = store.beside({MEASURES: rows}, provider=f"{each.name} {each.version}")
    return store


def evidence_of(extension: Extension, *, store: Store) -> Rows:
    """Rows of an extension by table, in the form of the edition's.

    `evidence/measures.csv` names measures of its own; every other file is judged like one of `proxenia evidence add`.

    Raises
    ------
    RefusedFile
        If a row has a fault; it lists them all.
    """
    paths = {path.stem: path for path in extension.paths("evidence")}
    rows: Rows = {}
    faults: list[Fault] = []
    n_rows = 0
    if MEASURES in paths:
        rows[MEASURES], found = _measures(paths.pop(MEASURES), store=store)
        faults += found
        n_rows += len(rows[MEASURES])
        store = store.beside(rows, provider=f"{extension.name} {extension.version}")
    for path in paths.values() if not faults else ():
        checked = check_file(path, store=store, gazetteer=Gazetteer.embedded())
        rows.setdefault(checked.table, []).extend(checked.rows)
        faults += checked.faults
        n_rows += checked.n_rows
    if faults:
        named = [replace(each, file=f"{extension.label}, evidence/{each.file}") for each in faults]
        raise RefusedFile(named, rows=n_rows)
    return rows


def _wanted(column: Column) -> str:
    return f"write one of {', '.join(column.enum)}" if column.enum else f"no {column.name}"


def _measures(path: Path, *, store: Store) -> tuple[list[dict[str, Any]], list[Fault]]:
    schema = tables()[MEASURES]
    try:
        header, *lines = read_lines(path)
    except Unreadable as error:
        return [], [error.fault]
    if sorted(header[1]) != sorted(schema.names):
        return [], [Fault(path.name, header[0], "", f"the header is not {','.join(schema.names)}")]
    known = {row["measure_id"] for row in store.rows(MEASURES)}
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for number, cells in lines:
        row = dict(zip(header[1], cells, strict=False))
        try:
            rows.append({column.name: typed(row.get(column.name, ""), column) for column in schema.columns})
        except (KeyError, ValueError):
            faults.append(Fault(path.name, number, "low_is_best", "is not true or false"))
            continue
        faults += [
            Fault(path.name, number, column.name, _wanted(column))
            for column in schema.columns
            if (column.required and rows[-1][column.name] in ("", None))
            or (column.enum and rows[-1][column.name] not in column.enum)
        ]
        if rows[-1]["measure_id"] in known:
            faults.append(
                Fault(path.name, number, "measure_id", f"{rows[-1]['measure_id']!r} is already a measure; rename it")
            )
        known.add(rows[-1]["measure_id"])
    return rows, faults
