"""Places: a name as written becomes one city, or a reason why not."""

from proxenia.places.city import Candidate, City, Country, Resolution
from proxenia.places.gazetteer import Gazetteer
from proxenia.places.names import fold

__all__ = ["Candidate", "City", "Country", "Gazetteer", "Resolution", "fold"]
