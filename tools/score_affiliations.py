"""Score affiliation resolution on labeled sets and on the Persian gold set, and draw the reliability plot.

Run from the root of the project: python tools/score_affiliations.py FOLDER [--half held-out|development] [--wrong N]
Without FOLDER (as in `tools/fit_affiliations.py`) only the Persian gold set is scored, without ROR.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from labeled import Labeled, Seat, is_city_named, is_right, read_labeled

from proxenia.places.affiliations import Resolver
from proxenia.places.affiliations.measured.gold import gold_scores, read_gold
from proxenia.places.affiliations.measured.reliability import reliability_svg
from proxenia.places.affiliations.organizations.model import Model

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"


def main() -> None:
    """Print the scores."""
    choice = _choice()
    registry = choice.folder / "ror" / "ror_v2_partial.json.gz" if choice.folder else None
    resolvers = {"gazetteer only": Resolver()}
    if registry:
        resolvers["with ROR"] = Resolver(registry=registry, keep_index=False)
    for name, resolver in resolvers.items():
        _say(f"\n## {name}")
        if choice.folder:
            labeled, seats = read_labeled(choice.folder)
            labeled = [each for each in labeled if each.is_development == (choice.half == "development")]
            city(labeled, seats, resolver, wrong=choice.wrong)
            if resolver.has_registry:
                institutions(labeled, seats, resolver)
        for score in gold_scores(read_gold(), resolver=resolver):
            _say(
                f"gold {score.kind:<24} n {score.n:>4}  answered {score.n_answered:>4}  right {score.n_right:>4}  {score.share:.3f}"
            )


def _say(*parts: object) -> None:
    sys.stdout.write(" ".join(map(str, parts)) + "\n")


def _choice() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--half", choices=("held-out", "development"), default="held-out")
    parser.add_argument("--wrong", type=int, default=0)
    return parser.parse_args()


def city(labeled: list[Labeled], seats: dict[str, list[Seat]], resolver: Resolver, *, wrong: int) -> None:
    """Print how many strings that name the seat's city are answered, and how many answers are right."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    told: list[tuple[float, bool]] = []
    faults = []
    for one in labeled:
        truth = [seat for ror_id in one.ror_ids for seat in seats.get(ror_id, ())]
        if not truth or not all(ror_id in seats for ror_id in one.ror_ids):
            continue
        kind = f"{one.source}, city {'named' if is_city_named(one.text, truth) else 'not named'}"
        found = [place for place in resolver.resolve(one.text).places if place.geonames_id is not None]
        count = counts[kind]
        count[0] += 1
        count[1] += bool(found)
        right = bool(found) and all(is_right(place, truth) for place in found)
        count[2] += right
        if "not" not in kind:
            judged = [place for place in found if not place.evidence.endswith("seat elsewhere")]
            told.extend((place.confidence, is_right(place, truth)) for place in judged)
            if not right:
                faults.append((one.text, [seat.name for seat in truth], [(p.city, p.evidence) for p in found]))
    for kind, (n, answered, n_right) in sorted(counts.items()):
        _say(
            f"{kind:<28} n {n:>5}  unanswered {1 - answered / n:.4f}  right when answered {n_right / max(1, answered):.4f}"
        )
    if resolver.has_registry:
        (IMAGES / "affiliation-reliability.svg").write_text(
            reliability_svg(told, title="Confidence of the city"), encoding="utf-8"
        )
    for fault in faults[:wrong]:
        _say("   ", *fault)


def institutions(labeled: list[Labeled], seats: dict[str, list[Seat]], resolver: Resolver) -> None:
    """Print exact sets, precision and recall at the usual cut and at the sure one."""
    told: list[tuple[float, bool]] = []
    for source in ("springer", "s2aff"):
        for least in (0.5, Model.embedded().sure):
            exact = n = n_found = n_named = n_right = 0
            for one in labeled:
                if one.source != source or not all(ror_id in seats for ror_id in one.ror_ids):
                    continue
                pairs = {
                    i: c
                    for p in resolver.resolve(one.text).places
                    for i, c in zip(p.ror_ids, p.ror_confidences, strict=True)
                }
                found = {i for i, c in pairs.items() if c >= least}
                n += 1
                exact += found == one.ror_ids
                n_found, n_named, n_right = (
                    n_found + len(found),
                    n_named + len(one.ror_ids),
                    n_right + len(found & one.ror_ids),
                )
                if least == 0.5:  # noqa: PLR2004  each institution once
                    told.extend((c, i in one.ror_ids) for i, c in pairs.items())
            _say(
                f"{source:<10} cut {least:.2f}  n {n}  exact {exact / n:.4f}  precision {n_right / n_found:.4f}  recall {n_right / n_named:.4f}"
            )
    (IMAGES / "institution-reliability.svg").write_text(
        reliability_svg(told, title="Confidence of the institution"), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
