import csv
import json
import math
from itertools import pairwise

import duckdb
import jsonschema
import pytest
import rustworkx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from proxenia.errors import DataError, OutputError
from proxenia.networks.export import distance_km, equal_earth, great_circle, write_graph

NODES = (
    {"id": 112931, "label": "تهران «پایتخت»", "latitude": 35.69, "longitude": 51.42, "works": 3.5, "capital": True},
    {"id": 2198148, "label": 'Suva, "Fiji" & Co\n', "latitude": -18.14, "longitude": 178.44, "works": 1.0},
    {"id": 4035413, "label": "Apia", "latitude": -13.83, "longitude": -171.77, "works": None},
)
EDGES = (
    {"source": 112931, "target": 2198148, "weight": 2.0, "year": 2019},
    {"source": 2198148, "target": 112931, "weight": 1.0, "year": 2020},
    {"source": 2198148, "target": 4035413, "weight": 4.0, "year": 2020},
)
GEXF_SCHEMA = """<element name="gexf" xmlns="http://relaxng.org/ns/structure/1.0" ns="http://gexf.net/1.3"
 datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
 <attribute name="version" ns=""><value>1.3</value></attribute>
 <element name="meta"><element name="creator"><text/></element><element name="description"><text/></element></element>
 <element name="graph">
  <attribute name="defaultedgetype" ns=""><choice><value>directed</value><value>undirected</value></choice></attribute>
  <optional><attribute name="mode" ns=""><choice><value>static</value><value>dynamic</value></choice></attribute>
   <attribute name="timeformat" ns=""><value>date</value></attribute>
   <attribute name="timerepresentation" ns=""><value>interval</value></attribute></optional>
  <oneOrMore><element name="attributes">
   <attribute name="class" ns=""><choice><value>node</value><value>edge</value></choice></attribute>
   <attribute name="mode" ns=""><choice><value>static</value><value>dynamic</value></choice></attribute>
   <zeroOrMore><element name="attribute"><attribute name="id" ns=""/><attribute name="title" ns=""/>
    <attribute name="type" ns=""><choice><value>boolean</value><value>long</value><value>double</value>
     <value>string</value></choice></attribute></element></zeroOrMore></element></oneOrMore>
  <element name="nodes"><zeroOrMore><element name="node"><attribute name="id" ns=""/><attribute name="label" ns=""/>
   <ref name="values"/><optional><element name="position" ns="http://gexf.net/1.3/viz">
    <attribute name="x" ns=""><data type="double"/></attribute><attribute name="y" ns=""><data type="double"/></attribute>
    <attribute name="z" ns=""><data type="double"/></attribute></element></optional></element></zeroOrMore></element>
  <element name="edges"><zeroOrMore><element name="edge"><attribute name="id" ns=""/><attribute name="source" ns=""/>
   <attribute name="target" ns=""/><attribute name="weight" ns=""><data type="double"/></attribute><ref name="values"/>
   <optional><element name="spells"><oneOrMore><element name="spell"><attribute name="start" ns=""><data type="date"/>
    </attribute><attribute name="end" ns=""><data type="date"/></attribute></element></oneOrMore></element></optional>
   </element></zeroOrMore></element>
 </element>
</element>"""
VALUES = """<define name="values"><element name="attvalues"><zeroOrMore><element name="attvalue">
 <attribute name="for" ns=""/><attribute name="value" ns=""/><optional><attribute name="start" ns=""><data type="date"/>
 </attribute><attribute name="end" ns=""><data type="date"/></attribute></optional></element></zeroOrMore></element>
 </define>"""
VOSVIEWER_SCHEMA = {
    "type": "object",
    "required": ["network"],
    "properties": {
        "network": {
            "type": "object",
            "required": ["items", "links"],
            "properties": {
                "items": {
                    "type": "array",
                    "items": {
                        "required": ["id", "label"],
                        "additionalProperties": False,
                        "properties": {
                            "id": {"type": "integer", "minimum": 1},
                            "label": {"type": "string"},
                            "x": {"type": "number"},
                            "y": {"type": "number"},
                            "cluster": {"type": "integer", "minimum": 1},
                            "url": {"type": "string"},
                            "description": {"type": "string"},
                            "weights": {"additionalProperties": {"type": "number", "minimum": 0}},
                            "scores": {"additionalProperties": {"type": "number"}},
                        },
                    },
                },
                "links": {
                    "type": "array",
                    "items": {
                        "required": ["source_id", "target_id", "strength"],
                        "properties": {"strength": {"type": "number", "minimum": 0}},
                    },
                },
            },
        }
    },
}


@pytest.fixture
def written(tmp_path):
    def write(name, **choices):
        return write_graph(tmp_path / name, NODES, EDGES, about={"counting": "author's share"}, **choices)

    return write


def lines_of(feature):
    geometry = feature["geometry"]
    return [geometry["coordinates"]] if geometry["type"] == "LineString" else geometry["coordinates"]


