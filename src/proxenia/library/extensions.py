"""Extensions looked at: what each brings, and whether every file of one can be read."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.errors import DataError, ProxeniaError, RefusedFile
from proxenia.extensions import KINDS, MEASURES, READERS, Extension, active, function, functions, reach
from proxenia.indicators import Catalog, CityFramework
from proxenia.locale import LANGUAGES, messages, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["CheckedFile", "ExtensionReport", "check_extension", "list_extensions"]

_SLOT = re.compile(r"{\w+}")
_BESIDE = ("codebooks/*/*.toml", "locale/*/*.csv", "locale/*/fonts/*")
"""Files that belong to a definition beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A file of an extension: its path there, its kind, what it holds in words, and its fault, empty where it is right."""

    path: str
    kind: str
    holds: str
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionReport:
    """An extension with its files; `readers` and `measures` are the functions that its package brings."""

    name: str
    version: str
    title: str
    license: str
    digest: str
    came_from: str
    files: tuple[CheckedFile, ...]
    readers: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[CheckedFile, ...]:
        """Files that cannot be read, or that nothing reads."""
        return tuple(each for each in self.files if each.fault)


def list_extensions() -> tuple[ExtensionReport, ...]:
    """Extensions in reach, with the names of what they define; their files are not judged.

    Raises
    ------
    DataError
        If two are called the same, or one has no valid head.
    """
    return tuple(_report(each, [_named(each, kind, path) for kind, path in _files(each)]) for each in active())


def check_extension(folder: Path) -> ExtensionReport:
    """Read every file of an extension with the reader that will read it.

    The folder is in reach meanwhile, beside the extensions that are so already, since a framework may name indicators of
    another one.

    Parameters
    ----------
    folder
        The folder with `extension.toml`.

    Raises
    ------
    DataError
        If the folder is no extension, its head breaks the form, or its name is taken.
    """
    with reach(folder) as extension:
        found = [_judged(extension, kind, path) for kind, path in _files(extension)]
        return _report(extension, [*found, *_strange(extension)])


def _report(extension: Extension, files: Iterable[CheckedFile]) -> ExtensionReport:
    return ExtensionReport(
        name=extension.name,
        version=extension.version,
        title=extension.title,
        license=extension.license,
        digest=extension.digest,
        came_from=extension.came_from,
        files=tuple(files),
        readers=tuple(each.name for each in functions(READERS) if each.package == extension.came_from),
        measures=tuple(each.name for each in functions(MEASURES) if each.package == extension.came_from),
    )


def _files(extension: Extension) -> Iterator[tuple[str, Path]]:
    return ((kind, path) for kind in KINDS for path in extension.paths(kind))


def _named(extension: Extension, kind: str, path: Path) -> CheckedFile:
    name = path.parent.name if kind in {"codebooks", "languages"} else path.stem
    return CheckedFile(path=path.relative_to(extension.folder).as_posix(), kind=kind, holds=name)


def _judged(extension: Extension, kind: str, path: Path) -> CheckedFile:
    named = _named(extension, kind, path)
    readers: dict[str, Callable[[Extension, Path], str]] = {
        "frameworks": _framework,
        "indicators": _indicators,
        "methodologies": _methodology,
        "models": _models,
        "questions": _questions,
        "codebooks": _codebook,
        "levers": _levers,
        "programs": _program,
        "regions": _regions,
        "languages": _language,
        "evidence": _evidence,
    }
    try:
        return CheckedFile(path=named.path, kind=kind, holds=f"{named.holds}: {readers[kind](extension, path)}")
    except ProxeniaError as error:
        return CheckedFile(
            path=named.path, kind=kind, holds=named.holds, fault=str(error).replace(f"{extension.label}, ", "")
        )


def _framework(extension: Extension, path: Path) -> str:  # noqa: ARG001  one form for all readers
    return _count(len(CityFramework.read(path.stem).indicator_ids), "indicator")


def _indicators(extension: Extension, path: Path) -> str:
    from proxenia.evidence import evidence_of  # noqa: PLC0415  kept out of `import proxenia`
    from proxenia.store import Store  # noqa: PLC0415  the same

    catalog, store = Catalog.read(), Store.open()
    here = [each["id"] for each in tomllib.loads(path.read_text(encoding="utf-8")).get("indicator", ())]
    known = {row["measure_id"] for row in store.rows("measures")}
    known |= {row["measure_id"] for row in evidence_of(extension, store=store).get("measures", ())}
    for indicator in (catalog[each] for each in here):
        if indicator.kind == "function":
            function(MEASURES, indicator.function).load()
        elif indicator.kind == "figure" and not known & {indicator.id, *indicator.measures}:
            raise DataError(
                f"indicator {indicator.id!r} has no measure: neither the edition nor evidence/measures.csv"
                f" has {indicator.id!r}; define it there, or name one under measures"
            )
    return _count(len(here), "indicator")


def _methodology(extension: Extension, path: Path) -> str:  # noqa: ARG001  one form for all readers
    from proxenia.index import Methodology  # noqa: PLC0415  kept out of `import proxenia`

    return f"hash {Methodology.read(path.stem).hash}"


def _models(extension: Extension, path: Path) -> str:  # noqa: ARG001  one form for all readers
    from proxenia.compare import IdealTypes  # noqa: PLC0415  kept out of `import proxenia`

    types = IdealTypes.read(Path(path.stem))
    _known(rule.indicator for model in types.model for rule in model.conditions)
    return _count(len(types.model), "model")


def _questions(extension: Extension, path: Path) -> str:  # noqa: ARG001  one form for all readers
    from proxenia.compare.table import Questions  # noqa: PLC0415  kept out of `import proxenia`

    asked = Questions.read(Path(path.stem))
    _known(asked.indicators)
    return _count(len(asked.question), "question")


def _codebook(extension: Extension, path: Path) -> str:  # noqa: ARG001  one form for all readers
    from proxenia.coding import Codebook  # noqa: PLC0415  kept out of `import proxenia`

    return _count(len(Codebook.read(Path(path.parent.name)).codes), "code")


def _levers(extension: Extension, path: Path) -> str:  # noqa: ARG001  one form for all readers
    from proxenia.strategy import Levers  # noqa: PLC0415  kept out of `import proxenia`

    levers = Levers.read(Path(path.stem))
    _known(each for lever in levers.lever for each in (*lever.closes, *lever.shown_by, lever.watch))
    return _count(len(levers.lever), "lever")


def _program(extension: Extension, path: Path) -> str:  # noqa: ARG001  one form for all readers
    from proxenia.strategy.levers import Program  # noqa: PLC0415  kept out of `import proxenia`

    return _count(len(Program.read(Path(path.stem)).lever), "lever")


def _regions(extension: Extension, path: Path) -> str:  # noqa: ARG001  one form for all readers
    from proxenia.unions.forming.region import region  # noqa: PLC0415  kept out of `import proxenia`

    found = [region(each["id"]) for each in tomllib.loads(path.read_text(encoding="utf-8")).get("region", ())]
    return _count(len(found), "region")


def _language(extension: Extension, path: Path) -> str:  # noqa: ARG001  one form for all readers
    code = path.parent.name
    if code in LANGUAGES:
        raise DataError(f"language {code!r} is of proxenia itself; an extension brings other languages")
    writing(code)
    wanted, own = messages(), messages(code)
    odd = [key for key, said in own.items() if set(_SLOT.findall(key)) != set(_SLOT.findall(said))]
    if odd:
        table, line = _line_of(path.parent, odd[0])
        raise DataError(
            f"{table}:{line}:{code}  {own[odd[0]]!r} does not fill the same places as {odd[0]!r};"
            f" it needs {', '.join(sorted(set(_SLOT.findall(odd[0])))) or 'none'}"
        )
    there = len(wanted.keys() & own.keys())
    return f"{there} of {len(wanted)} messages, {len(wanted) - there} missing, {len(own) - there} other texts"


def _evidence(extension: Extension, path: Path) -> str:
    from proxenia.evidence import evidence_of  # noqa: PLC0415  kept out of `import proxenia`
    from proxenia.store import Store  # noqa: PLC0415  the same

    try:
        evidence_of(extension, store=Store.open())
    except RefusedFile as error:
        mine = [fault for fault in error.faults if fault.file.endswith(f"/{path.name}")]
        if mine:
            raise RefusedFile(mine, rows=error.rows) from error
    with path.open("r", encoding="utf-8-sig", newline="") as file:
        return _count(sum(1 for row in csv.reader(file) if any(row)) - 1, "row")


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _known(indicators: Iterable[str]) -> None:
    catalog = Catalog.read()
    strange = sorted({each for each in indicators if each} - catalog.indicators.keys())
    if strange:
        raise DataError(f"no indicator {strange[0]!r} in the catalog; define it in indicators/, or name another")


def _line_of(folder: Path, message: str) -> tuple[str, int]:
    for table in sorted(folder.glob("*.csv")):
        with table.open("r", encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            for row in rows:
                if row["en"] == message:
                    return table.name, rows.line_num
    return folder.name, 1


def _strange(extension: Extension) -> list[CheckedFile]:
    """Files in folders of definitions that nothing reads, such as one with a misspelled suffix."""
    folders = sorted({pattern.split("/")[0] for pattern in KINDS.values()})
    read = {path for _, path in _files(extension)}
    read |= {path for pattern in _BESIDE for path in extension.folder.glob(pattern)}
    return [
        CheckedFile(
            path=path.relative_to(extension.folder).as_posix(),
            kind="",
            holds="",
            fault=f"nothing reads it; files of {folder}/ are {_patterns(folder)}",
        )
        for folder in folders
        for path in sorted((extension.folder / folder).rglob("*"))
        if path.is_file() and path not in read and path.suffix not in {".py", ".pyc", ".md"}
    ]


def _patterns(folder: str) -> str:
    return ", ".join(each for each in (*KINDS.values(), *_BESIDE) if each.startswith(f"{folder}/"))
