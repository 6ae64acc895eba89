"""Text and identifiers of records, made fit to keep: what was written, without what only a browser or terminal reads."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from html.entities import html5
from importlib.resources import files

__all__ = [
    "clean",
    "country_code",
    "doi_of",
    "fold",
    "keywords_in",
    "language_code",
    "language_of_text",
    "openalex_id",
    "orcid_of",
    "pmid_of",
    "ror_of",
    "type_of",
    "without_email",
    "words",
    "year_of",
]

_NOISE = re.compile(
    r"[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000\ufeff\ufffe\uffff&<]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLOCK = re.compile(
    r"</?(?:jats:)?(?:p|br|div|li|ul|ol|tr|td|th|h[1-6]|title|sec|list|list-item|label)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:jats:|mml:)?(?:i|b|u|em|strong|sub|sup|span|font|a|scp|sc|tt|small|big|italic|bold|underline|monospace|sans-serif"
    r"|math|mi|mn|mo|mrow|msub|msup|msubsup|mtext|mstyle|mfrac|mspace|mover|munder|mfenced|semantics"
    r"|inline-formula|tex-math|alternatives|ext-link|xref|named-content|styled-content|abstract)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_SPACES, _SPACES_IN_LINE, _LINES = re.compile(r"\s+"), re.compile(r"[^\S\n]+"), re.compile(r" ?\n\s*")
_EMAIL = re.compile(
    r"\s*[;,.]?\s*(?:\(?(?:electronic address|e-?mails?(?: address(?:es)?)?|ایمیل|رایانامه|پست الکترونیک[یي]?)\s*[:：]?\s*)?"
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\)?\.?",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ORCID = re.compile(r"\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx]")
_ROR = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}\d{2}")
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_KEYWORDS = re.compile(
    r"^[ \t]*(?:key\s?-?words?(?: and phrases)?|(?:کلید\s?واژه|کلیدواژگان|واژگان کلیدی|واژه[\s\u200c]?های کلیدی|کلمات کلیدی)"
    r"(?:[\s\u200c]?ها)?)[ \t]*[:：][ \t]*(.{2,1000})$",
    re.IGNORECASE | re.MULTILINE,
)
_PERSIAN_ONLY, _ARABIC_ONLY = re.compile("[پچژگکی]"), re.compile("[ةيكىأإ]")
_ARABIC_SCRIPT = re.compile("[\u0620-\u064a\u0671-\u06d3]")
_GREEK = {ord(char): unicodedata.name(char).split()[-1].lower() for char in "αβγδεζηθικλμνξοπρσςτυφχψω"}
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ە": "ه", "ٱ": "ا", "ـ": "", "ß": "ss", "ø": "o", "ł": "l",
                          "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})  # fmt: skip
_SOLAR = range(1300, 1451)


def clean(text: str | None, *, keep_lines: bool = False) -> str:
    r"""Text without tags, entities, control characters and marks that turn the direction of writing.

    Joiners (such as the zero-width non-joiner of Persian) and diacritics stay. Only tags of HTML, JATS and MathML go: a
    comparison such as `p < 0.05` stays. White space becomes one space, or one line break with `keep_lines`.

    Examples
    --------
    >>> clean("The role of &lt;i&gt;p53&lt;/i&gt; at  p < 0.05 &amp;amp; beyond")
    'The role of p53 at p < 0.05 & beyond'
    >>> clean("invoice \u202egpj.exe")
    'invoice gpj.exe'
    """
    if not text:
        return ""
    if not _NOISE.search(text) and "  " not in text:
        return text.strip(" ")
    for _ in range(2):
        if "&" in text:
            text = _ENTITY.sub(_character, text)
        if "<" in text:
            text = _INLINE.sub("", _BLOCK.sub("\n" if keep_lines else " ", text))
    text = _CONTROLS.sub("", text)
    return (_LINES.sub("\n", _SPACES_IN_LINE.sub(" ", text)) if keep_lines else _SPACES.sub(" ", text)).strip()


def without_email(text: str) -> str:
    """An affiliation without the author's address for letters, which a study of cities has no use for.

    Examples
    --------
    >>> without_email("University of Tehran, Tehran, Iran. Electronic address: a.b@ut.ac.ir.")
    'University of Tehran, Tehran, Iran'
    """
    return _EMAIL.sub("", text).strip() if "@" in text else text


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Letters and digits alone, by which titles and names are compared: no case, marks, spaces or joiners.

    Examples
    --------
    >>> fold("Über β-Catenin"), fold("ديپلماسي  علمى") == fold("دیپلماسی‌علمی")
    ('uberbetacatenin', True)
    """
    return "".join(words(text))


