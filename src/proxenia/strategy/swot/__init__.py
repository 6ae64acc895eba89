"""SWOT and TOWS, computed: every cell cites its rows, and what contradicts is kept."""

from proxenia.strategy.swot.entry import Swot, SwotEntry, TowsCell
from proxenia.strategy.swot.inner import inner
from proxenia.strategy.swot.matrix import swot
from proxenia.strategy.swot.outer import Around, outer

__all__ = ["Around", "Swot", "SwotEntry", "TowsCell", "inner", "outer", "swot"]
