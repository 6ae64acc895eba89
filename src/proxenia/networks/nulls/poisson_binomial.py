r"""How many of many unlike coins fall on heads: the distribution behind every p-value of shared memberships.

Two cities share network :math:`n` by chance with probability :math:`p_{in}p_{jn}`; the number they share is a sum of
unlike coins, whose distribution is the Poisson binomial.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["at_least", "refined_normal"]


def at_least(p: NDArray[np.float64], *, most: int) -> NDArray[np.float64]:
    """Chances of at least 0, 1, ..., `most` heads, exactly.

    The coins are added one by one to a table of chances whose last place collects `most` heads or more. All terms are
    positive, so even the smallest tail is right to many digits, which a Fourier transform would not give.

    Parameters
    ----------
    p
        Chances of heads, shape (n_sums, n_coins).
    most
        Largest count asked for.

    Returns
    -------
    tails
        Shape (n_sums, most + 1); column t holds the chance of t heads or more.

    Examples
    --------
    Two fair coins and a sure one: at least 0, 1, 2, 3 heads.

    >>> at_least(np.array([[0.5, 0.5, 1.0]]), most=3)
    array([[1.  , 1.  , 0.75, 0.25]])
    """
    chance = np.zeros((most + 1, p.shape[0]))
    chance[0] = 1.0
    for coin in p.T:
        moved = chance * coin
        stays = moved[-1].copy()
        chance -= moved
        chance[1:] += moved[:-1]
        chance[-1] += stays
    return np.cumsum(chance[::-1], axis=0)[::-1].T.clip(0.0, 1.0)


def refined_normal(p: NDArray[np.float64], *, most: int, count: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    r"""Give the same chances by a normal curve with a correction for skew; for sums of thousands of coins.

    .. math:: P(T \le t) \approx \Phi(z) + \frac{\gamma (1 - z^2)\varphi(z)}{6},\quad z = (t + \tfrac12 - \mu)/\sigma

    Far out, where the correction leaves 0-1, the value is cut off there. `count` says how often each coin is thrown,
    shape (n_coins,); once where it is not given.

    References
    ----------
    Volkova (1996), *A refinement of the central limit theorem for sums of independent random indicators*.

    Examples
    --------
    A thousand fair coins: 500 heads or more have a chance of a half and half of that of 500 alone.

    >>> refined_normal(np.full((1, 1000), 0.5), most=500)[0, 500].round(4)
    np.float64(0.5126)
    """
    from scipy.special import ndtr  # noqa: PLC0415  slow to import, and only large sums need it

    times = np.ones(p.shape[1]) if count is None else count
    mean = (p @ times)[:, None]
    spread = p * (1 - p)
    sd = np.sqrt(spread @ times)[:, None]
    sure = sd == 0
    scale = np.where(sure, 1.0, sd)
    skew = ((spread * (1 - 2 * p)) @ times)[:, None] / scale**3
    t = np.arange(most + 1)[None, :]
    z = (t - 0.5 - mean) / scale
    bell = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    tails = ndtr(-z) - skew * (1 - z**2) * bell / 6
    tails = np.where(sure, (t <= mean).astype(float), tails)
    tails[:, 0] = 1.0
    return tails.clip(0.0, 1.0)
