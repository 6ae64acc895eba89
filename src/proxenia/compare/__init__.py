"""Compare: index and codes become profiles, models, modes and checks, each with its degree and evidence."""

from proxenia.compare.external import ExternalCheck
from proxenia.compare.models import IdealTypes, ModelDegree, model_degrees
from proxenia.compare.modes import Feature, ModeShare, features, mode_shares
from proxenia.compare.profile import Finding, Profile, findings

__all__ = [
    "ExternalCheck",
    "Feature",
    "Finding",
    "IdealTypes",
    "ModeShare",
    "ModelDegree",
    "Profile",
    "features",
    "findings",
    "mode_shares",
    "model_degrees",
]
