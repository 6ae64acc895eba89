import datetime as dt
import io
import re

import msgspec
import pytest

from proxenia.assessment.strategy import facts_below, read_roadmap, roadmap_of, swot_of
from proxenia.errors import OutputError, StudyError
from proxenia.locale import LANGUAGES
from proxenia.report.strategy import calendar, publish_roadmap, told_facts
from proxenia.report.strategy.calendar import folded
from proxenia.report.strategy.publish import pages_of
from proxenia.strategy.levers import Program
from proxenia.strategy.plan import Question
from proxenia.strategy.plan.told import as_json
from proxenia.strategy.portfolio import Limits
from proxenia.strategy.roadmap import Roadmap, schedule

MADE = dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)
QUESTION = Question(limits=Limits(budget=1_500_000.0), nodes=5, scenarios=64, seed=7)


@pytest.fixture(scope="module")
def roadmap(planner):
    plan = planner.plan(QUESTION)
    return roadmap_of(planner, plan, QUESTION, starts_on=dt.date(2027, 3, 21))


@pytest.fixture(scope="module")
def folder(planner, roadmap, tmp_path_factory):
    out = tmp_path_factory.mktemp("roadmap") / "out"
    entries = swot_of(planner, roadmap.plan)
    publish_roadmap(
        roadmap,
        entries,
        folder=out,
        made_at=MADE,
        facts=told_facts(facts_below(planner, roadmap, entries), names=planner.names),
        beside={"study.toml": planner.study.toml()},
    )
    return out


def test_nothing_begins_before_what_it_requires_stands(roadmap):
    stands = {item.lever: item.stands_on for item in roadmap.items}
    early = [item.lever for item in roadmap.items for r in item.requires if item.begins_on < stands[r]]
    assert early == []


def test_not_everything_begins_at_once():
    program = Program.read()
    free = [lever.code for lever in program.lever if not lever.requires]
    starts = [slot.begins for slot in schedule(program, free, years=10)]
    most = -(-len(free) // 8)
    assert max(starts.count(start) for start in starts) <= max(most, 2)


def test_a_lever_without_what_it_requires_has_no_schedule():
    with pytest.raises(StudyError, match="requires 'science_diplomacy_office'"):
        schedule(Program.read(), ["diplomatic_circle"], years=5)


def test_delays_cost_little_of_the_probability(roadmap):
    assert roadmap.probability == pytest.approx(roadmap.plan.probability, abs=0.05)


def test_phases_follow_each_other_to_the_end(roadmap):
    ends = [phase.ends_on for phase in roadmap.phases]
    assert [phase.begins_on for phase in roadmap.phases] == [roadmap.starts_on, *ends[:-1]]
    assert ends[-1] == roadmap.ends_on == dt.date(2032, 3, 21)


def test_every_phase_has_bands_and_questions(roadmap):
    assert [p.code for p in roadmap.phases] == ["design", "embed", "routinize", "scale"]
    assert all(p.bands and p.questions for p in roadmap.phases)
    assert all(b.low <= b.middle <= b.high for p in roadmap.phases for b in p.bands)


def test_every_lever_is_in_the_roadmap_with_a_milestone(roadmap):
    assert {item.lever for item in roadmap.items} == set(roadmap.plan.portfolio.levers)
    assert all(item.milestone.en and item.milestone.fa for item in roadmap.items)


def test_a_roadmap_is_read_as_it_was_written(roadmap):
    again = msgspec.json.decode(as_json(roadmap), type=Roadmap)
    assert as_json(again) == as_json(roadmap)


def unfolded(text):
    return re.sub(r"\r\n ", "", text).split("\r\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_calendar_keeps_to_the_standard(roadmap, language):
    text = calendar(roadmap, language, made_at=MADE)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\n" not in text.replace("\r\n", "")
    lines = unfolded(text)
    assert (lines[0], lines[1], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR", "")
    events = 2 * len(roadmap.items) + len(roadmap.phases)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == events
    ids = [line for line in lines if line.startswith("UID:")]
    assert len(set(ids)) == events
    assert all(re.fullmatch(r"DTSTART;VALUE=DATE:\d{8}", line) for line in lines if line.startswith("DTSTART"))


def test_reviews_stand_in_both_calendars(roadmap):
    text = "".join(unfolded(calendar(roadmap, "en", made_at=MADE)))
    assert "21 March 2032 / ۲ فروردین ۱۴۱۱" in text


def test_folding_cuts_no_letter():
    line = "SUMMARY:" + "دیپلماسی علمی شهر " * 20
    assert "".join([folded(line)[0], *(part[1:] for part in folded(line)[1:])]) == line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_council_reads_two_pages(folder, language):
    assert pages_of((folder / f"council.{language}.pdf").read_bytes()) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_office_reads_a_long_briefing(folder, language):
    assert pages_of((folder / f"office.{language}.pdf").read_bytes()) >= 10


@pytest.mark.parametrize("name", ["council", "office"])
def test_a_persian_document_runs_from_right_to_left(folder, name):
    import docx

    made = docx.Document(io.BytesIO((folder / f"{name}.fa.docx").read_bytes()))
    written = [paragraph for paragraph in made.paragraphs if paragraph.text]
    assert "تهران" in written[0].text
    bidi = [p for p in written if p._p.pPr is not None and p._p.pPr.find(f"{{{p._p.nsmap['w']}}}bidi") is not None]
    assert len(bidi) == len(written)


def test_documents_hold_no_western_digits_in_persian_prose(folder):
    import docx

    made = docx.Document(io.BytesIO((folder / "council.fa.docx").read_bytes()))
    numbers = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    spoiled = [text for text in numbers if re.fullmatch(r"[0-9.,% ]+", text)]
    assert spoiled == []


def test_tables_hold_iso_dates_and_ascii_digits(folder):
    text = (folder / "roadmap.csv").read_text(encoding="utf-8")
    assert "2027-03-21" in text
    assert not re.search("[۰-۹]", text)


def test_a_written_roadmap_is_found_again(folder, roadmap):
    read, study = read_roadmap(folder)
    assert read.plan.city == "Tehran"
    assert study.focal == "Tehran"
    assert [item.lever for item in read.items] == [item.lever for item in roadmap.items]


def test_a_folder_without_a_roadmap_is_refused(tmp_path):
    with pytest.raises(StudyError, match="holds no roadmap"):
        read_roadmap(tmp_path)


def test_files_of_others_are_not_overwritten(planner, roadmap, tmp_path):
    (tmp_path / "roadmap.json").write_text("mine", encoding="utf-8")
    entries = swot_of(planner, roadmap.plan)
    with pytest.raises(OutputError, match="holds"):
        publish_roadmap(roadmap, entries, folder=tmp_path, made_at=MADE, facts={}, beside={}, languages=["en"])
    assert (tmp_path / "roadmap.json").read_text(encoding="utf-8") == "mine"


def test_a_plan_without_levers_is_published_too(planner, tmp_path):
    question = Question(nodes=5, scenarios=64, seed=7)
    plan = planner.plan(question, target=f"rank:{len(planner.world.names)}")
    empty = roadmap_of(planner, plan, question, starts_on=dt.date(2027, 3, 21))
    entries = swot_of(planner, plan)
    out = tmp_path / "out"
    publish_roadmap(empty, entries, folder=out, made_at=MADE, facts={}, beside={}, languages=["fa"])
    assert empty.items == ()
    assert pages_of((out / "council.fa.pdf").read_bytes()) <= 2
    assert (out / "roadmap.csv").read_text(encoding="utf-8").count("\n") == 1
