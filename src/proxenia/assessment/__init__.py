"""Assessment: one city beside others, from evidence to strategy, as one value."""

from proxenia.assessment.assess import assess
from proxenia.assessment.result import Assessment
from proxenia.assessment.verify import Difference, verify

__all__ = ["Assessment", "Difference", "assess", "verify"]
