"""Public records fetched politely: with pauses, back-off, and going on where an interruption left off."""

from proxenia.sources.fetch.openalex import CityOfWorks, FetchReport, fetch_openalex
from proxenia.sources.fetch.ror import fetch_ror

__all__ = ["CityOfWorks", "FetchReport", "fetch_openalex", "fetch_ror"]
