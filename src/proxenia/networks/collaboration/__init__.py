"""City collaboration: whom a city's scholars publish with, from three records to all of OpenAlex.

`open_engine` and `open_corpus` make records ready, `collaborate` counts them; the folders ask of the counts how strong a
tie is (`ties`), what it bridges (`bridges`) and what it works on (`subjects`).
"""

from proxenia.networks.collaboration.collaborate import (
    COUNTINGS,
    Collaboration,
    Counting,
    Plan,
    YearLedger,
    collaborate,
    collaborate_labeled,
)
from proxenia.networks.collaboration.corpus import Corpus, open_corpus
from proxenia.networks.collaboration.engines import DuckEngine, Engine, SparkEngine, open_engine
from proxenia.networks.collaboration.places import by_resolver

__all__ = [
    "COUNTINGS",
    "Collaboration",
    "Corpus",
    "Counting",
    "DuckEngine",
    "Engine",
    "Plan",
    "SparkEngine",
    "YearLedger",
    "by_resolver",
    "collaborate",
    "collaborate_labeled",
    "open_corpus",
    "open_engine",
]
