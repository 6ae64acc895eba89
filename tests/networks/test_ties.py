import pytest

from proxenia.errors import EvidenceError, RefusedFile
from proxenia.evidence import add_files, ended_networks
from proxenia.networks.ties import Tie, derive_ties, read_ties, tie_matrix, ties_of, vocabulary
from proxenia.provenance import Origin
from proxenia.store import Store

TEHRAN, ISTANBUL, BARCELONA = 112931, 745044, 3128760
PAGE = Origin(source_url="https://example.org/page", grade="A")
HEADER = "city,partner,network_id,form,scale,instrument,engagement,start,end,status,source_url,grade\n"


def tie(**more):
    plain = {
        "city_id": TEHRAN,
        "partner_id": ISTANBUL,
        "form": "bilateral",
        "scale": "global",
        "instrument": "agreement",
        "actors": ("city_government",),
        "engagement": "signed",
        "status": "current",
        "origin": PAGE,
    }
    return Tie(**(plain | more))  # ty: ignore[invalid-argument-type]  what is refused is the point


@pytest.fixture(scope="module")
def ties(store, gazetteer):
    return derive_ties(store, gazetteer=gazetteer)


@pytest.fixture
def read(tmp_path, gazetteer, store):
    def reader(rows):
        path = tmp_path / "ties.csv"
        path.write_text(HEADER + rows, encoding="utf-8")
        return read_ties(path, gazetteer=gazetteer, networks=[row["network_id"] for row in store.rows("networks")])

    return reader


def test_signed_is_not_active():
    assert not tie(engagement="signed").is_active and tie(engagement="active").is_active


def test_the_ladder_rises_from_none_to_leading():
    assert vocabulary().engagement == ("none", "declared", "signed", "active", "leading")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"start": "2010", "end": "2009"}, "tie ends 2009, before it starts 2010"),
        ({"start": "2010-05", "end": "2010-04-30"}, "before it starts"),
        ({"start": "spring"}, "start 'spring' is not a date"),
        ({"form": "trilateral"}, "form 'trilateral' is not one of bilateral, multilateral"),
        ({"engagement": "keen"}, "engagement 'keen' is not one of none, declared"),
        ({"actors": ("wizard",)}, "actor 'wizard' is not one of"),
        ({"partner_id": None}, "names its partner"),
        ({"partner_id": TEHRAN}, "is its own partner"),
        ({"form": "multilateral", "instrument": "membership", "partner_id": None}, "names its network"),
    ],
)
def test_a_tie_that_cannot_be_is_refused(bad, said):
    with pytest.raises(EvidenceError, match=said):
        tie(**bad)


def test_a_tie_may_end_in_the_year_it_began():
    assert tie(start="2010-05", end="2010").end == "2010"


def test_every_agreement_is_a_tie_of_both_parties(ties, store):
    row = store.rows("agreements", status="in_force")[0]
    both = {(row["geonames_id_a"], row["geonames_id_b"]), (row["geonames_id_b"], row["geonames_id_a"])}
    assert both <= {(each.city_id, each.partner_id) for each in ties}


def test_a_presidency_is_leading_and_a_plain_membership_signed(ties, store):
    rung = {(each.city_id, each.network_id): each.engagement for each in ties if each.network_id}
    roles = {}
    for row in store.rows("memberships", status="current"):
        roles.setdefault((row["geonames_id"], row["network_id"]), set()).add(row["role"])
    assert {rung[key] for key, held in roles.items() if "president" in held} == {"leading"}
    assert {rung[key] for key, held in roles.items() if held == {"member"}} == {"signed"}


def test_a_former_membership_is_ended_and_counts_for_nothing(ties, store):
    row = store.rows("memberships", status="former")[0]
    found = [each for each in ties_of(row["geonames_id"], ties) if each.network_id == row["network_id"]]
    assert [(each.status, each.engagement) for each in found] in (
        [("ended", "none")],
        [("current", found[0].engagement)],
    )


def test_permission_comes_from_the_coded_item(ties):
    # Tehran is coded 1: prior permission of the state for each agreement
    assert {each.permission for each in ties_of(TEHRAN, ties)} == {"needed"}
    assert {each.permission for each in ties_of(BARCELONA, ties)} == {"unknown"}


