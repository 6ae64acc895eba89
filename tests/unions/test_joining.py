import csv

import numpy as np
import pytest

from proxenia.errors import DataError, StudyError, UnknownCity
from proxenia.evidence.add import add_files
from proxenia.provenance import chance
from proxenia.store import Store
from proxenia.unions import Bench, which_to_join
from proxenia.unions.joining import Rehearsal


@pytest.fixture(scope="module")
def answer(bench):
    return which_to_join("تهران", bench=bench)


@pytest.fixture(scope="module")
def panel(bench, tehran):
    return bench.panel(tehran)


@pytest.fixture(scope="module")
def rehearsal(bench, panel):
    return Rehearsal(
        panel,
        measurer=bench.measurer,
        catalog=bench.catalog,
        framework=bench.framework,
        methodology=bench.methodology,
        seed=bench.seed,
    )


def test_networks_a_city_is_in_are_not_proposed(answer):
    assert {"amf", "metropolis", "uclg"} <= set(answer.present)
    assert not set(answer.present) & {each.network for each in answer.networks}


def test_networks_that_do_not_admit_the_city_are_not_proposed(answer):
    assert not {"ubc", "eurocities", "medcities"} & {each.network for each in answer.networks}


def test_every_other_network_is_proposed(answer, bench, tehran):
    open_ones = {n for n in bench.ground.networks if bench.ground.reader.is_eligible(tehran, n)}
    assert {each.network for each in answer.networks} == open_ones - set(answer.present)


def test_the_list_is_in_the_order_of_gain(answer):
    gains = [each.gain for each in answer.networks]
    assert gains == sorted(gains, reverse=True)
    assert [each.rank for each in answer.networks] == list(range(1, len(gains) + 1))


def test_every_cited_fact_is_in_the_evidence(answer, store):
    tables = ("memberships", "agreements", "networks", "observations", "coded_facts")
    facts = {row["fact_id"] for table in tables for row in store.rows(table)}
    assert {fact for each in answer.networks for fact in each.observations} <= facts
    assert all(each.observations for each in answer.networks)


def test_every_reason_is_said_in_both_languages(answer):
    for each in answer.networks:
        assert all(reason.en and reason.fa and reason.en != reason.fa for reason in each.because)


def test_chances_are_shares_inside_their_ends(answer):
    for each in answer.networks:
        low, high = each.probability_interval
        assert 0 <= low <= each.probability <= high <= 1


def test_the_same_seed_gives_the_same_answer(bench, answer):
    assert which_to_join("Tehran", bench=bench) == answer


def test_new_partners_and_known_ones_are_all_seen_members(answer):
    for each in answer.networks:
        known = 0 if each.overlap is None else round(each.overlap * each.members_seen)
        assert each.new_partners + known == each.members_seen


def test_the_panel_before_joining_is_the_panel_itself(rehearsal, panel):
    away = np.abs(np.quantile(rehearsal.before, 0.5, axis=0) - panel.uncertainty.score_quantiles[1, :, 0])
    assert away.mean() < 1  # other draws of the same choices: medians of 128 draws agree to about a point


def test_draws_of_a_cell_are_those_of_its_seed_alone(bench, panel):
    again = panel.observations.only([panel.cities[0].geonames_id]).draws(bench.draws, rng=chance(bench.seed))
    assert again[:, 0] == pytest.approx(panel.cells[:, 0], nan_ok=True)


def test_joining_counts_where_a_row_in_the_evidence_would_count(bench, rehearsal, tehran, tmp_path):
    file, path = tmp_path / "mine.csv", tmp_path / "mine.duckdb"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["network_id", "city", "country_iso2", "source_url", "as_of", "grade"])
        writer.writerow(["resilient_cities_network", "Tehran", "IR", "https://example.org/join", "2026", "A"])
    add_files([file], store=path)
    after = Bench(Store.open(path), draws=128, seed=7)
    indicators = bench.framework.indicator_ids
    one, other = (each.measurer.measure([tehran.geonames_id], indicators=indicators) for each in (bench, after))
    moved = {
        i
        for i in indicators
        if getattr(other.get(tehran.geonames_id, i), "value", None)
        != getattr(one.get(tehran.geonames_id, i), "value", None)
    }
    assert moved == set(rehearsal.counted("resilient_cities_network"))


def test_more_counts_never_lower_the_index_where_all_were_known(rehearsal, tehran):
    effect = rehearsal.joining(tehran.geonames_id, "wego")
    assert effect.indicators == ("intl_org_membership",)
    assert (effect.draws >= -1e-9).all()
    assert effect.interval[0] <= effect.points <= effect.interval[1]
    assert effect.ranks_after[1] <= effect.ranks_before[1]


def test_networks_that_count_alike_have_one_effect(rehearsal, tehran):
    number = tehran.geonames_id
    assert rehearsal.joining(number, "wego") is rehearsal.joining(number, "strong_cities")


def test_a_city_without_an_index_still_gets_its_list(bench):
    answer = which_to_join("Bandar Abbas", bench=bench)
    assert answer.networks
    assert all(each.effect is None and each.parts["effect"] is None for each in answer.networks)


def test_a_fee_is_told_with_its_page_and_never_guessed(answer):
    iclei = next(each for each in answer.networks if each.network == "iclei")
    assert any("archive.iclei.org" in reason.en for reason in iclei.because)
    wta = next(each for each in answer.networks if each.network == "wta")
    assert not [rule for rule in wta.rules if rule.kind == "fee"]
    assert any("not in the evidence" in reason.en for reason in wta.because)


def test_addresses_keep_their_digits_in_persian(answer):
    iclei = next(each for each in answer.networks if each.network == "iclei")
    assert any("id=13121" in reason.fa for reason in iclei.because)


def test_an_unknown_network_is_refused_with_the_known_ones(bench):
    with pytest.raises(DataError, match="no network 'hanse' in the evidence; there are"):
        which_to_join("Tehran", bench=bench, only=["hanse"])


def test_a_network_the_city_is_in_is_no_question(bench):
    with pytest.raises(StudyError, match="is in network 'amf' already"):
        which_to_join("Tehran", bench=bench, only=["amf"])


def test_a_network_that_does_not_admit_the_city_says_its_rule(bench):
    with pytest.raises(StudyError, match="does not admit 'Tehran': its rule is 'countries:DK"):
        which_to_join("Tehran", bench=bench, only=["ubc"])


def test_an_unknown_city_is_refused(bench):
    with pytest.raises(UnknownCity):
        which_to_join("Thran", bench=bench)


def test_a_network_the_city_left_is_told_as_such(bench):
    answer = which_to_join("San Fernando, TT", bench=bench)
    wecp = next(each for each in answer.networks if each.network == "wecp")
    assert wecp.is_former_member
    assert any("was a member and left" in reason.en for reason in wecp.because)


def test_a_network_without_seen_members_has_unknown_partners(answer):
    aivp = next(each for each in answer.networks if each.network == "aivp")
    assert aivp.parts["reach"] is None
    assert aivp.overlap is None
    assert "partners are unknown" in aivp.because[0].en
