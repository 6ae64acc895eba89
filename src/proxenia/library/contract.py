"""What programs may rely on: the forms of `result.json` and `study.toml` as JSON Schema, each with a version.

Within a version, keys may be added; none is removed, renamed or given another type. A change of that kind raises the version
and is told in the changelog.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Literal

from proxenia.errors import DataError

__all__ = ["NAMES", "Contract", "read_schema", "schema_from_types"]

Contract = Literal["result", "study"]
NAMES: tuple[Contract, ...] = ("result", "study")
STUDY_VERSION = 1


def read_schema(name: Contract) -> dict[str, Any]:
    """Give the schema of a file as it ships with the package; raise `DataError` where there is none of the name.

    Examples
    --------
    >>> read_schema("result")["$id"]
    'urn:proxenia:result:1'
    """
    if name not in NAMES:
        raise DataError(f"no schema {name!r}; there are {', '.join(NAMES)}")
    return json.loads(files("proxenia").joinpath("data", "schemas", f"{name}.schema.json").read_text(encoding="utf-8"))


def schema_from_types(name: Contract) -> dict[str, Any]:
    """Make the schema of a file from the types that write it."""
    import msgspec  # noqa: PLC0415  kept out of `import proxenia`

    from proxenia.assessment.result import RESULT_VERSION, Assessment  # noqa: PLC0415  the same
    from proxenia.study import Study  # noqa: PLC0415  the same

    kind, version, title = {
        "result": (Assessment, RESULT_VERSION, "What an assessment says: result.json"),
        "study": (Study, STUDY_VERSION, "What is asked: study.toml"),
    }[name]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:proxenia:{name}:{version}",
        "title": title,
        "version": version,
    }
    return head | _tidy(msgspec.json.schema(kind))


def _tidy(schema: Any) -> Any:
    """Docstrings without the line breaks of the code."""
    if isinstance(schema, dict):
        out = {key: _tidy(value) for key, value in schema.items()}
        if isinstance(out.get("description"), str):
            out["description"] = " ".join(out["description"].split())
        return out
    return [_tidy(each) for each in schema] if isinstance(schema, list | tuple) else schema
