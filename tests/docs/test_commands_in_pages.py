"""Every command line that a page shows is one that the program takes."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from proxenia.cli.app import app, spread

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
TOP = typer.main.get_command(app)


def lines_of(page):
    """Command lines in fenced blocks without a language (or with sh), and whole commands in code spans."""
    text = page.read_text(encoding="utf-8")
    fences = re.findall(r"^ *```(?:sh|bash|console)?\n(.*?)^ *```", text, flags=re.DOTALL | re.MULTILINE)
    joined = re.sub(r"\\\n\s*", " ", "\n".join(fences))
    found = [re.sub(r"^(\$ |[A-Z_]+=\S+ )+", "", line.strip()) for line in joined.splitlines()]
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [line for line in [*found, *spans] if re.match(r"(\S*/)?proxenia [a-z-]", line)]


def words_of(line):
    """The words of a line, without a trailing remark, a pipe or a redirection."""
    line = re.sub(r"\s#\s.*$", "", line)
    words = shlex.split(line)
    ends = [at for at, word in enumerate(words) if word in {"|", ">", ">>", "&&", ";", "&"}]
    return spread(words[1 : ends[0] if ends else None])


def wrong_with(line):
    """What the program does not know in a line: a command, an option, or an argument too many."""
    try:
        words = words_of(line)
    except ValueError as error:
        return str(error)
    command, path = TOP, "proxenia"
    while getattr(command, "commands", None) is not None:
        if not words or words[0] in {"...", "…"}:
            return None  # a group by its name
        if words[0].startswith("-"):
            known = {option: each for each in command.params for option in each.opts}
            name, _, value = words[0].partition("=")
            if name not in {*known, "--help"}:
                return f"{path} has no option {name}"
            taken = 1 if value or name not in known or known[name].is_flag else 1 + known[name].nargs
            words = words[taken:]
            continue
        if words[0] not in command.commands:
            return f"{path} has no command {words[0]!r}"
        command, path, words = command.commands[words[0]], f"{path} {words[0]}", words[1:]
    return _rest(command, path, words)


def _rest(command, path, words):
    options = {
        option: each
        for each in command.params
        for option in [*each.opts, *each.secondary_opts]
        if option.startswith("-")
    }
    room = sum(99 if each.nargs == -1 else each.nargs for each in command.params if each.param_type_name == "argument")
    given = 0
    while words:
        word, words = words[0], words[1:]
        if word in {"--help", "…", "..."}:
            continue
        if word.startswith("--") or (word.startswith("-") and len(word) == 2 and word[1].isalpha()):
            name, _, value = word.partition("=")
            if name not in options:
                return f"{path} has no option {name}"
            if not options[name].is_flag and not value:
                words = words[options[name].nargs :]
        else:
            given += 1
    return f"{path} takes {room} words, not {given}" if given > room else None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_line_of_a_page_is_one_the_program_takes(page):
    assert [f"{line}: {wrong}" for line in lines_of(page) if (wrong := wrong_with(line))] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("proxenia asses Tehran", "proxenia has no command 'asses'"),
        ("proxenia assess Tehran --outt x", "proxenia assess has no option --outt"),
        ("proxenia evidence show Tehran Paris", "proxenia evidence show takes 1 words, not 2"),
        ("proxenia index build --data a.csv --meta b.csv --out c", None),
        ("proxenia assess Tehran --against Boston Beijing --out x", None),
        ("proxenia evidence", None),
        ("proxenia --version", None),
        ("proxenia --verzion", "proxenia has no option --verzion"),
        ("proxenia --version asses", "proxenia has no command 'asses'"),
    ],
)
def test_a_line_that_the_program_would_refuse_is_seen(line, wrong):
    assert wrong_with(line) == wrong


def test_the_pages_show_commands_at_all():
    assert sum(len(lines_of(page)) for page in PAGES) > 150
