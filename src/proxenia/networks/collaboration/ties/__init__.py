"""How strong a tie is, given how much both cities publish: four indices, and what gravity would have expected."""

from proxenia.networks.collaboration.ties.gravity import Gravity, Term, fit_gravity
from proxenia.networks.collaboration.ties.partners import partners_of
from proxenia.networks.collaboration.ties.strength import relative_intensity, strengths

__all__ = ["Gravity", "Term", "fit_gravity", "partners_of", "relative_intensity", "strengths"]
