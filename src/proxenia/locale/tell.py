"""Reasons in a reader's language: the form is translated, and its parts are written as the language writes them."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from proxenia.errors import Reason, fill
from proxenia.locale.render import date, digits, isolate, messages, translate
from proxenia.locale.text import LANGUAGES, Text
from proxenia.locale.writing import writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.locale.text import Language

__all__ = ["listed", "tell"]

_IN_ENGLISH = "the reason, in English: {reason}"
_ENGLISH = "\u2066{}\u2069"


def tell(reason: str, language: Language) -> str:
    """Say a reason in a language.

    In Persian numbers take Persian digits, whole dates are Solar Hijri, lists end in «و» or in the word that their
    format names, and names, codes and anything a person wrote stand isolated, as they were written. A reason that the
    tables do not know is given in English and said to be so, never passed off as Persian.

    Parameters
    ----------
    reason
        A `Reason`, or a whole sentence, which is its own form.

    Examples
    --------
    >>> tell(Reason("{years:g} years; write more than 0 and at most 30", years=-4), "fa")
    '−۴ سال نمی‌شود؛ عددی بزرگ‌تر از ۰ و حداکثر ۳۰ بنویسید'
    >>> tell("no words of ours", "fa")
    'دلیل، به انگلیسی: \u2066no words of ours\u2069'
    """
    if language == "en":
        return str(reason)
    form, parts = (reason.form, reason.parts) if isinstance(reason, Reason) else (reason, {})
    known = messages(language).get(form)
    if known is not None:
        return fill(known, parts, write=partial(_written, language=language)) if parts else known
    english = _ENGLISH.format(reason)
    return messages(language)[_IN_ENGLISH].format(reason=english) if language in LANGUAGES else english


def listed(items: Sequence[str], language: Language, *, word: str = "") -> str:
    """Join words as a sentence would: commas, and a word before the last, "and" where none is named.

    Examples
    --------
    >>> listed(["Tehran", "Paris", "Rome"], "en"), listed(["تهران", "پاریس", "رم"], "fa")
    ('Tehran, Paris and Rome', 'تهران، پاریس و رم')
    >>> listed(["تهران", "پاریس"], "fa", word="یا")
    'تهران یا پاریس'
    """
    joint = word or translate("and", language)
    first, last = items[:-1], items[-1:]
    return f" {joint} ".join([writing(language).comma.join(first), *last]) if first else "".join(last)


def _written(part: Any, conversion: str, spec: str, *, language: Language) -> str:
    """One part of a reason as the language writes it."""
    if isinstance(part, (tuple, list)):
        items = [_written(each, conversion, "", language=language) for each in part]
        return spec.join(items) if spec and not spec.isalpha() else listed(items, language, word=spec)
    if isinstance(part, Text):
        return part.into(language)
    if isinstance(part, Reason):
        return tell(part, language)
    if isinstance(part, dt.date):
        return date(part.isoformat(), language)
    if isinstance(part, (int, float)):
        how = writing(language)
        signs = {ord(","): how.group, ord("."): how.decimal, ord("-"): "\u2212"}
        return digits(format(part, spec).translate(signs), language)
    return isolate(str(part))
