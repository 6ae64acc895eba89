"""Extensions that are broken, clash, or reach for what is not theirs: each is refused with what would be right."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from proxenia.coding import Codebook
from proxenia.compare.workbench import Workbench
from proxenia.errors import DataError, ProxeniaError, RefusedFile
from proxenia.extensions import active, definition, forget
from proxenia.indicators import Catalog, CityFramework
from proxenia.library.extensions import check_extension
from proxenia.locale import digits, direction, listed, writing
from proxenia.report.figures import Brush
from proxenia.sources import open_records
from proxenia.store import Store

INDICATOR = """
[[indicator]]
id = "{id}"
name = {{ en = "A", fa = "ا" }}
definition = {{ en = "A", fa = "ا" }}
unit = {{ en = "count", fa = "شمار" }}
direction = "higher"
form = "internal"
scale = "city"
status = "ours"
sources = ["x"]
kind = "{kind}"
goalposts = [0, 1]
fill = "statistics"
{more}
"""
FRAMEWORK = """
name = "f"
version = 1
title = { en = "F", fa = "ف" }
source = "x"
theme = [{ code = "t", name = { en = "T", fa = "ت" } }]
[[dimension]]
code = "d"
name = { en = "D", fa = "د" }
indicators = [
  { id = "museums", theme = "t" },
  { id = "universities", theme = "t", weight = "heavy" },
]
"""


def indicator(name, *, kind="figure", more=""):
    return INDICATOR.format(id=name, kind=kind, more=more)


def test_two_extensions_of_one_name_are_refused_with_both_places(made, in_reach, tmp_path):
    one = made("twin", {})
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "extension.toml").write_text('name = "twin"\nversion = "9"\nlicense = "MIT"\n')
    in_reach(one, other)
    with pytest.raises(DataError, match=rf"called 'twin': folder {one} and folder {other}; rename one"):
        active()


def test_one_folder_named_twice_is_one_extension(made, in_reach):
    folder = made("twin", {})
    in_reach(folder, folder)
    assert [each.name for each in active()] == ["twin"]


def test_a_framework_cannot_take_the_name_of_ours(made, in_reach):
    in_reach(made("thief", {"frameworks/science-diplomacy.toml": FRAMEWORK}))
    with pytest.raises(DataError, match=r"called 'science-diplomacy': of proxenia itself and extension 'thief' 0\.1"):
        CityFramework.read("science-diplomacy")


def test_a_language_cannot_take_the_place_of_persian(made, in_reach):
    own = definition("languages", "fa").path.read_text(encoding="utf-8")
    folder = made("thief", {"locale/fa/language.toml": own.replace("rtl", "ltr")})
    in_reach(folder)
    assert writing("fa").direction == "rtl"
    assert "'fa' is of proxenia itself" in check_extension(folder).faults[0].fault


def test_an_indicator_of_ours_cannot_be_defined_again(made, in_reach):
    in_reach(made("thief", {"indicators/i.toml": indicator("museums")}))
    with pytest.raises(
        DataError, match=r"indicators/i\.toml: indicator 'museums' is already defined by proxenia itself"
    ):
        Catalog.read()


def test_two_extensions_cannot_define_one_indicator(made, in_reach):
    in_reach(*(made(name, {"indicators/i.toml": indicator("same")}) for name in ("first", "second")))
    with pytest.raises(DataError, match=r"extension 'second'.*'same' is already defined by extension 'first'"):
        Catalog.read()


def test_a_text_of_ours_cannot_be_said_otherwise(made, in_reach):
    text = indicator("new") + '[fill.statistics]\nen = "Guess."\nfa = "حدس بزنید."\n'
    in_reach(made("thief", {"indicators/i.toml": text}))
    with pytest.raises(DataError, match="fill 'statistics' is already defined otherwise"):
        Catalog.read()


def test_broken_toml_names_extension_file_line_and_column(made, in_reach):
    in_reach(made("broken", {"frameworks/f.toml": 'name = "f"\nversion = = 1\n'}))
    with pytest.raises(DataError, match=r"extension 'broken' 0\.1 \(folder .*\), frameworks/f\.toml:2:11  is no TOML"):
        CityFramework.read("f")


def test_a_wrong_type_names_the_line_it_stands_on(made, in_reach):
    in_reach(made("broken", {"frameworks/f.toml": FRAMEWORK}))
    with pytest.raises(DataError, match=r"frameworks/f\.toml:12:39  expected `float`, got `str`"):
        CityFramework.read("f")


def test_a_broken_head_says_what_to_write(made, in_reach):
    in_reach(made("broken", {}, head='name = "broken"\nversion = "1"\n'))
    with pytest.raises(DataError, match=r'extension\.toml: no license; write license = "\.\.\."'):
        active()


def test_a_folder_without_a_head_is_no_extension(tmp_path):
    with pytest.raises(DataError, match=r"has no extension\.toml"):
        check_extension(tmp_path)


def test_a_link_that_leads_out_of_the_folder_is_refused(made, in_reach, tmp_path):
    secret = tmp_path / "secret.toml"
    secret.write_text(FRAMEWORK)
    folder = made("escaping", {"frameworks/f.toml": FRAMEWORK})
    (folder / "frameworks" / "g.toml").symlink_to(secret)
    in_reach(folder)
    with pytest.raises(DataError, match=r"frameworks/g\.toml leads out of the folder"):
        active()


def test_a_codebook_cannot_name_files_elsewhere(made, in_reach):
    book = 'id = "b"\ntitle = { en = "B", fa = "ب" }\nfiles = ["../../../secret"]\n'
    in_reach(made("escaping", {"codebooks/b/codebook.toml": book}))
    with pytest.raises(DataError, match=r"names '\.\./\.\./\.\./secret', which is not beside it"):
        Codebook.read(Path("b"))


def test_a_name_is_no_path(made, in_reach):
    in_reach(made("escaping", {"frameworks/f.toml": FRAMEWORK}))
    with pytest.raises(DataError, match="no framework file"):
        CityFramework.read("../frameworks/f")


def test_a_figure_without_a_measure_is_told(made):
    report = check_extension(made("thin", {"indicators/i.toml": indicator("nowhere")}))
    assert "indicator 'nowhere' has no measure" in report.faults[0].fault


def test_a_function_that_nobody_brings_is_told(made):
    text = indicator("lost", kind="function", more='function = "lost"')
    report = check_extension(made("thin", {"indicators/i.toml": text}))
    assert "no function 'lost' under the entry point proxenia.measures" in report.faults[0].fault


def test_a_file_that_nothing_reads_is_told(made):
    report = check_extension(made("thin", {"frameworks/f.yaml": "name: f"}))
    assert report.faults[0].path == "frameworks/f.yaml" and "files of frameworks/ are" in report.faults[0].fault


def test_rows_of_an_extension_are_judged_like_any_others(made):
    rows = "city,country_iso2,measure_id,value,year,source_url,grade\nTehran,IR,museums,many,2024,nowhere,A\n"
    report = check_extension(made("thin", {"evidence/observations.csv": rows}))
    assert "evidence/observations.csv:2:value  'many' is not a number" in report.faults[0].fault
    assert ":2:source_url" in report.faults[0].fault


def test_a_measure_of_ours_cannot_be_defined_again(made):
    rows = "measure_id,name_en,name_fa,unit,role,low_is_best,publisher\nmuseums,M,م,count,primary,false,\n"
    report = check_extension(made("thief", {"evidence/measures.csv": rows}))
    assert ":2:measure_id  'museums' is already a measure" in report.faults[0].fault


def test_a_translation_fills_the_same_places(made):
    files = {"locale/xx/language.toml": definition("languages", "en").path.read_text(encoding="utf-8")}
    files["locale/xx/words.csv"] = "en,xx\nGaps,Xaps\n90 % interval {i},about {j}\n"
    report = check_extension(made("words", files))
    assert report.faults[0].fault.startswith("words.csv:3:xx  'about {j}' does not fill the same places")


def test_missing_translations_are_counted(made):
    files = {"locale/xx/language.toml": definition("languages", "en").path.read_text(encoding="utf-8")}
    files["locale/xx/words.csv"] = "en,xx\nGaps,Xaps\nno message of ours,z\n"
    (file,) = check_extension(made("words", files)).files
    assert file.holds.startswith("xx: 1 of ") and file.holds.endswith("1 other texts")


PACKAGE = '[project]\nname = "{name}"\nversion = "2.0"\n[project.entry-points."{group}"]\n{entry} = "{value}"\n'


@pytest.fixture
def function_of(site, installed, made, in_reach, monkeypatch):
    """A package whose function `measure` has this body, and an indicator that asks for it."""

    def write(body):
        (site / "hostile.py").write_text(f"def measure(city, *, indicator, store):\n    {body}\n")
        project = PACKAGE.format(name="hostile", group="proxenia.measures", entry="hostile", value="hostile:measure")
        installed(site, project)
        in_reach(made("asks", {"indicators/i.toml": indicator("asked", kind="function", more='function = "hostile"')}))
        monkeypatch.syspath_prepend(str(site))
        monkeypatch.delitem(sys.modules, "hostile", raising=False)
        forget()
        return lambda: Workbench.over(Store.open()).measurer.measure([112931], indicators=["asked"])

    return write


def test_a_function_that_cites_what_is_not_there_is_refused_by_its_package(function_of):
    measure = function_of(
        "from proxenia.indicators import Observation, ObsStatus\n"
        "    return Observation(indicator_id='asked', geonames_id=city.geonames_id, unit='count', value=1.0,\n"
        "                       status=ObsStatus.OBSERVED, grade='A', facts=('o0',))"
    )
    with pytest.raises(DataError, match=r"package hostile 2\.0: function 'hostile'.*cites fact 'o0', which is not"):
        measure()


def test_a_function_that_gives_a_number_is_refused(function_of):
    with pytest.raises(DataError, match="gave float; an Observation or None would be right"):
        function_of("return 1.0")()


def test_a_function_that_gives_nothing_leaves_the_cell_missing(function_of):
    assert function_of("return None")().get(112931, "asked") is None


@pytest.mark.usefixtures("example")
def test_two_packages_cannot_bring_one_reader(site, installed, tmp_path):
    project = PACKAGE.format(name="rival", group="proxenia.readers", entry="meeting-register", value="rival:READER")
    installed(site, project)
    forget()
    path = tmp_path / "papers.txt"
    path.write_text("#MEETING-REGISTER\n")
    with (
        pytest.raises(DataError, match=r"'meeting-register' under proxenia\.readers: of package .* and of package "),
        open_records(path),
    ):
        pass


@pytest.mark.usefixtures("example")
def test_two_readers_that_take_one_file_for_theirs_are_told(site, installed, tmp_path):
    value = "proxenia_example.register:REGISTER"
    installed(site, PACKAGE.format(name="rival", group="proxenia.readers", entry="other-register", value=value))
    forget()
    path = tmp_path / "papers.txt"
    path.write_text("#MEETING-REGISTER\n")
    with pytest.raises(DataError, match="by two readers"), open_records(path):
        pass


@pytest.mark.usefixtures("example")
def test_no_reader_takes_over_a_format_of_ours(site, installed, tmp_path):
    (site / "greedy.py").write_text("class R:\n    def sniff(self, head):\n        return True\nREADER = R()\n")
    installed(site, PACKAGE.format(name="greedy", group="proxenia.readers", entry="greedy", value="greedy:READER"))
    forget()
    path = tmp_path / "my.ris"
    path.write_text("TY  - JOUR\nTI  - On cities\nER  - \n")
    with open_records(path) as (kind, records):
        assert kind == "ris" and len(list(records)) == 1


@pytest.mark.parametrize(
    ("value", "said"),
    [("no_such_package", "no package with a folder"), ("json.decoder", "no package with a folder")],
)
def test_an_entry_point_that_leads_nowhere_says_how_to_go_on(site, installed, monkeypatch, value, said):
    installed(site, PACKAGE.format(name="lost", group="proxenia.data", entry="lost", value=value))
    monkeypatch.syspath_prepend(str(site))
    forget()
    with pytest.raises(DataError, match=rf"package lost 2\.0: .*{said}; uninstall it, or set PROXENIA_EXTENSIONS=none"):
        active()
    monkeypatch.setenv("PROXENIA_EXTENSIONS", "none")
    assert active() == ()


@pytest.mark.usefixtures("example")
def test_none_leaves_installed_packages_out_and_keeps_folders(made, in_reach):
    in_reach("none", made("mine", {}))
    assert [each.name for each in active()] == ["mine"]


def test_the_version_is_told_without_looking_for_extensions(monkeypatch):
    monkeypatch.setenv("PROXENIA_EXTENSIONS", "/nowhere/at/all")
    command = [sys.executable, "-m", "proxenia", "--version"]
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0
    with pytest.raises(ProxeniaError, match="which is no folder"):
        active()


def test_a_refused_row_names_the_extension(made, in_reach):
    rows = "city,country_iso2,measure_id,value,year,source_url,grade\nTehran,IR,museums,1,2024,,A\n"
    files = {"evidence/observations.csv": rows, "frameworks/f.toml": FRAMEWORK.replace(', weight = "heavy"', "")}
    in_reach(made("unsourced", files))
    with pytest.raises(
        RefusedFile, match=r"extension 'unsourced'.*evidence/observations\.csv:2:source_url  no source_url"
    ):
        Workbench.over(Store.open(), framework="f")


ENGLISH = definition("languages", "en").path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('digits = "0123456789"', 'digits = "012345678"', "are 9; write ten, zero first"),
        ('"November", "December"]', '"November"]', "11 months; write twelve"),
        ('percent = "{number}%"', 'percent = "%"', r"percent has no \{number\}"),
        ('direction = "ltr"', 'direction = "up"', r"language\.toml:4:1  invalid enum value 'up'"),
        ('comma = ", "\n', "", "missing required .* `comma`"),
    ],
)
def test_a_language_that_cannot_be_written_is_told(made, right, wrong, said):
    assert right in ENGLISH
    report = check_extension(made("words", {"locale/xx/language.toml": ENGLISH.replace(right, wrong)}))
    (fault,) = report.faults
    assert re.search(said, fault.fault)


def test_another_language_from_right_to_left_is_mirrored_like_persian(made, in_reach):
    arabic = (
        ENGLISH.replace('"ltr"', '"rtl"').replace("0123456789", "٠١٢٣٤٥٦٧٨٩").replace('comma = ", "', 'comma = "، "')
    )
    in_reach(made("arabic", {"locale/ar/language.toml": arabic}))
    assert (direction("ar"), digits("2026", "ar"), listed(["ا", "ب", "ج"], "ar")) == ("rtl", "٢٠٢٦", "ا، ب and ج")
    assert Brush(language="ar").mirrored
