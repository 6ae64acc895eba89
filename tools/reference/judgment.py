"""Pages on what the product judges by: checks of an audit, levers, models and modes, regions."""

from __future__ import annotations

from typing import Any

from reference.words import code, data, page, persian, say, table

__all__ = ["checks", "levers", "models", "regions"]


def checks(language: str) -> str:
    """Write what an audit checks, with its limits and where they come from."""
    found = data("audit/checks.toml")
    note = (
        "A value at *passes* or better passes, one at *attention* or better calls for attention, anything beyond fails. "
        "JRC: limits that audits of the European Commission's Joint Research Centre commonly report; the others are our own judgment."
    )
    lines = [say(note, language), ""]
    head = [say(word, language) for word in ("check", "meaning", "better", "passes", "attention", "limits from")]
    for section in found["section"]:
        rows = [
            [
                f"{check['title'][language]} (`{check['code']}`)",
                check["meaning"][language],
                say(check["better"], language),
                persian(float(check["pass"]), language),
                persian(float(check["attention"]), language),
                check["source"] if check["source"] != "own" else say("judgment", language),
            ]
            for check in found["check"]
            if check["section"] == section["code"]
        ]
        lines += [f"## {section['title'][language]}", "", *table(head, rows), ""]
    return page("Checks of an audit", language, lines)


def levers(language: str) -> str:
    """Write the practical steps under their pillars: what each closes, who owns it, and what shows that it worked."""
    found = data("strategy/levers.toml")
    note = (
        "Practical steps under the four pillars of Majidi et al. (2025), doi 10.22034/fr.2025.565028.1745. *Named*: the step is "
        "named there; the others are ours, as judgment. A lever is advised where a city has a sure gap in enough of the "
        "indicators that it closes."
    )
    lines = [say(note, language), ""]
    for pillar in found["pillar"]:
        lines += [f"## {pillar['name'][language]}", ""]
        for lever in (each for each in found["lever"] if each["pillar"] == pillar["code"]):
            lines += [
                f"### {lever['title'][language]}",
                "",
                lever["description"][language],
                "",
                *_lever(lever, language),
                "",
            ]
    return page("Levers", language, lines)


def _lever(lever: dict[str, Any], language: str) -> list[str]:
    said = {
        "code": f"`{lever['code']}`",
        "source": say(lever["source"], language),
        "closes gaps in": code(lever["closes"], language),
        "gaps needed": persian(lever["needs"], language),
        "owner": lever["owner"][language],
        "horizon": lever["horizon"][language],
        "watch": f"`{lever['watch']}`",
    }
    if "not_when" in lever:
        said["withheld from"] = f"`{lever['not_when']['indicator']}` ≥ {persian(lever['not_when']['value'], language)}"
    if lever.get("permission"):
        said["needs a permission"] = say("yes", language)
    return [f"- {say(name, language)}: {value}" for name, value in said.items()]


def models(language: str) -> str:
    """Write the models with their conditions and anchors, and the modes and features."""
    found, modes = data("models/urban-science-diplomacy.toml"), data("models/modes.toml")
    note = (
        "A condition holds not at all at the first anchor and fully at the second; between the two it rises in a straight line. "
        "Anchors are on the indicator's own scale for coded items (0-3), on normalized points (0-100) for the others. "
        "How degrees are made: see the method of models."
    )
    lines = [say(note, language), ""]
    head = [say(word, language) for word in ("condition", "indicator", "anchors")]
    for model in found["model"]:
        lines += [f"## {model['name'][language]}", "", f"{say('Described by', language)}: {model['exemplar']}.", ""]
        rows = [
            [
                condition["name"][language],
                f"`{condition['indicator']}`",
                say(
                    "{low} to {high}", language, low=float(condition["anchors"][0]), high=float(condition["anchors"][1])
                ),
            ]
            for condition in model["conditions"]
        ]
        lines += [*table(head, rows), ""]
    lines += [f"## {say('Modes of science diplomacy', language)}", ""]
    named = [[mode["name"][language], f"`{mode['code']}`", mode["name_2025"][language]] for mode in modes["mode"]]
    lines += [*table([say("mode (2010)", language), say("code", language), say("label of 2025", language)], named), ""]
    lines += [f"## {say('Features', language)}", ""]
    told = [
        [feature["name"][language], f"`{feature['code']}`", feature["definition"][language]]
        for feature in modes["feature"]
    ]
    lines += table([say("feature", language), say("code", language), say("definition", language)], told)
    return page("Models and modes", language, lines)


def regions(language: str) -> str:
    """Write the regions and themes that a union may be asked for, each with its source."""
    kinds = {"shape": "a sea or an area", "line": "a river or a route", "countries": "countries"}
    lines = [
        say("Regions and themes that a union may be asked for.", language),
        "",
        f"## {say('Regions', language)}",
        "",
    ]
    head = ["id", *(say(word, language) for word in ("name", "kind", "within km", "cities from", "source"))]
    rows = [
        [
            f"`{region['id']}`",
            region["name"][language],
            say(kinds[region["kind"]], language)
            + (f": {code(region['countries'], language)}" if "countries" in region else ""),
            persian(region["within_km"], language) if "within_km" in region else "",
            persian(f"{region['least_population']:,}", language),
            region["source"],
        ]
        for region in data("unions/regions.toml")["region"]
    ]
    lines += [*table(head, rows), "", f"## {say('Themes', language)}", ""]
    themes = [
        [f"`{t['code']}`", t["name"][language], code(t["closes"], language)]
        for t in data("unions/themes.toml")["theme"]
    ]
    lines += table([say("code", language), say("name", language), say("closes gaps in", language)], themes)
    return page("Regions and themes", language, lines)