def test_graphml_reads_back_in_rustworkx_with_types_and_slices(written):
    (graph,) = rustworkx.read_graphml(str(written("ties.graphml")[0]))
    assert [node["label"] for node in graph.nodes()] == [node["label"] for node in NODES]
    assert [(node["works"], node["capital"]) for node in graph.nodes()] == [(3.5, True), (1.0, None), (None, None)]
    assert [(edge["weight"], edge["year"]) for edge in graph.edges()] == [(2.0, 2019), (1.0, 2020), (4.0, 2020)]


def test_gexf_fits_the_form_of_version_1_3(written):
    grammar = '<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary='
    grammar += f'"http://www.w3.org/2001/XMLSchema-datatypes" ns="http://gexf.net/1.3"><start>{GEXF_SCHEMA}</start>'
    schema = etree.RelaxNG(etree.fromstring(f"{grammar}{VALUES}</grammar>"))
    assert schema.validate(etree.parse(str(written("ties.gexf")[0]))), schema.error_log


def test_gexf_ties_last_the_years_of_their_slices(written):
    root = etree.parse(str(written("ties.gexf")[0]))
    name = {"g": "http://gexf.net/1.3"}
    first = root.find(".//g:edge", name)
    spells = [(s.get("start"), s.get("end")) for s in first.findall(".//g:spell", name)]
    weights = [v.get("value") for v in first.findall(".//g:attvalue[@for='weight']", name)]
    assert first.get("weight") == "3.0" and weights == ["2.0", "1.0"]
    assert spells == [("2019-01-01", "2019-12-31"), ("2020-01-01", "2020-12-31")]


def test_gexf_attributes_are_declared_before_use(written):
    root = etree.parse(str(written("ties.gexf")[0]))
    declared = {a.get("id") for a in root.iterfind(".//{*}attribute")}
    assert {v.get("for") for v in root.iterfind(".//{*}attvalue")} <= declared


def test_vosviewer_json_fits_its_form_and_adds_slices_up(written):
    content = json.loads(written("ties.json")[0].read_text(encoding="utf-8"))
    jsonschema.validate(content, VOSVIEWER_SCHEMA)
    assert content["network"]["links"][0] == {"source_id": 112931, "target_id": 2198148, "strength": 3.0}
    assert len(content["network"]["links"]) == 2


def test_vosviewer_numbers_ids_that_are_no_numbers(tmp_path):
    (path,) = write_graph(tmp_path / "v.json", [{"id": "a"}, {"id": "b"}], [{"source": "b", "target": "a"}])
    network = json.loads(path.read_text(encoding="utf-8"))["network"]
    assert [item["id"] for item in network["items"]] == [1, 2]
    assert network["links"] == [{"source_id": 2, "target_id": 1, "strength": 1.0}]


def test_pajek_lines_follow_its_format(written):
    raw = written("ties.net")[0].read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").splitlines()
    assert lines[:2] == ["% counting: author's share", "*Vertices 3"]
    assert lines[3].startswith("2 \"Suva, 'Fiji' & Co\" ")
    assert lines[5:] == ["*Edges", "1 2 3.0", "2 3 4.0"]
    spots = [[float(part) for part in line.rpartition('"')[2].split()] for line in lines[2:5]]
    assert all(0 <= part <= 1 for spot in spots for part in spot)


def test_a_directed_graph_has_arcs_and_keeps_both_ways_apart(written):
    lines = written("ties.net", is_directed=True)[0].read_bytes().decode("utf-8-sig").splitlines()
    assert lines[5:] == ["*Arcs", "1 2 2.0", "2 1 1.0", "2 3 4.0"]


def test_geojson_line_over_the_antimeridian_is_cut_there(written):
    content = json.loads(written("ties.geojson")[0].read_text(encoding="utf-8"))
    tie = next(f for f in content["features"] if f["properties"].get("target") == "4035413")
    east, west = lines_of(tie)
    assert east[-1][0] == 180.0 and west[0][0] == -180.0 and east[-1][1] == west[0][1]


def test_geojson_follows_rfc_7946(written):
    content = json.loads(written("ties.geojson")[0].read_text(encoding="utf-8"))
    assert content["type"] == "FeatureCollection"
    assert [f["geometry"]["type"] for f in content["features"]] == [*["Point"] * 3, "LineString", "MultiLineString"]
    assert content["features"][0]["geometry"]["coordinates"] == [51.42, 35.69]


def test_geojson_tie_without_a_place_has_no_geometry(tmp_path):
    (path,) = write_graph(tmp_path / "g.geojson", [*NODES, {"id": 7}], [{"source": 7, "target": 112931}])
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert [f["geometry"] for f in features[3:]] == [None, None]


def test_csv_reads_back_with_missing_cells_empty(written):
    edges, nodes = written("ties.csv")
    with nodes.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["works"] for row in rows] == ["3.5", "1.0", ""] and rows[1]["label"] == NODES[1]["label"]
    assert len(duckdb.read_csv(str(edges)).fetchall()) == 3


