"""Walk a newcomer's path with a watch: python tools/newcomer.py [--json] [--copy].

In a folder of its own: clone, first figure, first own city, first own fact, first own indicator. Each step gives the commands
that a person types and the files that a person writes, runs them, and checks what came out; a step that does not hold
ends the walk with 1. The figures that the own fact and the own indicator are given are made up, to practice with.
`--copy` walks through the files as they lie here instead of what is committed.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
KEPT_OUT = shutil.ignore_patterns(".git", ".venv", "out", "dist", "site", "__pycache__", ".*_cache", ".hypothesis")
CITY, BENCHMARKS = "Shiraz", ("Istanbul", "Barcelona")
PAGE = "https://example.org/made-up-for-practice"
FACT = f"""city,country_iso2,measure_id,value,year,source_url,as_of,grade
شیراز,IR,intl_meetings_hosted,9,2024,{PAGE},2024-12,A
"""
HEAD = """name = "mine"
version = "0.1.0"
title = "Practice: science cafés"
license = "MIT"
"""
INDICATOR = """[[indicator]]
id = "science_cafes"
name = { en = "Science cafés", fa = "کافه‌علم‌ها" }
definition.en = "Science cafés held in the city in a year. Figures made up for practice."
definition.fa = "کافه‌علم‌های شهر در یک سال. رقم‌ها برای تمرین ساخته شده‌اند."
unit = { en = "meetings a year", fa = "نشست در سال" }
direction = "higher"
form = "internal"
scale = "city"
status = "ours"
sources = ["made up for practice"]
kind = "figure"
goalposts = [0, 200]
fill = "cafes"

[fill.cafes]
en = "Ask the universities that hold them."
fa = "از دانشگاه‌هایی که برگزار می‌کنند بپرسید."
"""
MEASURE = """measure_id,name_en,name_fa,unit,role,low_is_best,publisher
science_cafes,Science cafés,کافه‌علم‌ها,meetings a year,primary,false,made up for practice
"""
FIGURES = f"""geonames_id,city,country_iso2,measure_id,value,unit,year,note,source_url,also_url,as_of,grade
115019,Shiraz,IR,science_cafes,60,meetings a year,2024,made up,{PAGE},,2024,C
745044,Istanbul,TR,science_cafes,150,meetings a year,2024,made up,{PAGE},,2024,C
3128760,Barcelona,ES,science_cafes,90,meetings a year,2024,made up,{PAGE},,2024,C
"""
LINE = '  { id = "science_cafes", theme = "institutional_actors" },\n'


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the path: what is typed, what is written before it, and how one sees that it worked."""

    name: str
    commands: tuple[str, ...]
    holds: Callable[[Path], bool]
    writes: Callable[[Path], dict[str, str]] = field(default=lambda _: {})


def steps(source: str) -> tuple[Step, ...]:
    """The path, from `source`, which git can clone or which is copied."""
    beside = " ".join(BENCHMARKS)
    own = f".venv/bin/proxenia assess {CITY} --against {beside}"
    return (
        Step(name="clone", commands=(source,), holds=lambda at: (at / "Makefile").is_file()),
        Step(
            name="set up, first report and figure",
            commands=("make report",),
            holds=lambda at: "Tehran" in _text(at / "out/tehran/figures/ranking.en.svg"),
        ),
        Step(
            name="first own city",
            commands=(f"{own} --out out/mine",),
            holds=lambda at: _result(at / "out/mine")["focal"] == CITY,
        ),
        Step(
            name="first own fact",
            writes=lambda _: {"mine.csv": FACT},
            commands=(".venv/bin/proxenia evidence add mine.csv", f"{own} --out out/fact"),
            holds=lambda at: (
                _points(at / "out/mine", "intl_meetings_hosted") != _points(at / "out/fact", "intl_meetings_hosted")
            ),
        ),
        Step(
            name="first own indicator",
            writes=_extension,
            commands=(
                ".venv/bin/proxenia extensions check mine",
                f"PROXENIA_EXTENSIONS=mine {own} --framework with-cafes --out out/indicator",
            ),
            holds=lambda at: _points(at / "out/indicator", "science_cafes") == 30.0,  # noqa: PLR2004  60 between 0 and 200
        ),
    )


def walk(step: Step, at: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Take one step and time it; raise `SystemExit` where it does not hold."""
    files = step.writes(at)
    for name, text in files.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    started = time.monotonic()
    for command in step.commands:
        done = subprocess.run(command, shell=True, cwd=at, env=environment, capture_output=True, text=True, check=False)  # noqa: S602  what a person types
        if done.returncode:
            sys.exit(f"{step.name}: {command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    seconds = time.monotonic() - started
    if not step.holds(at):
        sys.exit(f"{step.name}: ran, and what should be there is not")
    return {"step": step.name, "commands": len(step.commands), "files": len(files), "seconds": round(seconds, 1)}


def _extension(at: Path) -> dict[str, str]:
    """A folder with the indicator, its figures, and the embedded framework with one line more."""
    framework = _text(at / "src/proxenia/data/frameworks/science-diplomacy.toml")
    named = framework.replace('name = "science-diplomacy"', 'name = "with-cafes"', 1)
    return {
        "mine/extension.toml": HEAD,
        "mine/indicators/cafes.toml": INDICATOR,
        "mine/evidence/measures.csv": MEASURE,
        "mine/evidence/observations.csv": FIGURES,
        "mine/frameworks/with-cafes.toml": named.replace("indicators = [\n", f"indicators = [\n{LINE}", 1),
    }


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _result(folder: Path) -> dict[str, Any]:
    return json.loads(_text(folder / "result.json"))


def _points(folder: Path, indicator: str) -> float | None:
    values = _result(folder)["values"]
    return next(each["points"] for each in values if (each["city"], each["indicator"]) == (CITY, indicator))


def main(*words: str) -> None:
    """Walk the path and print the table."""
    with tempfile.TemporaryDirectory(prefix="newcomer-") as name:
        at = Path(name) / "proxenia"
        if "--copy" in words:
            shutil.copytree(ROOT, at, ignore=KEPT_OUT)
            source = "true"
        else:
            at.mkdir()
            source = f"git clone --quiet '{ROOT}' ."
        environment = {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH"}}
        rows = [walk(step, at, environment) for step in steps(source)]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    if "--json" in words:
        sys.stdout.write(json.dumps({"machine": machine, "steps": rows}) + "\n")
        return
    lines = [f"| {row['step']} | {row['commands']} | {row['files']} | {row['seconds']} |" for row in rows]
    head = ["| step | commands | files written | seconds |", "|---|---:|---:|---:|"]
    sys.stdout.write("\n".join([machine, "", *head, *lines, ""]))


if __name__ == "__main__":
    main(*sys.argv[1:])
