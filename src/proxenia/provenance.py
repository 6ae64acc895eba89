"""Where a fact comes from, and which code, data and method made a figure."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Literal, get_args

from proxenia.errors import EvidenceError, ProxeniaError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

__all__ = ["GRADES", "Grade", "Origin", "chance", "code_version", "fingerprint", "now", "stamp"]

Grade = Literal["A", "B", "C"]
GRADES: tuple[Grade, ...] = get_args(Grade)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The page a fact was seen on, when, and how good it is.

    `grade` is A for an official page of the body itself, B for press or a secondary page, C for an old, undated
    or weak one. `as_of` is an ISO date or part of one (`2024`, `2024-05`), empty when the page shows none.
    """

    source_url: str
    as_of: str = ""
    grade: Grade

    def __post_init__(self) -> None:
        """Refuse an origin without a page or with an unknown grade."""
        if "://" not in self.source_url and not self.source_url.startswith("doi:"):
            raise EvidenceError(f"source_url {self.source_url!r} is not an address; write https://... or doi:10...")
        if self.grade not in GRADES:
            raise EvidenceError(f"grade {self.grade!r} is not one of {', '.join(GRADES)}")


def chance(seed: int) -> np.random.Generator:
    """Give the source of chance that a seed names."""
    import numpy as np  # noqa: PLC0415  most commands draw nothing

    return np.random.default_rng(seed)


def now() -> datetime:
    """Moment that results are dated with, in UTC: the clock's, or that of SOURCE_DATE_EPOCH where it is set.

    The second makes a result the same to the byte when it is made again, as reproducible builds do.

    Raises
    ------
    ProxeniaError
        If SOURCE_DATE_EPOCH is no number of seconds since 1970.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ProxeniaError(f"SOURCE_DATE_EPOCH is {epoch!r}; write seconds since 1970, such as 1790000000") from error


def stamp(moment: datetime) -> str:
    """Write a moment of UTC as results hold it, such as `2026-11-21T10:00:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def code_version() -> str:
    """Version of the installed code, `0+unknown` when it runs from a folder that was never installed."""
    try:
        return version("proxenia")
    except PackageNotFoundError:
        return "0+unknown"


def fingerprint(*paths: Path) -> str:
    """First twelve hexadecimal digits of the SHA-256 over the files' names and bytes, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda each: each.name):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
