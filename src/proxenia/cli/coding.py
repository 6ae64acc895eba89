"""`proxenia coding`: documents to coded passages, and how far coders agree."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from proxenia.coding import Coder, Passage, PolicyDocument

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Documents to coded passages, and how far coders agree.")


class LevelName(StrEnum):
    """Levels of measurement that labels may have."""

    nominal = "nominal"
    ordinal = "ordinal"
    interval = "interval"
    ratio = "ratio"


JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of chance.")]
DrawsOption = Annotated[int, typer.Option("--draws", min=0, max=1_000_000, help="Bootstrap samples of the interval.")]


class CoderName(StrEnum):
    """Coders that run on this machine."""

    rules = "rules"
    classifier = "classifier"
    embedding = "embedding"


class LanguageName(StrEnum):
    """Languages of a table."""

    en = "en"
    fa = "fa"


class GradeName(StrEnum):
    """Grades of a source."""

    A = "A"
    B = "B"
    C = "C"


FilesArgument = Annotated[list[Path] | None, typer.Argument(help="PDF, DOCX, HTML, Markdown or text; or folders.")]
RecordsOption = Annotated[
    list[Path] | None, typer.Option("--records", help="CSV or JSON lines of records with id, title, abstract.")
]
CodebookOption = Annotated[
    Path | None, typer.Option("--codebook", help="Codebook by name, TOML file or folder; else the embedded one.")
]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace files of the same name.")]


@app.command()
def agreement(
    *,
    data: Annotated[
        Path | None, typer.Option("--data", help="CSV: a header of unit names, then one row per coder.")
    ] = None,
    codings: Annotated[
        list[Path] | None, typer.Option("--codings", help="CSV of codings, for agreement on each code.")
    ] = None,
    level: Annotated[
        LevelName, typer.Option("--level", help="Level of measurement of the labels.")
    ] = LevelName.nominal,
    codebook: CodebookOption = None,
    draws: DrawsOption = 2000,
    seed: SeedOption = 0,
    confidence: Annotated[float, typer.Option("--confidence", min=0.5, max=0.999, help="Width of intervals.")] = 0.95,
    as_json: JsonOption = False,
) -> None:
    """Measure how far coders agree: Krippendorff's alpha, Fleiss, AC1 and Cohen, with bootstrap intervals.

    An empty cell is missing. Where the first header is `coder`, the first column names the coders.

    Example: proxenia coding agreement --data labels.csv --level ordinal --json
    """
    from proxenia.coding.agreement import agree, read_ratings  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    if (data is None) == (not codings):
        raise typer.BadParameter("name either --data FILE.csv or --codings FILE.csv")
    if codings:
        _by_code(codings, codebook, draws=draws, seed=seed, as_json=as_json)
        return
    ratings = read_ratings(data or Path(), level=level.value)
    report = agree(ratings, level=level.value, rng=chance(seed), draws=draws, confidence=confidence).plain()
    if as_json:
        typer.echo(json.dumps({**report, "seed": seed}, ensure_ascii=False))
        return
    typer.echo(f"{len(ratings.coders)} coders, {report['pairable_units']} of {report['units']} units with two labels")
    typer.echo(f"alpha ({level.value})  {_shown(report['alpha'], report['interval'])}  {report['verdict']}")
    for name in ("fleiss", "ac1"):
        found = report[name]
        typer.echo(f"{name}  {_shown(found['value'], found['interval'])}")
    typer.echo(f"same labels  {report['observed']:.3f}")
    for pair in report["cohen"]:
        typer.echo(f"cohen {' and '.join(pair['coders'])}  {_shown(pair['value'], None)}")


@app.command()
def code(
    files: FilesArgument = None,
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder for codings.csv, passages.csv and documents.csv.")],
    coder: Annotated[CoderName, typer.Option("--coder", help="Who codes.")] = CoderName.rules,
    records: RecordsOption = None,
    codebook: CodebookOption = None,
    overwrite: OverwriteOption = False,
) -> None:
    """Cut documents into passages and code them; pages that could not be read are told.

    Example: proxenia coding code strategy.pdf plan.docx --coder rules --out coded
    """
    from proxenia.coding.coders import readable, write_codings  # noqa: PLC0415  kept out of other commands
    from proxenia.coding.tables import documents_csv, passages_csv  # noqa: PLC0415  the same
    from proxenia.output import write_all  # noqa: PLC0415  the same

    documents, passages = _read(files, records)
    machine = _coder(coder, codebook)
    codings = machine.code(passages)
    write_all(
        {
            out / "codings.csv": write_codings(codings),
            out / "passages.csv": passages_csv(passages),
            out / "documents.csv": documents_csv(documents),
        },
        overwrite=overwrite,
    )
    for document in documents:
        for page in document.unreadable:
            typer.echo(f"{document.title}: page {page.number} is {page.status} and was not read", err=True)
    foreign = len(passages) - len(readable(passages))
    if foreign:
        typer.echo(f"{foreign} passages are neither English nor Persian and were not coded", err=True)
    typer.echo(f"{len(documents)} documents, {len(passages)} passages, {len(codings)} codes by {machine.name} in {out}")


@app.command()
def export(
    files: FilesArgument = None,
    *,
    to: Annotated[Path, typer.Option("--to", help="study.qdpx, book.qdc, book.toml, or sheet.csv for a person.")],
    codings: Annotated[list[Path] | None, typer.Option("--codings", help="CSV of codings to take along.")] = None,
    coder: Annotated[str, typer.Option("--name", help="Who will fill in the sheet.")] = "",
    records: RecordsOption = None,
    codebook: CodebookOption = None,
    overwrite: OverwriteOption = False,
) -> None:
    """Write a codebook, a coded project, or a sheet for a person to code.

    Example: proxenia coding export strategy.pdf --codings coded/codings.csv --to study.qdpx
    """
    from proxenia.coding import Codebook  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.coding.coders import coding_sheet, read_codings  # noqa: PLC0415  the same
    from proxenia.coding.exchange import Project, codebook_toml, write_qdc, write_qdpx  # noqa: PLC0415  the same
    from proxenia.output import write_all  # noqa: PLC0415  the same

    book = Codebook.read(codebook)
    suffix = to.suffix.casefold()
    if suffix not in {".qdc", ".toml", ".qdpx", ".csv"}:
        raise typer.BadParameter(f"{to.name} has no known format; write .qdpx, .qdc, .toml or .csv")
    if suffix in {".qdc", ".toml"}:
        write_all({to: write_qdc(book) if suffix == ".qdc" else codebook_toml(book)}, overwrite=overwrite)
        typer.echo(f"{len(book.codes)} codes in {to}")
        return
    documents, passages = _read(files, records)
    taken = [c for path in codings or [] for c in read_codings(path, codebook=book, passages=passages)[0]]
    if suffix == ".csv":
        if not coder:
            raise typer.BadParameter("say who will fill in the sheet with --name")
        write_all({to: coding_sheet(passages, coder=coder, codings=taken)}, overwrite=overwrite)
    else:
        project = Project(name=to.stem, codebook=book, documents=documents, passages=passages, codings=tuple(taken))
        write_all({to: write_qdpx(project)}, overwrite=overwrite)
    typer.echo(f"{len(documents)} documents, {len(passages)} passages, {len(taken)} codes in {to}")


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A QDPX project or a QDC codebook.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder for the codebook, codings, passages and documents.")],
    overwrite: OverwriteOption = False,
) -> None:
    """Take in a codebook or project of another tool (REFI-QDA).

    Example: proxenia coding import study.qdpx --out study
    """
    from proxenia.coding.coders import write_codings  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.coding.exchange import codebook_toml, read_qdc, read_qdpx  # noqa: PLC0415  the same
    from proxenia.coding.tables import documents_csv, passages_csv  # noqa: PLC0415  the same
    from proxenia.output import write_all  # noqa: PLC0415  the same

    if file.suffix.casefold() == ".qdc":
        book = read_qdc(file)
        write_all({out / "codebook.toml": codebook_toml(book)}, overwrite=overwrite)
        typer.echo(f"{len(book.codes)} codes in {out / 'codebook.toml'}")
        return
    project = read_qdpx(file)
    texts = {out / "documents" / f"{i + 1:03d}.txt": each.text for i, each in enumerate(project.documents)}
    write_all(
        {
            out / "codebook.toml": codebook_toml(project.codebook),
            out / "codings.csv": write_codings(project.codings),
            out / "passages.csv": passages_csv(project.passages),
            out / "documents.csv": documents_csv(project.documents),
            **texts,
        },
        overwrite=overwrite,
    )
    for each in project.left_out:
        typer.echo(f"left out: {each}", err=True)
    typer.echo(
        f"{len(project.documents)} documents, {len(project.passages)} passages, {len(project.codings)} codes in {out}"
    )


@app.command()
def score(
    *,
    coder: Annotated[CoderName, typer.Option("--coder", help="Whose codes are scored.")] = CoderName.rules,
    labelled: Annotated[
        Path | None, typer.Option("--labelled", help="CSV of settled passages; the embedded set where none is named.")
    ] = None,
    codebook: CodebookOption = None,
    folds: Annotated[
        int, typer.Option("--folds", min=2, max=50, help="Parts left out in turn, for learned coders.")
    ] = 5,
    draws: DrawsOption = 500,
    seed: SeedOption = 0,
    table: Annotated[Path | None, typer.Option("--table", help="Markdown file for the scores of all coders.")] = None,
    language: Annotated[LanguageName, typer.Option("--language", help="Language of the table.")] = LanguageName.en,
    overwrite: OverwriteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Score a coder against settled codes: precision, recall and alpha, code by code.

    Example: proxenia coding score --coder classifier
    """
    if table is not None:
        _write_table(table, codebook, language, folds=folds, seed=seed, overwrite=overwrite)
        return
    from proxenia.coding.scores.run import scores_of  # noqa: PLC0415  kept out of the start of other commands

    found = scores_of(coder.value, labelled=labelled, codebook=codebook, folds=folds, seed=seed, draws=draws)
    if as_json:
        typer.echo(json.dumps({"scores": [each.plain() for each in found], "seed": seed}, ensure_ascii=False))
        return
    typer.echo(f"{'code':<52}settled given precision recall alpha")
    for each in found:
        cells = " ".join(f"{_dash(value):>7}" for value in (each.precision, each.recall, each.alpha))
        typer.echo(f"{each.code:<52}{each.settled:>7} {each.given:>5}   {cells}")