def words(text: str) -> list[str]:
    """Folded words of a text, in order.

    Examples
    --------
    >>> words("City–city ties: Müller's 2nd law")
    ['city', 'city', 'ties', 'mullers', '2nd', 'law']
    """
    text = text.casefold().replace("\u200c", "").replace("'", "").replace("’", "").replace("&", " and ")
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = text.translate(_GREEK).translate(_LETTERS)
        text = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text if not unicodedata.combining(c))
    return _WORD.findall(text)


def doi_of(text: object) -> str:
    """The DOI in a text or address, bare and lower case; empty when there is none.

    Examples
    --------
    >>> doi_of("https://doi.org/10.22034/FR.2025.565028.1745")
    '10.22034/fr.2025.565028.1745'
    """
    if not isinstance(text, str):
        return ""
    if "%2" in text:
        text = text.replace("%2F", "/").replace("%2f", "/").replace("%28", "(").replace("%29", ")")
    found = _DOI.search(_CONTROLS.sub("", text))
    return found.group().rstrip(".,;'\"").lower() if found else ""


def pmid_of(text: object) -> str:
    """A PubMed number of one to eight digits; empty when it is none.

    Examples
    --------
    >>> pmid_of("https://pubmed.ncbi.nlm.nih.gov/29768149"), pmid_of(0), pmid_of("PMC123")
    ('29768149', '', '')
    """
    digits = str(text).rstrip("/").rpartition("/")[2].strip() if isinstance(text, str | int) else ""
    digits = digits.lstrip("0")
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= 8 else ""  # noqa: PLR2004  numbers have reached eight digits


def openalex_id(text: object, letter: str = "W") -> str:
    """The short OpenAlex id of a work (`W`) or institution (`I`).

    Examples
    --------
    >>> openalex_id("https://openalex.org/W342618415")
    'W342618415'
    """
    name = text.rpartition("/")[2].upper() if isinstance(text, str) else ""
    return name if name[:1] == letter and name[1:].isascii() and name[1:].isdigit() else ""


def orcid_of(text: object) -> str:
    """The ORCID in a text, if its check digit is right (ISO 7064, MOD 11-2); else empty.

    Examples
    --------
    >>> orcid_of("https://orcid.org/0000-0002-1825-0097"), orcid_of("0000-0002-1825-0098")
    ('0000-0002-1825-0097', '')
    """
    found = _ORCID.search(text) if isinstance(text, str) else None
    if not found:
        return ""
    digits = found.group().replace("-", "").upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != digits[-1]:
        return ""
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def ror_of(text: object) -> str:
    """The ROR address in a text.

    Examples
    --------
    >>> ror_of("ror.org/046ffzj20")
    'https://ror.org/046ffzj20'
    """
    found = _ROR.fullmatch(text.strip().rstrip("/").rpartition("/")[2].lower()) if isinstance(text, str) else None
    return f"https://ror.org/{found.group()}" if found else ""


def country_code(text: object) -> str:
    """A country's code of two letters, upper case; empty when it is none."""
    return text.upper() if isinstance(text, str) and len(text) == 2 and text.isascii() and text.isalpha() else ""  # noqa: PLR2004  ISO 3166-1 alpha-2


