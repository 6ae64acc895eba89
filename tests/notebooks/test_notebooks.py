"""The notebooks run from top to bottom, show what their files hold, and tell nothing of the machine that ran them."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_BYTES = 400_000
VEGA_LITE = "application/vnd.vegalite.v5+json"


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def outputs(notebook):
    return [output for cell in notebook["cells"] for output in cell.get("outputs", [])]


@pytest.fixture(scope="module")
def make_data():
    spec = importlib.util.spec_from_file_location("make_data", FOLDER / "data" / "make_data.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def words(cell):
    return "".join(cell["source"])


def test_there_is_a_notebook_for_each_of_the_three_tasks_and_one_in_persian():
    assert [path.stem for path in NOTEBOOKS] == [
        "first-hour-with-an-index",
        "five-cities.fa",
        "five-cities",
        "records-to-network",
    ]


def test_a_run_shows_what_the_file_holds(path):
    pytest.importorskip("ipykernel", reason="no kernel runs notebooks here; they were NOT run")
    command = [sys.executable, str(ROOT / "tools" / "run_notebooks.py"), "--check", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_metadata_names_no_machine_and_no_version(notebook):
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert {json.dumps(cell["metadata"]) for cell in notebook["cells"]} == {"{}"}
    assert [cell["id"] for cell in notebook["cells"]] == [f"cell-{n:02d}" for n in range(1, len(notebook["cells"]) + 1)]


def test_no_path_of_a_machine_is_shown(path):
    assert re.findall(r"/(?:home|root|tmp|Users|work|var)/\w+", path.read_text(encoding="utf-8")) == []


def test_every_cell_was_run_in_order_and_without_a_complaint(notebook, outputs):
    counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert [output for output in outputs if output["output_type"] in {"error", "stream"}] == []


def test_a_notebook_begins_with_what_it_is_for_and_says_where_it_fails(notebook):
    prose = [words(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    assert re.search(r"^# ", prose[0], re.MULTILINE)
    assert re.search(r"\*\*(Where this fails|کجا نادرست از آب درمی‌آید)", prose[-1])


def test_every_figure_has_its_specification_and_a_picture(outputs):
    shown = [output["data"] for output in outputs if VEGA_LITE in output.get("data", {})]
    assert [data for data in shown if "image/png" not in data] == []
    assert [output for output in outputs if "image/png" in output.get("data", {})]


def test_a_notebook_stays_small(path):
    assert path.stat().st_size < MOST_BYTES


def test_only_public_names_are_used(notebook):
    code = "\n".join(words(cell) for cell in notebook["cells"] if cell["cell_type"] == "code")
    assert "import proxenia as px" in code
    modules = re.findall(r"^from (proxenia[\w.]*) import (.+)$", code, re.MULTILINE)
    assert [pair for pair in modules if re.search(r"(^|[. ])_", " ".join(pair))] == []


def test_every_link_of_a_notebook_leads_to_a_file(notebook):
    prose = "\n".join(words(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose) if not re.match(r"[a-z]+:", link)]
    assert [link for link in links if not (FOLDER / link).exists()] == []


def test_persian_is_written_with_its_own_letters():
    text = (FOLDER / "five-cities.fa.ipynb").read_text(encoding="utf-8")
    assert [letter for letter in "يكﻻ" if letter in text] == []


def test_the_two_languages_show_the_same_scores_and_ranks():
    def figures(end, head):
        book = json.loads((FOLDER / f"five-cities{end}.ipynb").read_text(encoding="utf-8"))
        texts = ["".join(o["data"]["text/plain"]) for c in book["cells"] for o in c.get("outputs", []) if "data" in o]
        (table,) = [text for text in texts if text.startswith("cities: ") and head in text and "coverage" in text]
        return re.findall(r"\d+(?:\.\d+)?", table.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹٫", "0123456789.")))

    assert figures("", "name_en") == figures(".fa", "name_fa")
    assert len(figures("", "name_en")) == 1 + 5 * 5


def test_the_data_are_what_their_script_makes(make_data, tmp_path):
    make_data.make(tmp_path)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(made) == 7
    assert {path: (FOLDER / "data" / path).read_bytes() for path in made} == made


def test_the_ties_that_the_network_shows_are_those_that_were_planted(make_data):
    pairs = {}
    for _, _, cities in make_data.WORKS.values():
        names = ["Tehran" if city == "تهران" else "Shiraz" if city == "شیراز" else city for city in cities]
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                pairs[one, other] = pairs.get((one, other), 0) + 2 / len(names) ** 2
    book = json.loads((FOLDER / "records-to-network.ipynb").read_text(encoding="utf-8"))
    text = next(
        "".join(output["data"]["text/plain"])
        for cell in book["cells"]
        for output in cell.get("outputs", [])
        if "ties: " in "".join(output.get("data", {}).get("text/plain", []))
    )
    shown = re.findall(r"^(\w+) \(\w+\) +(\w+) \(\w+\) +\d+ +([\d.]+)$", text, re.MULTILINE)
    assert {(one, other): float(weight) for one, other, weight in shown} == {
        pair: float(f"{weight:.4g}") for pair, weight in pairs.items()
    }
