"""Fit the model of organizations and measure the confidence of each kind of evidence, on one half of labeled sets.

Run from the root of the project: python tools/fit_affiliations.py model FOLDER, then the same with `confidence`.
FOLDER holds `affiliations/springer_2023.json`, `affiliations/s2aff_gold.csv` and `ror/ror_v2_partial.json.gz`. A string
belongs to the development half when the SHA-256 of its text is even; the other half is for `tools/score_affiliations.py`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

sys.path.insert(0, str(Path(__file__).parent))
from labeled import Labeled, is_city_named, is_right, read_labeled

from proxenia.places.affiliations import Resolver
from proxenia.places.affiliations.geography.pieces import split
from proxenia.places.affiliations.organizations.match import FEATURES, candidates, features
from proxenia.places.affiliations.resolve import locate, matching_hint
from proxenia.places.affiliations.text import clean

DATA = Path(__file__).resolve().parents[1] / "src" / "proxenia" / "data" / "affiliations"
PRIOR = {"segment": 0.98, "end": 0.95, "inside": 0.9, "inherited": 0.93, "city-state": 0.97, "near name": 0.8}
PRIOR_WEIGHT = 6.0
HIGHEST = 0.995
OUTSIDE_WEIGHT = 0.35
WINDOW = 0.05
SURE_PRECISION = 0.94
ELSEWHERE = "seat elsewhere"
JUDGED = (63, 61)
"""Strings of the development half whose city is not the institution's seat: how many, and how many of the cities are
those that the string names. ROR cannot judge them; each was read."""


def main() -> None:
    """Write model.json or confidence.csv."""
    what, folder = sys.argv[1], Path(sys.argv[2])
    labeled, seats = read_labeled(folder)
    labeled = [each for each in labeled if each.is_development]
    resolver = Resolver(registry=folder / "ror" / "ror_v2_partial.json.gz", keep_index=False)
    if what == "model":
        write_model(*training_rows(labeled, resolver))
    else:
        write_confidence([resolver, Resolver()], labeled, seats)


def training_rows(labeled: list[Labeled], resolver: Resolver) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features of every candidate, whether it is in the label, the number of its string, and its weight.

    A string whose label is not in the registry teaches what a wrong candidate looks like, and weighs less: the label
    may be another record of the organization found.
    """
    rows, named, groups, weights = [], [], [], []
    for number, one in enumerate(labeled):
        for parts in split(clean(one.text), reader=resolver.reader):
            hint = matching_hint(locate(parts, reader=resolver.reader))
            found = candidates(parts, hint, atlas=resolver.atlas, institutions=resolver.institutions)
            for each, row in zip(found, features(found, parts, hint, resolver.institutions), strict=True):
                ror_id = resolver.institutions.organizations[each.number].ror_id
                if ror_id:
                    rows.append(row)
                    named.append(ror_id in one.ror_ids)
                    groups.append(number)
                    known = all(each in resolver.institutions.number for each in one.ror_ids)
                    weights.append(1.0 if known else OUTSIDE_WEIGHT)
    return np.array(rows, dtype=float), np.array(named), np.array(groups), np.array(weights)


def write_model(rows: np.ndarray, named: np.ndarray, groups: np.ndarray, weights: np.ndarray) -> None:
    """Fit, calibrate on held-out fifths, and write the trees."""
    model = GradientBoostingClassifier(
        n_estimators=50, max_depth=4, learning_rate=0.13, subsample=0.7, min_samples_leaf=15, random_state=0
    )
    held_out = cross_val_predict(
        model, rows, named, groups=groups, cv=GroupKFold(5), method="predict_proba", params={"sample_weight": weights}
    )[:, 1]
    curve = isotonic_points(held_out, named)
    calibrated = np.interp(held_out, [x for x, _ in curve], [y for _, y in curve])
    order = np.sort(np.unique(calibrated))
    sure = next((float(cut) for cut in order if named[calibrated >= cut].mean() >= SURE_PRECISION), 1.0)
    model.fit(rows, named, sample_weight=weights)
    share = np.average(named, weights=weights)
    table = {
        "features": FEATURES,
        "start": float(np.log(share / (1 - share))),
        "trees": [as_nodes(tree[0].tree_, model.learning_rate) for tree in model.estimators_],
        "curve": curve,
        "sure": round(sure, 4),
    }
    (DATA / "model.json").write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} candidates, {share:.3f} named; sure from {sure:.3f}\n")


def isotonic_points(raw: np.ndarray, named: np.ndarray) -> list[tuple[float, float]]:
    """Points of the rising curve from the raw to the calibrated probability, at the twentieths of the raw one."""
    curve = IsotonicRegression(y_min=0.01, y_max=0.99, out_of_bounds="clip").fit(raw, named)
    at = np.unique(np.quantile(raw, np.linspace(0, 1, 21)).round(4))
    heights = np.maximum.accumulate(
        [
            curve.predict(raw[np.abs(raw - x) < WINDOW]).mean()
            if (np.abs(raw - x) < WINDOW).any()
            else curve.predict([x])[0]
            for x in at
        ]
    )
    return [(0.0, 0.0), *((float(x), round(float(y), 4)) for x, y in zip(at, heights, strict=True)), (1.0, 0.995)]


def as_nodes(tree, rate: float) -> list[list[float]]:  # noqa: ANN001  scikit-learn names no public type
    """Give a tree of scikit-learn as the nodes that `Model` walks."""
    return [
        [round(rate * float(tree.value[n][0][0]), 5)]
        if tree.children_left[n] < 0
        else [
            int(tree.feature[n]),
            round(float(tree.threshold[n]), 4),
            int(tree.children_left[n]),
            int(tree.children_right[n]),
        ]
        for n in range(tree.node_count)
    ]


def write_confidence(resolvers: list[Resolver], labeled: list[Labeled], seats: dict) -> None:
    """Count right answers by kind of evidence and write them with a share drawn toward what such evidence is worth."""
    n, right = Counter(), Counter()
    for resolver in resolvers:
        for one in labeled:
            truth = [seat for ror_id in one.ror_ids for seat in seats.get(ror_id, ())]
            if len(one.ror_ids) != 1 or not truth:
                continue
            for place in resolver.resolve(one.text).places:
                if place.evidence.endswith(ELSEWHERE):
                    n[place.evidence] += 0
                elif place.geonames_id is not None and (is_city_named(one.text, truth) or place.method == "inherited"):
                    n[place.evidence] += 1
                    right[place.evidence] += is_right(place, truth)
    with (DATA / "confidence.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["kind", "n", "right", "confidence"])
        for kind in sorted(n):
            prior = next((worth for name, worth in PRIOR.items() if kind.startswith(name)), 0.9)
            if kind.endswith(ELSEWHERE):
                n[kind], right[kind] = JUDGED
            share = (right[kind] + PRIOR_WEIGHT * prior) / (n[kind] + PRIOR_WEIGHT)
            writer.writerow([kind, n[kind], right[kind], round(min(share, HIGHEST), 3)])
        writer.writerow(
            ["any", sum(n.values()), sum(right.values()), round(sum(right.values()) / max(1, sum(n.values())), 3)]
        )


if __name__ == "__main__":
    main()
