"""Names of an index's units, indicators and aggregates in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proxenia.index.construct import Construction
    from proxenia.locale import Language

__all__ = ["Names"]


@dataclass(frozen=True, slots=True)
class Names:
    """What a code is called; the code itself where nothing is said, the English name where there is no Persian one."""

    english: dict[str, str]
    persian: dict[str, str]

    @classmethod
    def of_index(cls, built: Construction) -> Names:
        """Gather the names that the table and its metadata give."""
        table, framework = built.table, built.framework
        parts = (*framework.nodes, *framework.leaves)
        english = {each.code: each.name for each in parts if each.name}
        english |= {unit: name for unit, name in zip(table.units, table.names, strict=False) if name}
        persian = {each.code: each.name_fa for each in parts if each.name_fa}
        persian |= {unit: name for unit, name in zip(table.units, table.names_fa, strict=False) if name}
        return cls(english, persian)

    def of(self, code: str, language: Language) -> str:
        """Name of a code in a language."""
        english = self.english.get(code, code)
        return self.persian.get(code, english) if language == "fa" else english
