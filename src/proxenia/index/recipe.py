"""Recipe: one choice for each step from a table to an index, as a value with a hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from proxenia.errors import DataError, MethodError
from proxenia.index.steps.aggregate import AGGREGATIONS
from proxenia.index.steps.choice import Choice
from proxenia.index.steps.impute import IMPUTATIONS
from proxenia.index.steps.normalize import NORMALIZATIONS
from proxenia.index.steps.treat import TREATMENTS
from proxenia.index.steps.weight import WEIGHTINGS

__all__ = ["Assumptions", "IndicatorChoices", "Recipe"]


class IndicatorChoices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one indicator is treated and normalized by, where it differs from the rest."""

    treat: str | None = None
    normalize: str | None = None


class Assumptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What uncertainty is drawn over; the alternatives of a step are alike likely, and an empty step is not varied.

    `impute` may also name `hot-deck` (another unit's points) and `multiple` (chained regressions with their spread).
    `weights` is `change` (each weight of the `weight_levels` moves by up to `weight_change`), `order` (all weights
    that keep the order of the given ones, ties allowed), `any` (all weights) or `fixed`. Level 1 holds indicators.
    """

    treat: tuple[str, ...] = ()
    normalize: tuple[str, ...] = ()
    aggregate: tuple[str, ...] = ()
    impute: tuple[str, ...] = ()
    weights: str = "fixed"
    weight_change: float = 0.0
    weight_levels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse alternatives that do not exist."""
        _known("treat", self.treat, TREATMENTS)
        _known("normalize", self.normalize, NORMALIZATIONS)
        _known("aggregate", self.aggregate, AGGREGATIONS)
        _known("impute", self.impute, {**IMPUTATIONS, "hot-deck": (), "multiple": ()})
        if self.weights not in {"change", "order", "any", "fixed"}:
            raise MethodError(f"vary: weights {self.weights!r} is none of change, order, any, fixed")
        if not 0 <= self.weight_change <= 1:
            raise MethodError(f"vary: weight_change {self.weight_change} is not a share from 0 to 1")

    @classmethod
    def vignette(cls, *, levels: int) -> Assumptions:
        """Vary what COINr's own example varies, on a framework of this many levels, indicators counted."""
        return cls(
            treat=tuple(f"winsorize:{limit}" for limit in range(1, 6)),
            normalize=("minmax:1,100", "zscore:10,2"),
            aggregate=("arithmetic", "geometric"),
            weights="change",
            weight_change=0.25,
            weight_levels=tuple(range(max(1, levels - 2), levels)),
        )


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an index is made from a table.

    Steps run in COINr's order: denominate, impute, screen, treat, normalize, weight, aggregate. `screen` counts what
    is there after imputation, or only what was observed where `screen_observed`. `aggregate` has one rule for each
    level from the lowest up, the last of which holds for all above. `coverage_floor` is the share (0-1) of nominal
    weight that must be observed below an aggregate for it to have a score.

    Examples
    --------
    >>> mixed = Recipe(aggregate=("arithmetic", "geometric"))
    >>> Recipe.parse(mixed.toml()) == mixed
    True
    """

    name: str = "unnamed"
    denominate: bool = False
    impute: str = "none"
    screen: float | None = None
    screen_observed: bool = False
    treat: str = "none"
    normalize: str = "minmax:0,100"
    weights: str = "given"
    aggregate: tuple[str, ...] = ("arithmetic",)
    coverage_floor: float = 0.0
    indicator: dict[str, IndicatorChoices] = {}
    vary: Assumptions | None = None

    def __post_init__(self) -> None:
        """Refuse a choice that does not exist."""
        _known("impute", (self.impute,), IMPUTATIONS)
        _known("treat", (self.treat,), TREATMENTS)
        _known("normalize", (self.normalize,), NORMALIZATIONS)
        _known("aggregate", self.aggregate, AGGREGATIONS)
        if not self.aggregate:
            raise MethodError("aggregate: name a rule for at least one level")
        _known("weights", (self.weights,), WEIGHTINGS)
        if not 0 <= self.coverage_floor <= 1:
            raise MethodError(f"coverage_floor {self.coverage_floor} is not a share from 0 to 1")
        for choices in self.indicator.values():
            _known("treat", (choices.treat or "none",), TREATMENTS)
            _known("normalize", (choices.normalize or "none",), NORMALIZATIONS)

    @property
    def hash(self) -> str:
        """Twelve digits that change when any choice does."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:12]

    def toml(self) -> str:
        """Write the recipe as TOML."""
        return _toml(msgspec.to_builtins(self))

    @classmethod
    def parse(cls, text: str, *, source: str = "recipe") -> Recipe:
        """Read a recipe from TOML; raise `DataError` where it breaks the form."""
        try:
            return msgspec.toml.decode(text, type=cls)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise DataError(f"{source}: {error}") from error

    @classmethod
    def read(cls, path: Path) -> Recipe:
        """Read a recipe from a TOML file."""
        if not path.is_file():
            raise DataError(f"no methodology file {str(path)!r}")
        return cls.parse(path.read_text(encoding="utf-8"), source=str(path))


def _known(step: str, choices: tuple[str, ...], known: dict[str, tuple]) -> None:
    for choice in choices:
        Choice.parse(choice, step=step, known=known)


def _toml(value: dict[str, Any], path: tuple[str, ...] = ()) -> str:
    plain = {key: each for key, each in value.items() if each is not None and not isinstance(each, dict)}
    lines = [f"{key} = {json.dumps(each, ensure_ascii=False)}\n" for key, each in plain.items()]
    head = f"\n[{'.'.join(json.dumps(part, ensure_ascii=False) for part in path)}]\n" if path and lines else ""
    tables = [_toml(each, (*path, key)) for key, each in value.items() if isinstance(each, dict)]
    return head + "".join(lines) + "".join(tables)