def test_parquet_reads_back_typed_with_its_method_in_the_metadata(written):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow comes with the extra [spark]")
    edges, nodes = written("ties.parquet")
    assert duckdb.read_parquet(str(nodes)).fetchall()[2] == (4035413, "Apia", -13.83, -171.77, None, None)
    table = parquet.read_table(edges)
    assert table.to_pylist() == list(EDGES)
    assert table.schema.metadata[b"counting"] == b"author's share"


def test_a_tie_to_an_unknown_node_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(DataError, match="edge 1: target 9 is no node"):
        write_graph(tmp_path / "t.gexf", [{"id": 1}], [{"source": 1, "target": 9}])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("weight", [math.nan, math.inf, "many", True])
def test_a_weight_that_is_no_finite_number_is_refused(tmp_path, weight):
    with pytest.raises(DataError, match="edge 1: weight"):
        write_graph(tmp_path / "t.net", [{"id": 1}], [{"source": 1, "target": 1, "weight": weight}])


def test_an_id_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(DataError, match="node id '1' stands twice"):
        write_graph(tmp_path / "t.net", [{"id": 1}, {"id": "1"}], [])


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(DataError, match=r"no graph format '\.xls'; write one of graphml, gexf"):
        write_graph(tmp_path / "t.xls", [], [])


def test_when_one_file_of_two_cannot_be_written_neither_is(tmp_path):
    (tmp_path / "t.nodes.csv").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write_graph(tmp_path / "t.csv", NODES, EDGES)
    assert not (tmp_path / "t.csv").exists()


def test_characters_that_xml_forbids_are_replaced(tmp_path):
    (path,) = write_graph(tmp_path / "t.graphml", [{"id": 1, "label": "a\x00b\x0bc"}], [])
    (graph,) = rustworkx.read_graphml(str(path))
    assert graph.nodes()[0]["label"] == "a\ufffdb\ufffdc"


@given(label=st.text(), weight=st.floats(0, 1e12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_label_and_weight_come_through_every_format(tmp_path, label, weight):
    nodes, edges = [{"id": 1, "label": label}, {"id": 2}], [{"source": 1, "target": 2, "weight": weight}]
    for suffix in ("graphml", "gexf", "json", "net", "geojson", "csv"):
        write_graph(tmp_path / f"any.{suffix}", nodes, edges, about={"note": label})
    (graph,) = rustworkx.read_graphml(str(tmp_path / "any.graphml"))
    assert graph.edges()[0]["weight"] == weight
    assert float(etree.parse(str(tmp_path / "any.gexf")).find(".//{*}edge").get("weight")) == weight
    network = json.loads((tmp_path / "any.json").read_text(encoding="utf-8"))["network"]
    assert network["items"][0]["label"] == label and network["links"][0]["strength"] == weight
    lines = (tmp_path / "any.net").read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[-2] == f"1 2 {weight!r}" and lines[-3] == "*Edges"


def test_points_of_a_great_circle_add_up_to_its_length():
    tehran, boston = (51.42, 35.69), (-71.06, 42.36)
    (line,) = great_circle(tehran, boston)
    steps = [distance_km(a[1], a[0], b[1], b[0]) for a, b in pairwise(line)]
    assert sum(steps) == pytest.approx(distance_km(35.69, 51.42, 42.36, -71.06), abs=1e-6)
    assert max(steps) <= 200


def test_a_line_over_the_pole_is_cut_at_the_pole():
    up, down = great_circle((10.0, 80.0), (-170.0, 80.0))
    assert up[-1] == (10.0, 90.0) and down[0] == (-170.0, 90.0)


def test_opposite_places_are_joined_over_the_north_pole():
    parts = great_circle((30.0, -20.0), (-150.0, 20.0))
    assert max(latitude for part in parts for _, latitude in part) == 90.0


def test_a_place_has_no_line_to_itself():
    assert great_circle((51.42, 35.69), (51.42, 35.69)) == []


@pytest.mark.parametrize(("start", "end"), [((180.0, 5.0), (-179.0, 5.0)), ((-180.0, 5.0), (179.0, 5.0))])
def test_a_line_from_the_antimeridian_itself_is_one_part(start, end):
    assert len(great_circle(start, end)) == 1


def test_equal_earth_keeps_areas_of_equal_bands():
    """Between two parallels the area is the integral of the width over y: it must follow the sine of latitude."""

    def area(low, high, steps=2000):
        ys = [equal_earth(180.0, low + (high - low) * k / steps) for k in range(steps + 1)]
        return sum((a[0] + b[0]) / 2 * (b[1] - a[1]) for a, b in pairwise(ys))

    tropics, north = area(0, 30), area(30, 90)
    assert tropics == pytest.approx(north, rel=1e-4)
