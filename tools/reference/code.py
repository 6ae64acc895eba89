"""Pages on the code: public names, commands, the web interface for programs. They are in English, as the code is."""

from __future__ import annotations

import inspect
import re
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, cast, get_args, get_origin

import typer

import proxenia as px
from proxenia.cli.app import app
from reference.words import page, table

if TYPE_CHECKING:
    from proxenia.web.observatory import Observatory

__all__ = ["commands", "http", "library"]


def library() -> str:
    """Write the public names: how each is called, and the first paragraph of what it says of itself."""
    lines = ["`import proxenia as px` gives these names and no others.", ""]
    for name in px.__all__:
        thing = getattr(px, name)
        said = (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")
        lines += [f"## px.{name}", "", f"`{_call(name, thing)}`, from `{thing.__module__}`", "", said, ""]
    return page("Public names", "en", lines)


def commands() -> str:
    """Write every command: what it does, its arguments and options with defaults, and its examples."""
    top = typer.main.get_command(app)
    lines = [
        "`--help` after any command says the same. `--json` prints what a program reads; a refusal ends with 1, wrong usage with 2.",
        "",
    ]
    for words, command in _walk(top, ()):
        lines += [f"## proxenia {' '.join(words)}", "", *_told(command), ""]
    return page("Commands", "en", lines)


def http() -> str:
    """Write the addresses under `/api/v1` with their parameters, from the application's own description."""
    from proxenia.web.app import create_app  # noqa: PLC0415  heavy

    described = create_app(cast("Observatory", None)).openapi()  # nothing is asked of the observatory
    lines = [
        "`proxenia serve` answers at these addresses; `/api/v1/openapi.json` holds all of it for programs. Only reading, no account.",
        "",
    ]
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            lines += [f"## {method.upper()} {path}", "", (told.get("description") or told["summary"]).strip(), ""]
            rows = [
                [
                    f"`{each['name']}`",
                    each["in"],
                    "yes" if each.get("required") else "",
                    _schema(each["schema"]),
                    each.get("description", ""),
                ]
                for each in told.get("parameters", [])
            ]
            lines += [*table(["parameter", "in", "required", "values", "meaning"], rows), ""] if rows else []
            lines += [
                "Answers: "
                + "; ".join(f"{status} {answer['description'].lower()}" for status, answer in told["responses"].items())
                + ".",
                "",
            ]
    return page("Web interface for programs", "en", lines)


def _call(name: str, thing: Any) -> str:
    """How a function is called; a class is told by its name alone."""
    if inspect.isclass(thing):
        return name
    return name + re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(thing)))


def _walk(command: Any, words: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(words, command)]
    return [found for name in sorted(inner) for found in _walk(inner[name], (*words, name))]


def _told(command: Any) -> list[str]:
    """Tell a command: its words, its examples as code, and a table of what it takes."""
    paragraphs = [part.strip() for part in inspect.cleandoc(command.help or "").replace("\b\n", "").split("\n\n")]
    words, examples = [], []
    for part in paragraphs:
        for line in re.split(r"\n(?=Example: )", part):
            if line.startswith("Example: "):
                examples.append(" ".join(line.removeprefix("Example: ").split()))
            elif line:
                words.append(" ".join(line.split()))
    lines = [part for word in words for part in (word, "")]
    lines += ["```", *examples, "```", ""] if examples else []
    rows = [_row(each) for each in command.params if each.name != "help"]
    return lines + (table(["argument or option", "default", "meaning"], rows) if rows else [])


def _row(each: Any) -> list[str]:
    shown = each.name.upper() if each.param_type_name == "argument" else ", ".join([*each.opts, *each.secondary_opts])
    default = each.default() if callable(each.default) else each.default
    given = (
        "required"
        if each.required
        else ""
        if default in (None, (), [], False, "")
        else f"`{getattr(default, 'value', default)}`"
    )
    choices = _choices(each.type_descriptor.annotation)
    meaning = (getattr(each, "help", None) or "").strip()
    return [f"`{shown}`", given, meaning + (f" One of {', '.join(choices)}." if choices else "")]


def _choices(annotation: Any) -> list[str]:
    """Give the words that an option takes where its type names them."""
    if inspect.isclass(annotation) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return [str(word) for word in get_args(annotation)] if get_origin(annotation) is Literal else []


def _schema(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_schema(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    kind = f"list of {_schema(schema['items'])}" if schema.get("type") == "array" else schema.get("type", "")
    ends = [f"{word} {schema[key]}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in schema]
    ends += [f"default `{schema['default']}`"] if schema.get("default") is not None else []
    return ", ".join([kind, *ends])
