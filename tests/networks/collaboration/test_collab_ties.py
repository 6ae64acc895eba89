import csv
import math

import numpy as np
import pytest

from proxenia.errors import EvidenceError, MethodError
from proxenia.networks.collaboration import collaborate
from proxenia.networks.collaboration.ties import fit_gravity, partners_of, relative_intensity, strengths
from proxenia.networks.collaboration.ties.gravity import languages
from proxenia.networks.collaboration.units import make_units
from proxenia.networks.export import distance_km

TEHRAN, BOSTON, ISTANBUL = 112931, 4930956, 745044
PLACES = {"Tehran": TEHRAN, "Boston": BOSTON, "Istanbul": ISTANBUL}


@pytest.fixture
def found(open_made):
    """Four works of Tehran and Boston, one of Tehran and Istanbul, four of Boston alone."""
    works = {f"a{k}": (2020, [["Tehran"], ["Boston"]]) for k in range(4)}
    works |= {"b": (2020, [["Tehran"], ["Istanbul"]])}
    works |= {f"c{k}": (2020, [["Boston"]]) for k in range(4)}
    return collaborate(open_made(works, PLACES))


def test_strengths_are_those_worked_by_hand(found):
    tie = strengths(found)[0]
    assert tie["works"] == 4
    assert tie["salton"] == pytest.approx(4 / math.sqrt(5 * 8))
    assert tie["jaccard"] == pytest.approx(4 / (5 + 8 - 4))
    assert tie["association"] == pytest.approx(2 * 9 / (2.5 * 6))
    assert tie["intensity"] == pytest.approx(2 * 5 / (2.5 * 2))


def test_association_with_full_counts_uses_the_works_with_a_city(found):
    assert strengths(found, "full")[0]["association"] == pytest.approx(4 * 9 / (5 * 8))


def test_strengths_of_the_ties_kept_do_not_depend_on_those_left_out(found):
    assert strengths(found, at_least=1.0) == strengths(found)[:1]


def matrix(path):
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows])


def test_relative_intensity_of_europe_1994_2003_is_the_published_one(shared):
    folder = shared / "data" / "politics"
    published = matrix(folder / "eu_balassa_log2_1994-2003.csv")
    with np.errstate(divide="ignore"):
        ours = np.log2(relative_intensity(matrix(folder / "eu_coauth_1994-2003.csv")))
    known = np.isfinite(published)
    assert known.sum() > 2000
    assert np.abs(ours - published)[known].max() < 5e-5


@pytest.fixture(scope="module")
def planted(gazetteer):
    """Joint works of 80 cities drawn from a known expectation, with a gamma departure of variance 1/2 for each pair."""
    rng = np.random.default_rng(5)
    units = make_units([city.geonames_id for city in gazetteer.larger_than(1_500_000)[:80]]).units
    output = {number: float(size) for number, size in zip(units, rng.lognormal(7, 1, len(units)), strict=True)}
    works, departures = {}, {}
    spoken, numbers = languages(), sorted(units)
    for i, a in enumerate(numbers):
        for b in numbers[i + 1 :]:
            one, two = units[a], units[b]
            km = max(distance_km(one.latitude, one.longitude, two.latitude, two.longitude), 1.0)
            mean = -11 + math.log(output[a] * output[b]) - 0.3 * math.log(km)
            mean += 1.0 * (one.country_iso2 == two.country_iso2)
            mean += 0.4 * bool(spoken[one.country_iso2] & spoken[two.country_iso2])
            departures[a, b] = rng.gamma(2, 1 / 2)
            works[a, b] = float(rng.poisson(math.exp(mean) * departures[a, b]))
    return units, output, works, departures


def test_gravity_finds_the_planted_terms_and_dispersion(planted):
    pytest.importorskip("pyfixest", reason="pyfixest comes with the extra [gravity]")
    units, output, works, _ = planted
    found = fit_gravity(units, output, works)
    terms = {term.name: term for term in found.terms}
    truth = {"log_size": 1.0, "log_distance": -0.3, "same_country": 1.0, "same_language": 0.4}
    assert all(abs(terms[name].estimate - value) < 3.5 * terms[name].se for name, value in truth.items())
    assert all(abs(terms[name].estimate - value) < 0.25 for name, value in truth.items())
    assert found.dispersion == pytest.approx(1 / 2, abs=0.08)


def test_nine_of_ten_planted_departures_lie_in_their_intervals(planted):
    pytest.importorskip("pyfixest", reason="pyfixest comes with the extra [gravity]")
    units, output, works, departures = planted
    pairs = fit_gravity(units, output, works).pairs
    inside = [row["low"] <= departures[row["unit_a"], row["unit_b"]] <= row["high"] for row in pairs]
    assert 0.87 < np.mean(inside) < 0.94


def test_a_pair_with_little_evidence_is_drawn_to_one(planted):
    pytest.importorskip("pyfixest", reason="pyfixest comes with the extra [gravity]")
    units, output, works, _ = planted
    pairs = fit_gravity(units, output, works).pairs
    thin = [row["ratio"] for row in pairs if row["works"] == 0 and row["expected"] < 0.2]
    assert thin
    assert min(thin) > 0.9 and max(thin) < 1


def test_too_few_pairs_are_refused(found):
    pytest.importorskip("pyfixest", reason="pyfixest comes with the extra [gravity]")
    with pytest.raises(MethodError, match="3 pairs of cities with 5 joint works are too few"):
        partners_of(found, TEHRAN, with_expected=True)


def test_without_the_extra_the_refusal_says_what_to_install(found, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(MethodError, match=r"pip install 'proxenia\[gravity\]'"):
        partners_of(found, TEHRAN, with_expected=True)


def test_partners_are_those_of_the_city_heaviest_first(found):
    assert [row["city"] for row in partners_of(found, TEHRAN)] == ["Boston (US)", "Istanbul (TR)"]
    assert [row["city"] for row in partners_of(found, BOSTON)] == ["Tehran (IR)"]


def test_partners_of_a_city_without_works_are_refused(found):
    with pytest.raises(EvidenceError, match="no work of these records lies in the city with GeoNames number 1816670"):
        partners_of(found, 1816670)


def test_every_country_of_the_gazetteer_with_a_capital_has_languages(gazetteer):
    capitals = {city.country_iso2 for city in gazetteer.larger_than(0) if city.is_capital}
    assert capitals - languages().keys() <= {"EH"}
