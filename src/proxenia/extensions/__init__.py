"""Extensions: frameworks, indicators, models and the like from folders and packages beside ours.

An extension is a folder that mirrors `proxenia/data`. It stands in an installed package that names it under the entry
point `proxenia.data`, or in a list of folders in the environment variable `PROXENIA_EXTENSIONS`. What needs code, a
reader of a format or a measure, is a function named under `proxenia.readers` or `proxenia.measures`.
"""

from proxenia.extensions.decode import decode_toml
from proxenia.extensions.definition import Definition, definition, definitions, names, shipped
from proxenia.extensions.extension import GROUP, KINDS, NONE, VARIABLE, Extension, active, named, reach, read_extension
from proxenia.extensions.functions import MEASURES, READERS, Function, forget, function, functions

__all__ = [
    "GROUP",
    "KINDS",
    "MEASURES",
    "NONE",
    "READERS",
    "VARIABLE",
    "Definition",
    "Extension",
    "Function",
    "active",
    "decode_toml",
    "definition",
    "definitions",
    "forget",
    "function",
    "functions",
    "named",
    "names",
    "reach",
    "read_extension",
    "shipped",
]