def test_every_tie_names_its_facts(ties, store):
    known = {row["fact_id"] for table in ("memberships", "agreements") for row in store.rows(table)}
    assert all(each.facts and set(each.facts) <= known for each in ties)


def test_the_matrix_has_four_cells_and_every_tie_once(ties):
    matrix = tie_matrix(TEHRAN, ties)
    assert [(cell.form, cell.scale) for cell in matrix.cells] == [
        ("bilateral", "regional"),
        ("bilateral", "global"),
        ("multilateral", "regional"),
        ("multilateral", "global"),
    ]
    assert sum(len(cell.ties) for cell in matrix.cells) == len(ties_of(TEHRAN, ties))


def test_a_tie_inside_one_continent_is_regional(ties, gazetteer):
    for each in tie_matrix(TEHRAN, ties).cell("bilateral", "regional").ties:
        assert gazetteer.countries[gazetteer.city(each.partner_id).country_iso2].continent == "AS"


def test_the_matrix_reads_in_persian(ties):
    lines = tie_matrix(TEHRAN, ties).lines("fa")
    assert lines[0].startswith("دوجانبه، منطقه‌ای: امضاشده") and not any(
        c.isascii() and c.isalnum() for c in "".join(lines)
    )


def test_an_empty_cell_says_that_nothing_was_seen(ties):
    assert tie_matrix(1, ties).lines("en")[0] == "bilateral, regional: no tie seen"


def test_own_ties_are_read_with_what_may_be_left_out(read):
    found = read("Tehran,Istanbul,,bilateral,global,project,active,2019,,,https://e.org,A\n")
    assert [(t.partner_id, t.instrument, t.status, t.permission) for t in found] == [
        (ISTANBUL, "project", "current", "unknown")
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Thran,Istanbul,,bilateral,global,project,active,,,,https://e.org,A\n", "ties.csv:2:city  no city 'Thran'"),
        ("Tehran,Istanbul,,bilateral,global,project,active,2010,2009,,https://e.org,A\n", ":2:end  tie ends 2009, before"),
        ("Tehran,,c4O,multilateral,global,membership,signed,,,,https://e.org,A\n", "no network 'c4O' in the evidence; did you mean 'c40'"),
        ("Tehran,,100rc,multilateral,global,membership,signed,,,,https://e.org,A\n", "ended in 2019; write its successor 'resilient_cities_network'"),
        ("Tehran,Istanbul,,bilateral,galactic,project,active,,,,https://e.org,A\n", ":2:scale  scale 'galactic'"),
        ("Tehran,Istanbul,,bilateral,global,project,active,,,,nowhere,A\n", "is not an address"),
        ("Tehran,Tehran,,bilateral,global,project,active,,,,https://e.org,A\n", "is its own partner"),
        ("Tehran,Istanbul,,bilateral,global,project,active,,,,https://e.org,A\n" * 2, ":3:city  'Tehran' stands twice"),
    ],
)  # fmt: skip
def test_own_ties_with_a_fault_are_refused_with_its_place(read, row, said):
    with pytest.raises(RefusedFile, match=said):
        read(row)


def test_an_ended_network_may_have_had_members(read):
    found = read("Tehran,,100rc,multilateral,global,membership,none,2014,2019,ended,https://e.org,A\n")
    assert found[0].network_id == "100rc" and found[0].end == "2019"


def test_every_ended_network_has_a_successor_in_the_evidence(store):
    known = {row["network_id"] for row in store.rows("networks")}
    assert {each.successor for each in ended_networks().values()} <= known
    assert not known & set(ended_networks())


def test_a_file_without_a_needed_column_is_refused(tmp_path, gazetteer):
    path = tmp_path / "ties.csv"
    path.write_text("city,form\nTehran,bilateral\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"ties\.csv:1:scale  no such column"):
        read_ties(path, gazetteer=gazetteer, networks=[])


def test_an_added_membership_becomes_a_tie(tmp_path, gazetteer):
    path = tmp_path / "mine.csv"
    path.write_text("network_id,city,role,source_url,grade\npolis,Tehran,observer,https://e.org,A\n", encoding="utf-8")
    add_files([path], store=tmp_path / "s.duckdb")
    found = derive_ties(Store.open(tmp_path / "s.duckdb"), gazetteer=gazetteer)
    assert ("polis", "declared") in {(t.network_id, t.engagement) for t in ties_of(TEHRAN, found)}
