import numpy as np
import pytest

from proxenia.errors import DataError, EvidenceError, RefusedFile
from proxenia.networks.bipartite import (
    from_pairs,
    from_store,
    generate_memberships,
    membership_index,
    read_memberships,
    read_values,
    restrict,
    sites_of,
)
from proxenia.networks.bipartite.table import grade_of
from proxenia.store import Store

TEHRAN, ISTANBUL = 112931, 745044


def write(folder, text, name="members.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_matrix_has_a_one_where_a_city_is_a_member(small):
    assert small.matrix.toarray().tolist() == [[1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1]]


def test_degrees_and_sizes_count_the_same_memberships(small):
    assert small.city_degree.tolist() == [2, 3, 2, 1, 1] and small.network_size.tolist() == [4, 2, 2, 1]


def test_a_pair_that_stands_twice_is_one_membership():
    assert len(from_pairs([(1, "a"), (1, "a")])) == 1


def test_leaving_cities_out_keeps_every_network(small):
    left = small.of_cities(np.array([True, False, True, False, False]))
    assert left.cities == (1, 3) and left.networks == small.networks and left.network_size.tolist() == [2, 1, 1, 0]


def test_an_unknown_network_is_refused_with_the_nearest():
    with pytest.raises(EvidenceError, match="no network 'eurocitys' in the table; did you mean 'eurocities'"):
        from_pairs([(1, "eurocities"), (1, "polis")]).column("eurocitys")


def test_a_city_in_no_network_is_refused(small):
    with pytest.raises(EvidenceError, match="city 9 is in none of the 4 networks"):
        small.row(9)


@pytest.mark.parametrize(
    ("roles", "grade"),
    [(["observer"], 1), (["member"], 2), (["board"], 3), (["member", "founder"], 3), (["host"], 4), (["president", "host"], 5)],
)  # fmt: skip
def test_a_grade_follows_the_published_scheme(roles, grade):
    assert grade_of(roles) == grade


def test_a_role_without_a_grade_is_refused():
    with pytest.raises(DataError, match="role 'janitor' has no grade"):
        grade_of(["janitor"])


def test_the_membership_index_is_the_sum_of_grades(small):
    assert membership_index(small).tolist() == [1 + 3, 3, 2, 1, 1]


def test_the_evidence_gives_tehran_a_grade_for_every_role_it_holds(store):
    table = from_store(store)
    held = {row["network_id"] for row in store.rows("memberships", geonames_id=TEHRAN, status="current")}
    at = table.city_at == table.row(TEHRAN)
    assert {table.networks[n] for n in table.network_at[at]} == held
    assert (table.grade[at] >= 1).all()


def test_a_status_nobody_has_is_refused():
    with pytest.raises(EvidenceError, match="no membership of status 'dissolved'"):
        from_store(Store.open(), status="dissolved")


def test_capitals_and_others_make_up_all_cities(small, small_sites):
    capitals, places = restrict(small, small_sites, kind="capitals")
    others, _ = restrict(small, small_sites, kind="others")
    assert capitals.cities == (1, 4) and others.cities == (2, 3, 5) and places.country == ("IR", "TR")


def test_a_city_the_gazetteer_does_not_hold_keeps_the_place_its_table_gives(gazetteer):
    sites = sites_of([TEHRAN, 999_999_999], gazetteer=gazetteer, given={999_999_999: ("IR", 33.0, 52.0)})
    assert sites.country == ("IR", "IR") and sites.latitude[1] == 33.0
    assert np.isnan(sites.population[1]) and np.isnan(sites.is_capital[1])


def test_a_table_is_read_with_its_own_names_of_columns(tmp_path):
    path = write(tmp_path, "net;place;joined_year\nx;112931;1999\nx;745044;0\ny;112931;\n")
    read = read_memberships(path, network_column="net", city_column="place")
    assert read.table.networks == ("x", "y") and read.table.cities == (TEHRAN, ISTANBUL)
    assert read.table.since[0] == 1999 and np.isnan(read.table.since[1:]).all()


def test_rows_without_a_city_and_repeated_pairs_are_told(tmp_path):
    path = write(tmp_path, "network_id,geonames_id\nx,1\nx,1\nx,\n,2\n")
    assert read_memberships(path).notes == (
        "members.csv: 2 rows without a city or a network were left out",
        "members.csv: 1 memberships stand more than once and count once",
    )


def test_a_year_that_is_none_is_unknown_and_told(tmp_path):
    read = read_memberships(write(tmp_path, "network_id,geonames_id,joined_year\nx,1,2012-2016 second phase\n"))
    assert np.isnan(read.table.since).all() and "1 years cannot be read" in read.notes[0]


@pytest.mark.parametrize("cell", ["Tehran", "-5", "1.5", "0", "۱۲"])
def test_a_city_that_is_no_geonames_number_is_refused_with_its_line(tmp_path, cell):
    with pytest.raises(RefusedFile, match=r"members\.csv:3:geonames_id .* is no GeoNames number"):
        read_memberships(write(tmp_path, f"network_id,geonames_id\nx,1\nx,{cell}\n"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("network,geonames_id\nx,1\n", "network_id  no such column; there are network, geonames_id"),
        ("network_id,geonames_id\n", "holds no rows"),
        ("", "holds no rows"),
        (b"network_id,geonames_id\n\xff\xfe,1\n", "is not UTF-8"),
        ("network_id,geonames_id\nx,\n", "holds no membership"),
    ],
)
def test_a_file_that_is_no_table_of_memberships_is_refused(tmp_path, text, said):
    with pytest.raises(EvidenceError, match=said):
        read_memberships(write(tmp_path, text))


def test_service_values_below_nothing_and_repeated_cities_are_refused(tmp_path):
    path = write(tmp_path, "City,A\nX,1\nX,2\nY,-1\nZ,many\n")
    with pytest.raises(RefusedFile, match="'X' stands twice") as caught:
        read_values(path)
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(3, "City"), (4, "A"), (5, "A")]


def test_made_up_memberships_have_the_shape_of_real_ones():
    table, sites = generate_memberships(rng=np.random.default_rng(0), n_cities=3000, n_networks=30, n_memberships=5000)
    assert len(sites.country) == 3000 and table.city_degree.min() == 1
    assert (table.city_degree == 1).mean() > 0.4 and table.network_size.max() > 10 * np.median(table.network_size)


def test_the_same_chance_makes_the_same_table():
    first, second = (
        generate_memberships(rng=np.random.default_rng(3), n_cities=200, n_networks=5, n_memberships=300)[0]
        for _ in range(2)
    )
    assert (first.city_at == second.city_at).all() and (first.since == second.since).all()


def test_the_real_european_table_is_read_whole(european):
    table, sites = european
    assert table.shape == (11_301, 59) and len(table) == 13_998
    assert np.isfinite(sites.latitude).all() and sum(not country for country in sites.country) == 8
