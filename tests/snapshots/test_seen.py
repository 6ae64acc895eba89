"""What people see, held still: a change here is looked at before it is accepted (pytest --snapshot-update)."""

import re
import subprocess
import sys

import pytest

from proxenia.locale import LANGUAGES
from proxenia.report.order import SECTIONS, Reading


@pytest.mark.parametrize("command", ["assess", "verify", "places find", "evidence add", "evidence show"])
def test_help(command, snapshot):
    code = "from proxenia.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split(), "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "100", "PATH": ""},
    )
    assert re.sub(r"Usage: \S+", "Usage: proxenia", done.stdout) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_contents_of_the_report(assessment, language, snapshot):
    assert Reading(assessment, language).parts()["sections"] == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_actions_for_tehran_as_they_are_read(assessment, language, snapshot):
    shown = [(a.pillar_name.into(language), a.title.into(language), a.exemplar) for a in assessment.actions]
    assert shown == snapshot


def test_every_section_has_a_title():
    assert all(SECTIONS.values())