@app.command()
def facts(
    file: Annotated[Path, typer.Argument(help="The document that was coded.")],
    *,
    codings: Annotated[list[Path], typer.Option("--codings", help="CSV of codings on it.")],
    city: Annotated[str, typer.Option("--city", help="The city it speaks of.")],
    source: Annotated[str, typer.Option("--source", help="Address of the page it was published on.")],
    grade: Annotated[GradeName, typer.Option("--grade", help="A official, B press or secondary, C old or weak.")],
    out: Annotated[Path, typer.Option("--out", help="CSV of coded facts to write.")],
    people: Annotated[list[str] | None, typer.Option("--people", help="Name of a coder who is a person.")] = None,
    as_of: Annotated[str, typer.Option("--as-of", help="Date of the document: YYYY, YYYY-MM or YYYY-MM-DD.")] = "",
    codebook: CodebookOption = None,
    overwrite: OverwriteOption = False,
) -> None:
    """Turn levels of coded passages into coded facts that cite them; what a machine alone says needs agreement.

    Example: proxenia coding facts plan.pdf --codings sara.csv --people Sara --city Tehran --source https://... --grade A
    --out coded_facts.csv
    """
    from proxenia.coding import Codebook, passages_of, read_document  # noqa: PLC0415  kept out of other commands
    from proxenia.coding.coders import read_codings  # noqa: PLC0415  the same
    from proxenia.coding.scores import facts_of_study  # noqa: PLC0415  the same
    from proxenia.coding.tables import facts_csv  # noqa: PLC0415  the same
    from proxenia.output import write_all  # noqa: PLC0415  the same
    from proxenia.places import Gazetteer  # noqa: PLC0415  the same

    book = Codebook.read(codebook)
    document = read_document(file, source_url=source, as_of=as_of)
    passages = passages_of(document)
    taken = [each for path in codings for each in read_codings(path, codebook=book, passages=passages)[0]]
    found = facts_of_study(
        taken,
        passages=passages,
        documents=[document],
        codebook=book,
        city=Gazetteer.embedded().one(city),
        grade=grade.value,
        people=people or [],
    )
    for each in found.refused:
        typer.echo(f"{each.code} by {each.coder} is no evidence: {each.reason}", err=True)
    if not found.rows:
        typer.echo("no code became evidence; nothing was written", err=True)
        raise typer.Exit(1)
    write_all({out: facts_csv(found.rows)}, overwrite=overwrite)
    typer.echo(f"{len(found.rows)} coded facts in {out}; add them with: proxenia evidence add {out}")


