"""Aggregate: add points up along the tree, by one rule for each level, over many draws at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.steps.choice import Choice
from proxenia.index.steps.weight import benefit_of_doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.index.framework import Framework

__all__ = ["AGGREGATIONS", "aggregate_tree", "combine", "copeland", "sibling_weights"]

AGGREGATIONS: dict[str, tuple[float | str, ...]] = {
    "arithmetic": (),
    "geometric": (),
    "harmonic": (),
    "generalized": (2.0,),
    "mazziotta-pareto": (-1.0,),
    "mazziotta-pareto-sample": (-1.0,),
    "copeland": (),
    "benefit-of-doubt": (0.0, 1.0),
}


def combine(  # noqa: PLR0911  one return for each choice
    values: NDArray[np.float64], weights: NDArray[np.float64], *, choice: str
) -> NDArray[np.float64]:
    r"""Combine the children of one aggregate; weights of missing children go to the others.

    Parameters
    ----------
    values
        Shape (n_draws or 1, n_units, n_children), more is better.
    weights
        Shape (n_draws or 1, n_children), zero or more, of any sum.
    choice
        `arithmetic`, `geometric`, `harmonic`, `generalized:POWER`, `mazziotta-pareto:SIGN`, `copeland` or
        `benefit-of-doubt:LEAST,MOST`, which takes its own weights within these shares of a score. With
        mean :math:`M` and population variance :math:`S^2` over the children, Mazziotta and Pareto (2016) give
        :math:`M \pm S^2 / M`; sign -1 takes imbalance off, 1 adds it.
        `mazziotta-pareto-sample` takes the variance over n - 1, as the package Compind does.

    Returns
    -------
    scores
        Shape (n_draws or 1, n_units); NaN where no child with weight is known.

    Raises
    ------
    MethodError
        If a value is zero or below where the mean needs values above zero.

    Examples
    --------
    >>> combine(np.array([[[1.0, 4.0]]]), np.array([[1.0, 1.0]]), choice="geometric")
    array([[2.]])
    """
    chosen = Choice.parse(choice, step="aggregate", known=AGGREGATIONS)
    match chosen.name:
        case "arithmetic":
            return _mean(values, weights)
        case "geometric":
            _above_zero(values, "geometric")
            return np.exp(_mean(np.log(values), weights))
        case "harmonic":
            _above_zero(values, "harmonic")
            return 1 / _mean(1 / values, weights)
        case "generalized":
            return _power(values, weights, chosen.number)
        case "mazziotta-pareto" | "mazziotta-pareto-sample":
            mean = _mean(values, weights)
            variance = _mean((values - mean[..., None]) ** 2, weights)
            if chosen.name.endswith("sample"):
                n = _dot((~np.isnan(values)).astype(float), (weights > 0).astype(float))
                variance = np.where(n > 1, variance * n / np.maximum(n - 1, 1), 0.0)
            return mean + np.sign(chosen.number) * variance / mean
        case "benefit-of-doubt":
            least, most = chosen.numbers
            return np.stack([benefit_of_doubt(each, least_share=least, most_share=most)[0] for each in values])
        case _:
            pairs = np.broadcast_shapes(values.shape[:1], weights.shape[:1])[0]
            spread = (np.broadcast_to(x, (pairs, *x.shape[1:])) for x in (values, weights))
            return np.stack([copeland(v, w) for v, w in zip(*spread, strict=True)])


def copeland(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Wins less defeats of each unit against every other, a win being more than half of the weight in its favor.

    Only indicators that both units have are compared, so a gap counts for neither; a pair with none is a draw.

    Parameters
    ----------
    values
        Shape (n_units, n_children).
    weights
        Shape (n_children,).

    Examples
    --------
    >>> copeland(np.array([[3.0, 3.0], [2.0, 2.0], [1.0, np.nan]]), np.array([1.0, 1.0]))
    array([ 2.,  0., -2.])
    """
    margin = np.zeros((values.shape[0], values.shape[0]))
    for j, weight in enumerate(weights):
        difference = np.subtract.outer(values[:, j], values[:, j])
        margin += weight * np.sign(np.where(np.isnan(difference), 0.0, difference))
    margin[np.abs(margin) < 1e-12 * max(weights.sum(), 1e-300)] = 0.0
    wins = np.sign(margin).sum(axis=1)
    return np.where(np.isnan(values).all(axis=1), np.nan, wins)


def sibling_weights(framework: Framework) -> list[NDArray[np.float64]]:
    """Weights of the children of each aggregate, aggregates first, each of shape (1, n_children)."""
    out = []
    for node in framework.nodes:
        nodes, leaves = framework.children(node.code)
        weights = [framework.nodes[k].weight for k in nodes] + [framework.leaves[k].weight for k in leaves]
        out.append(np.array([weights], dtype=float))
    return out


def aggregate_tree(
    points: NDArray[np.float64],
    *,
    framework: Framework,
    weights: Sequence[NDArray[np.float64]],
    choices: Sequence[str],
    keep: NDArray[np.bool_] | None = None,
) -> list[NDArray[np.float64]]:
    """Scores of every aggregate, each of shape (n_draws or 1, n_units), in the order of the framework's nodes.

    Parameters
    ----------
    points
        Shape (n_draws or 1, n_units, n_leaves).
    weights
        For each aggregate, weights of its children as `sibling_weights` orders them.
    choices
        Rule for each level from the lowest up; the last one also holds for all levels above.
    keep
        Which units have enough data for which aggregate, shape (n_units, n_nodes); others are NaN there.
    """
    scores: list[NDArray[np.float64]] = [np.empty(0)] * len(framework.nodes)
    for i in reversed(range(len(framework.nodes))):
        nodes, leaves = framework.children(framework.nodes[i].code)
        parts = [scores[k][..., None] for k in nodes]
        if leaves:
            parts.append(points[..., list(leaves)])
        draws = max(part.shape[0] for part in parts)
        children = np.concatenate([np.broadcast_to(p, (draws, *p.shape[1:])) for p in parts], axis=-1)
        choice = choices[min(framework.heights[i], len(choices)) - 1]
        try:
            scores[i] = combine(children, weights[i], choice=choice)
        except MethodError as error:
            raise MethodError(f"aggregate {framework.nodes[i].code!r}: {error}") from error
        if keep is not None and not keep[:, i].all():
            scores[i] = np.where(keep[:, i], scores[i], np.nan)
    return scores


def _mean(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(values)
    if known.all():
        return _dot(values, weights / weights.sum(axis=1, keepdims=True))
    total = _dot(known.astype(float), weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, _dot(np.where(known, values, 0.0), weights) / total, np.nan)


def _dot(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    if values.shape[0] == 1:
        return weights @ values[0].T
    if weights.shape[0] == 1:
        return values @ weights[0]
    return (values @ weights[..., None])[..., 0]


def _power(values: NDArray[np.float64], weights: NDArray[np.float64], power: float) -> NDArray[np.float64]:
    if power == 0:
        return combine(values, weights, choice="geometric")
    _above_zero(values, f"generalized:{power:g}")
    return _mean(values**power, weights) ** (1 / power)


def _above_zero(values: NDArray[np.float64], name: str) -> None:
    if (values <= 0).any():
        raise MethodError(
            f"a {name} mean needs values above zero and the least here is {np.nanmin(values):g}; "
            "normalize to minmax:1,100, or take the arithmetic mean at this level"
        )
