"""Library: what `import proxenia as px` adds for notebooks: the main job in one line, and results as tables and figures."""

from proxenia.library.ask import assess, find_city, plan
from proxenia.library.figure import Figure, figure
from proxenia.library.rows import Rows, rows

__all__ = ["Figure", "Rows", "assess", "figure", "find_city", "plan", "rows"]
