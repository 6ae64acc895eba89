"""Index: observations and a methodology become scores and ranks, none without its interval."""

from proxenia.index.build import Index, Uncertainty, build, propagate
from proxenia.index.framework import Framework, Leaf, Node
from proxenia.index.methodology import Methodology

__all__ = ["Framework", "Index", "Leaf", "Methodology", "Node", "Uncertainty", "build", "propagate"]
