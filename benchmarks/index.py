"""How long 10,000 draws of uncertainty take on 51 units by 49 indicators, and how long one at a time would.

The table is COINr's own example where the shared folder lies beside the checkout, and random figures of the same
shape where not. The baseline runs the whole pipeline again for every draw, as COINr does, in this package and in the
same run. Where R with COINr is on the machine, COINr itself runs in the same run and the ratio is to it; where not, its
time measured elsewhere, 0.07 to 0.08 s a draw on two cores, is given for comparison and named so.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from proxenia.index import Framework, Leaf, Node, Recipe, Table, carry, construct, read_table
from proxenia.index.recipe import Assumptions

ASEM = Path(__file__).parents[1] / ".." / "shared" / "golden" / "coinr_asem"
DRAWS, BASELINE_DRAWS, REPEATS = 10_000, 60, 3
COINR_SECONDS_A_DRAW = 0.07
RECIPE = Recipe(denominate=True, impute="group-mean:EurAsia_group", screen=0.9, treat="winsorize:5")


def example() -> tuple[Table, Framework, Recipe, str]:
    if ASEM.is_dir():
        return *read_table(ASEM / "coinr_ASEM_iData.csv", ASEM / "coinr_ASEM_iMeta.csv"), RECIPE, "ASEM"
    nodes = [Node(code="Index", parent=None), Node(code="A", parent="Index"), Node(code="B", parent="Index")]
    nodes += [Node(code=f"P{k}", parent="AB"[k % 2]) for k in range(8)]
    leaves = tuple(Leaf(code=f"i{k}", parent=f"P{k % 8}") for k in range(49))
    values = np.random.default_rng(0).lognormal(size=(51, 49))
    table = Table(
        units=tuple(f"u{k}" for k in range(51)), indicators=tuple(leaf.code for leaf in leaves), values=values
    )
    return table, Framework(tuple(nodes), leaves), Recipe(treat="winsorize:5"), "random figures"


def one_at_a_time(table: Table, framework: Framework, recipe: Recipe, *, draws: int) -> float:
    """Seconds a draw when the whole pipeline is run again for each."""
    vary = Assumptions.vignette(levels=max(framework.heights) + 1)
    rng = np.random.default_rng(1)
    started = time.perf_counter()
    for _ in range(draws):
        nodes = tuple(
            replace(node, weight=node.weight * (1 + vary.weight_change * rng.uniform(-1, 1)))
            for node in framework.nodes
        )
        choices = {step: str(rng.choice(getattr(vary, step))) for step in ("treat", "normalize", "aggregate")}
        construct(table, Framework(nodes, framework.leaves), _with(recipe, choices))
    return (time.perf_counter() - started) / draws


def _with(recipe: Recipe, choices: dict[str, str]) -> Recipe:
    changes = {**choices, "aggregate": (choices["aggregate"],)}
    return msgspec.structs.replace(recipe, **changes)


COINR = """
suppressMessages(library(COINr))
coin <- build_example_coin(quietly = TRUE)
given <- coin$Meta$Weights$Original
changed <- get_noisy_weights(w = given, noise_specs = data.frame(Level = 2:3, NoiseFactor = 0.25), Nrep = 100)
scales <- list(list(f_n = "n_minmax", f_n_para = list(c(1, 100))), list(f_n = "n_zscore", f_n_para = list(c(10, 2))))
vary <- list(
  limit = list(Address = "$Log$Treat$global_specs$f1_para$winmax", Distribution = 1:5, Type = "discrete"),
  scale = list(Address = "$Log$Normalise$global_specs", Distribution = scales, Type = "discrete"),
  weight = list(Address = "$Log$Aggregate$w", Distribution = changed, Type = "discrete"),
  mean = list(Address = "$Log$Aggregate$f_ag", Distribution = c("a_amean", "a_gmean"), Type = "discrete")
)
draws <- 100
taken <- system.time(suppressMessages(
  get_sensitivity(coin, SA_specs = vary, N = draws, SA_type = "UA", dset = "Aggregated", iCode = "Index", Nboot = 0)
))
cat("seconds_a_draw", taken[["elapsed"]] / draws)
"""


def coinr_seconds_a_draw() -> float | None:
    """Seconds a draw of COINr itself on its own example, or None where R or COINr is not on the machine."""
    script = shutil.which("Rscript")
    if script is None:
        return None
    done = subprocess.run([script, "-e", COINR], capture_output=True, text=True, check=False, timeout=600)
    if done.returncode or "seconds_a_draw" not in done.stdout:
        return None
    return float(done.stdout.rpartition("seconds_a_draw")[2])


def measure() -> dict[str, float | str]:
    """Seconds for 10,000 draws, the best of three, and the ratio to the baseline of the same run."""
    table, framework, recipe, data = example()
    carry(table, framework, recipe, draws=64, rng=np.random.default_rng(0))
    seconds = []
    for seed in range(REPEATS):
        started = time.perf_counter()
        bands = carry(table, framework, recipe, draws=DRAWS, rng=np.random.default_rng(seed))
        seconds.append(time.perf_counter() - started)
    alone = one_at_a_time(table, framework, recipe, draws=BASELINE_DRAWS)
    best = min(seconds)
    coinr = coinr_seconds_a_draw()
    beside: dict[str, float | str] = (
        {
            "coinr": "R with COINr is not here",
            "times_faster_than_coinr_as_measured_elsewhere": round(COINR_SECONDS_A_DRAW * DRAWS / best),
        }
        if coinr is None
        else {"coinr_seconds_a_draw": round(coinr, 4), "times_faster_than_coinr": round(coinr * DRAWS / best)}
    )
    return {
        "data": data,
        "units": len(table.units),
        "indicators": len(table.indicators),
        "draws": DRAWS,
        "seconds": round(best, 3),
        "convergence_places": bands.convergence,
        "baseline_seconds_a_draw": round(alone, 4),
        "times_faster_than_one_at_a_time": round(alone * DRAWS / best),
        **beside,
    }


if __name__ == "__main__":
    for key, value in measure().items():
        print(f"{key:38} {value}")
