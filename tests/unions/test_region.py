import json

import numpy as np
import pytest

from proxenia.errors import DataError, StudyError
from proxenia.locale import Text
from proxenia.unions.forming import Region, box, listed, region, region_names


def holds(area, places, *names):
    return area.has([places.one(name) for name in names]).tolist()


def test_cities_of_the_shore_lie_in_the_region_and_others_do_not(gazetteer):
    gulf = region("persian-gulf")
    assert holds(gulf, gazetteer, "Dubai", "Bushehr", "Doha", "Manama", "Kuwait City") == [True] * 5
    assert holds(gulf, gazetteer, "Tehran", "Riyadh", "Isfahan", "Muscat") == [False] * 4


def test_seas_rivers_routes_and_languages_hold_their_cities(gazetteer):
    assert holds(region("caspian"), gazetteer, "Baku", "Rasht", "Astrakhan", "Tehran") == [True, True, True, False]
    assert holds(region("silk-road"), gazetteer, "Samarkand", "Mashhad", "Istanbul", "Moscow") == [
        True,
        True,
        True,
        False,
    ]
    assert holds(region("nile"), gazetteer, "Cairo", "Khartoum", "Nairobi") == [True, True, False]
    assert holds(region("danube"), gazetteer, "Vienna", "Belgrade", "Prague") == [True, True, False]
    assert holds(region("baltic"), gazetteer, "Riga", "Turku", "Berlin") == [True, True, False]
    assert holds(region("mediterranean"), gazetteer, "Tunis", "Palermo", "Madrid") == [True, True, False]
    assert holds(region("persian-speaking"), gazetteer, "Dushanbe", "Herāt", "Baku") == [True, True, False]


@pytest.mark.parametrize("name", region_names())
def test_every_region_has_a_name_in_both_languages_a_source_and_candidates(name, gazetteer):
    area = region(name)
    assert area.name.en
    assert area.name.fa
    assert area.source
    assert len(area.candidates(places=gazetteer, known=set())) >= 6


def test_a_box_over_the_antimeridian_holds_both_sides(gazetteer):
    assert holds(box(170, -25, -165, -5), gazetteer, "Suva", "Apia", "Auckland") == [True, True, False]


def test_a_box_upside_down_is_refused():
    with pytest.raises(DataError, match=r"south 31\.0 is not below north 23\.0"):
        box(48.0, 31.0, 57.0, 23.0)


def test_a_point_off_the_globe_is_refused():
    with pytest.raises(DataError, match=r"26\.0, 95\.0 is not on the globe"):
        box(20.0, 10.0, 26.0, 95.0)


def test_a_region_of_a_kind_needs_what_the_kind_is_made_of():
    with pytest.raises(DataError, match="is of kind 'countries', but has no countries"):
        Region(id="x", name=Text("x", "x"), kind="countries", source="us")


def test_a_region_without_cities_is_refused(gazetteer):
    with pytest.raises(StudyError, match="lies in region 'box'; draw it wider"):
        box(-40, -40, -35, -35).candidates(places=gazetteer, known=set())


def test_an_unknown_region_names_the_known_ones():
    with pytest.raises(DataError, match="no region 'hormuz'; there are persian-gulf, caspian"):
        region("hormuz")


def test_a_city_twice_in_a_list_is_refused(gazetteer):
    city = gazetteer.one("Baku")
    with pytest.raises(StudyError, match="'Baku' is named twice"):
        listed([city, gazetteer.one("Rasht"), city])


def test_a_quarter_of_a_city_is_no_candidate_and_a_known_suburb_is(gazetteer):
    found = {city.name for city in region("baltic").candidates(places=gazetteer, known=set())}
    assert "Hamburg" in found
    assert "Hamburg-Nord" not in found
    espoo = gazetteer.one("Espoo").geonames_id
    assert "Espoo" in {city.name for city in region("baltic").candidates(places=gazetteer, known={espoo})}


def test_a_geojson_file_is_a_region(tmp_path, gazetteer):
    ring = [[48, 36], [54, 36], [54, 42], [48, 42], [48, 36]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path = tmp_path / "south.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert holds(region(str(path)), gazetteer, "Baku", "Rasht", "Tehran", "Astrakhan") == [True, True, False, False]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "south.geojson: "),
        ('{"type": "Point", "coordinates": [1, 2]}', "no Polygon, MultiPolygon"),
        ('{"type": "Polygon", "coordinates": [[1, 2], [3, 4]]}', "whose coordinates are no points"),
        ('{"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]]]}', "an outline of 2 points encloses nothing"),
    ],
)
def test_a_broken_geojson_file_says_what_is_wrong(tmp_path, content, reason):
    path = tmp_path / "south.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=reason):
        region(str(path))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="No such file"):
        region(str(tmp_path / "none.geojson"))


def test_distance_to_a_line_counts_from_its_nearest_point(gazetteer):
    line = Region(
        id="x", name=Text("x", "x"), kind="line", source="us", within_km=1.0, points=(((50.0, 30.0), (50.0, 40.0)),)
    )
    city = gazetteer.one("Qom")  # 50.88 east, 34.64 north: 0.88 degrees of a parallel of 91.5 km each, about 80 km
    assert not line.has([city])[0]
    assert Region(id="x", name=Text("x", "x"), kind="line", source="us", within_km=85.0, points=line.points).has(
        [city]
    )[0]
    assert np.array_equal(line.has([]), np.zeros(0, bool))
