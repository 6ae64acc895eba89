"""Verifying: an assessment is made again from its study, and every figure is held against the first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.assessment.assess import assess
from proxenia.errors import StudyError
from proxenia.extensions import active
from proxenia.store import Store
from proxenia.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from proxenia.assessment.result import Assessment

__all__ = ["RESULT", "STUDY", "Difference", "need_extensions", "plain", "verify"]

DECIMALS = 6
RESULT = "result.json"
STUDY = "study.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure that came out otherwise: where it stands, what was written, what was made now."""

    where: str
    written: Any
    made: Any


def plain(assessment: Assessment) -> dict[str, Any]:
    """Give an assessment as JSON values, figures rounded to six decimals."""
    return _rounded(json.loads(msgspec.json.encode(assessment)))


def verify(folder: Path, *, store: Store | None = None) -> tuple[int, tuple[Difference, ...]]:
    """Make an assessment again and compare it figure by figure.

    Parameters
    ----------
    folder
        Where `result.json` and `study.toml` of the assessment lie.
    store
        The evidence to make it from; else the edition that the study names, or the one in reach.

    Returns
    -------
    compared, differences
        How many values were compared, and those that differ. The time of the run is not compared.

    Raises
    ------
    StudyError
        If the folder holds no assessment, or an extension or edition that made it is not in reach.

    Examples
    --------
    >>> from pathlib import Path
    >>> verify(Path("nowhere"))
    Traceback (most recent call last):
    proxenia.errors.StudyError: nowhere holds no assessment: result.json is missing; run: proxenia assess CITY --out nowhere
    """
    for name in (RESULT, STUDY):
        if not (folder / name).is_file():
            raise StudyError(
                f"{folder} holds no assessment: {name} is missing; run: proxenia assess CITY --out {folder}"
            )
    need_extensions(folder)
    written = _written(folder)
    provenance = written.get("provenance", {})
    study = Study.read(folder / STUDY)
    evidence = store or Store.open(edition=study.pinned(near=folder))
    made = plain(assess(study, store=evidence, created_at=provenance.get("created_at", "")))
    old, new = dict(_leaves(written)), dict(_leaves(made))
    places = sorted(old.keys() | new.keys())
    return len(places), tuple(
        Difference(where=place, written=old.get(place), made=new.get(place))
        for place in places
        if old.get(place, ...) != new.get(place, ...)
    )


def need_extensions(folder: Path) -> None:
    """Refuse an assessment that was made with an extension which is not in reach.

    Raises
    ------
    StudyError
        If one is not; the message says which and how to bring it in reach.
    """
    if not (folder / RESULT).is_file():
        return
    used = _written(folder).get("provenance", {}).get("extensions", ())
    there = {each.name for each in active()}
    for each in used:
        if each["name"] not in there:
            raise StudyError(
                "{folder} was made with extension {name!r} {version}, which is not here; install it or name its folder"
                " with --extensions",
                folder=str(folder),
                name=each["name"],
                version=each["version"],
            )


def _written(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / RESULT).read_bytes())
    except ValueError as error:
        raise StudyError(f"{folder / RESULT} is no JSON: {error}") from error


def _leaves(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from _leaves(each, f"{where}[{i}]")
    else:
        yield where, value


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return round(value, DECIMALS) if isinstance(value, float) else value
