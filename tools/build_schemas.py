"""Write the JSON Schema files of result.json and study.toml from the types: python tools/build_schemas.py."""

from __future__ import annotations

import json
from pathlib import Path

from proxenia.library.contract import NAMES, schema_from_types

SCHEMAS = Path(__file__).resolve().parents[1] / "src" / "proxenia" / "data" / "schemas"


def main() -> None:
    """Write every schema."""
    SCHEMAS.mkdir(exist_ok=True)
    for name in NAMES:
        text = json.dumps(schema_from_types(name), ensure_ascii=False, indent=1) + "\n"
        (SCHEMAS / f"{name}.schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
