"""Urban units: what counts as one city, and how far results move with it (`units.compare`)."""

from proxenia.networks.collaboration.units.divide import (
    UNIT_KINDS,
    Unit,
    Units,
    country_code,
    country_number,
    make_units,
)

__all__ = ["UNIT_KINDS", "Unit", "Units", "country_code", "country_number", "make_units"]