@app.command()
def frequency(
    *,
    studies: Annotated[
        Path | None, typer.Option("--studies", help="CSV: study_id, title, source_url, cases, indicators.")
    ] = None,
    probability: Annotated[
        float, typer.Option("--probability", min=0.5, max=0.999, help="How sure a tier must be above the next.")
    ] = 0.9,
    draws: Annotated[int, typer.Option("--draws", min=100, max=100_000, help="Samples of studies.")] = 2000,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Count how many studies and cases use each indicator, and the order of importance that follows.

    Example: proxenia coding frequency --studies my-corpus.csv --json
    """
    from proxenia.coding.frequency.run import frequency_of  # noqa: PLC0415  kept out of the start of other commands

    found = frequency_of(studies, probability=probability, draws=draws, seed=seed)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(f"{found['studies']} studies; tiers hold with {found['probability']:.2f}")
    for each in found["indicators"]:
        low, high = each["interval"]
        typer.echo(
            f"{each['tier'] or '-':>4}  {each['indicator']:<36}{each['studies']:>4}  {each['share']:.2f} "
            f"({low:.2f} to {high:.2f})  ranks {each['ranks'][0]} to {each['ranks'][1]}"
        )


def _read(
    files: list[Path] | None, records: list[Path] | None
) -> tuple[tuple[PolicyDocument, ...], tuple[Passage, ...]]:
    from proxenia.coding import passages_of, read_documents  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.coding.documents import read_records  # noqa: PLC0415  the same

    if not files and not records:
        raise typer.BadParameter("name a document, a folder, or --records FILE")
    documents = read_documents(files) if files else ()
    documents += tuple(each for path in records or [] for each in read_records(path))
    return documents, tuple(passage for document in documents for passage in passages_of(document))


def _coder(name: CoderName, codebook: Path | None) -> Coder:
    from proxenia.coding.scores.run import coder_of  # noqa: PLC0415  kept out of the start of other commands

    return coder_of(name.value, codebook=codebook)


def _by_code(files: list[Path], codebook: Path | None, *, draws: int, seed: int, as_json: bool) -> None:
    from proxenia.coding.scores.run import agreement_on_codes  # noqa: PLC0415  kept out of the start of other commands

    found = agreement_on_codes(files, codebook=codebook, draws=draws, seed=seed)
    if as_json:
        typer.echo(json.dumps({"codes": found, "seed": seed}, ensure_ascii=False))
        return
    for code_id, each in found.items():
        typer.echo(f"{code_id:<52}{_shown(each['alpha'], each['interval'])}  {each['verdict']}")


def _write_table(
    path: Path, codebook: Path | None, language: LanguageName, *, folds: int, seed: int, overwrite: bool
) -> None:
    from proxenia.coding import Codebook  # noqa: PLC0415  kept out of the start of other commands
    from proxenia.coding.scores import score_document  # noqa: PLC0415  the same
    from proxenia.output import write_all  # noqa: PLC0415  the same

    text = score_document(Codebook.read(codebook), language=language.value, folds=folds, seed=seed)
    write_all({path: text}, overwrite=overwrite)
    typer.echo(f"scores of all coders in {path}")


def _dash(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _shown(value: float | None, interval: list[float] | None) -> str:
    if value is None:
        return "undefined: every label is the same"
    return f"{value:.3f}" + (f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else "")
