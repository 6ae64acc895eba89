"""What the readers of several formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.errors import EvidenceError
from proxenia.sources.record import Affiliation, Authorship, Institution, Record, Reject, Work
from proxenia.sources.text import clean, ror_of, without_email, year_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from proxenia.sources.streams import Raw

__all__ = ["affiliation", "date_of", "natural_name", "of_the_work", "records", "reject", "tidy_terms"]

_SHOWN = 300
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip


def records(raws: Iterable[Raw], parse: Callable[[Raw], Work], *, origin: str) -> Iterator[Record]:
    """Works of raw records; a record that cannot be read becomes a `Reject` and stops nothing.

    Parameters
    ----------
    raws
        Records as bytes.
    parse
        Gives the work of a raw record, or raises what is wrong with it.
    origin
        Name of the file, kept with each record.
    """
    for raw in raws:
        if raw.fault:
            yield reject(raw, raw.fault, origin=origin)
            continue
        try:
            work = parse(raw)
            if not (work.title or work.title_vernacular or work.doi or work.pmid or work.openalex_id):
                yield reject(raw, "has neither a title nor an identifier", origin=origin)
                continue
        except RecursionError:
            yield reject(raw, "is nested too deeply", origin=origin)
        except msgspec.ValidationError as error:
            yield reject(raw, f"is not in the form expected: {error}", origin=origin)
        except msgspec.DecodeError as error:
            yield reject(raw, f"is not valid JSON: {error}", origin=origin)
        except UnicodeDecodeError as error:
            yield reject(raw, f"is not valid {error.encoding.upper()} at its byte {error.start}", origin=origin)
        except EvidenceError as error:
            yield reject(raw, str(error), origin=origin)
        else:
            yield msgspec.structs.replace(work, source_file=origin, locator=raw.locator)


def reject(raw: Raw, reason: str, *, origin: str) -> Reject:
    """Give the refused record with the start of its text, safe to print."""
    start = clean(raw.data[:_SHOWN].decode("utf-8", "replace"))
    return Reject(source_file=origin, locator=raw.locator, reason=reason, raw_start=start)


def affiliation(text: str | None, *, ror: object = "") -> Affiliation | None:
    """An affiliation of a text and, where the source gives one, a ROR address; None when both are empty."""
    written = without_email(clean(text)).strip(" ,;")
    ror_id = ror_of(ror)
    if not (written or ror_id):
        return None
    return Affiliation(text=written, institutions=(Institution(ror_id=ror_id),) if ror_id else ())


def of_the_work(authorships: Sequence[Authorship], texts: Iterable[str]) -> tuple[Authorship, ...]:
    """Authorships together with affiliations that a source gives for the work as a whole.

    They are the author's where there is one author; otherwise they go to position 0, for the source does not say whose
    they are.
    """
    found = tuple(dict.fromkeys(each for text in texts if (each := affiliation(text))))
    if not found:
        return tuple(authorships)
    if len(authorships) == 1:
        return (msgspec.structs.replace(authorships[0], affiliations=found),)
    return (Authorship(position=0, affiliations=found), *authorships)


def natural_name(name: str) -> str:
    """A name in the order in which it is spoken.

    Examples
    --------
    >>> natural_name("Moosavi-Movahedi, Ali Akbar"), natural_name("Garcia, Jose, Jr."), natural_name("{UNESCO}")
    ('Ali Akbar Moosavi-Movahedi', 'Jose Garcia Jr.', 'UNESCO')
    """
    parts = [part.strip() for part in clean(name).strip("{} ").replace("،", ",").split(",")]
    if len(parts) == 1:
        return parts[0]
    family, given, *rest = parts
    return " ".join(part for part in (given, family, *rest) if part)


def date_of(year: object, month: object = None, day: object = None, *, language: str = "") -> str:
    """ISO date, or the part of one that the parts give; empty without a year.

    Examples
    --------
    >>> date_of("2018", "May", "17"), date_of(2020, "Spring"), date_of(None, 5)
    ('2018-05-17', '2020', '')
    """
    found = year_of(year, language=language)
    if found is None:
        return ""
    if not (isinstance(year, str | int) and str(found) in str(year)):
        return str(found)
    number = _number(month, 12) or _MONTHS.get(str(month).strip().casefold()[:3], 0)
    if not number:
        return str(found)
    of_month = _number(day, 31)
    return f"{found}-{number:02}-{of_month:02}" if of_month else f"{found}-{number:02}"


def tidy_terms(terms: Iterable[Any]) -> tuple[Any, ...]:
    """Terms without repeats and empty ones, in their order."""
    return tuple(dict.fromkeys(term for term in terms if term.text))


def _number(text: object, most: int) -> int:
    written = str(text).strip() if isinstance(text, str | int) else ""
    number = int(written) if written.isdecimal() and len(written) <= 2 else 0  # noqa: PLR2004  a month or day
    return number if number <= most else 0