def year_of(text: object, *, language: str = "") -> int | None:
    """The first year in a text, Gregorian; None when there is none from 1450 to 2100.

    A Solar Hijri year of a Persian record becomes the Gregorian year in which it begins.

    Examples
    --------
    >>> year_of("published 2019, May"), year_of("۱۳۹۹", language="fa"), year_of(1399)
    (2019, 2020, None)
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return None
    for found in _YEAR.findall(str(text)):
        year = int(found)
        if year in range(1450, 2101):
            return year
        if year in _SOLAR and language == "fa":
            return year + 621
    return None


def language_code(text: object) -> str:
    """ISO 639 code of a language written in any usual way; an unknown one stays as written, in lower case.

    Examples
    --------
    >>> [language_code(name) for name in ("FA", "eng", "Persian", "en-US", "xyz")]
    ['fa', 'en', 'fa', 'en', 'xyz']
    """
    if not isinstance(text, str):
        return ""
    name = text.strip().casefold()
    known = _languages()
    return (
        known.get(name) or known.get(re.split("[-_;,/]", name)[0].strip()) or ("" if name in {"und", "mul"} else name)
    )


def language_of_text(text: str, *, likely: str = "") -> str:
    """Language of a short text by its script: that of the record where the script fits, else the usual one, if there is one.

    Examples
    --------
    >>> language_of_text("دیپلماسی علمی"), language_of_text("city", likely="fa"), language_of_text("ville", likely="fr")
    ('fa', 'en', 'fr')
    """
    if _ARABIC_SCRIPT.search(text):
        if likely in {"ar", "ckb", "fa", "ku", "ps", "ug", "ur"}:
            return likely
        return "fa" if _PERSIAN_ONLY.search(text) else "ar" if _ARABIC_ONLY.search(text) else ""
    latin = text.isascii() or "LATIN" in unicodedata.name(next((c for c in text if c.isalpha()), " "), "")
    if latin and likely in {"", "ar", "ckb", "fa", "ps", "ur", "ru", "uk", "zh", "ja", "ko", "he", "hi", "th", "el"}:
        return "en"
    return likely


def type_of(text: object) -> str:
    """Type of a work in one vocabulary of few words; empty when the source gives none, `other` when it is unknown.

    Examples
    --------
    >>> type_of("Journal Article"), type_of("posted-content"), type_of("")
    ('article', 'preprint', '')
    """
    name = text.strip().casefold() if isinstance(text, str) else ""
    return _types().get(name, "other") if name else ""


def keywords_in(abstract: str) -> tuple[str, ...]:
    r"""Keywords that journals write into a line of the abstract.

    Examples
    --------
    >>> keywords_in("We compare.\nKeywords: city; science diplomacy.\nIntroduction")
    ('city', 'science diplomacy')
    """
    found = _KEYWORDS.search(abstract)
    if not found:
        return ()
    parts = re.split(r"[;؛,،•|]", found.group(1))
    return tuple(part for each in parts if 1 < len(part := each.strip(" .\t")) <= 100)  # noqa: PLR2004  longer is a sentence


def _character(found: re.Match[str]) -> str:
    name = found.group(1)
    if name[0] != "#":
        return html5.get(f"{name};", found.group())
    code = int(f"0{name[1:]}", 0) if name[1] in "xX" else int(name[1:])
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "  # noqa: PLR2004  what Unicode holds


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _table("languages.csv"):
        found |= dict.fromkeys((row["name"], row["code"], *row["written"].split()), row["code"])
    return found


@lru_cache(maxsize=1)
def _types() -> dict[str, str]:
    return {row["written"]: row["type"] for row in _table("types.csv")}


def _table(name: str) -> list[dict[str, str]]:
    with files("proxenia").joinpath("data", "sources", name).open("r", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
