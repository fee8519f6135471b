"""A row of an annex table in words: columns named, codes explained by the legend, numbers with their unit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.records import Cell, Provision

_ORDER = re.compile(r"\b((?:Fach|Studien)?(?:[Tt]ri|[Ss]e)mester)\b|^(?:Sem|Tr)\.?$")
_CREDITS = re.compile(r"^(?:LP|CP|ECTS)\b|Leistungspunkt|Kreditpunkt|[Cc]redit")
_TITLE = re.compile(r"titel|\btitle|bezeichnung|^Modul(?:name)?$|^Module$|^Name\b", re.IGNORECASE)
_NUMBER = re.compile(r"nummer|^Nr\b|-Nr\b|\bcode\b|\bnumber\b", re.IGNORECASE)
_LONG = 30
_STEM = 7
_WORDS = re.compile(r"\b(?:[^\W\d_]{3,}|[IVX]+)\b")
_DIGIT = re.compile(r"\b[1-9]\b")
_ROMAN = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
)  # people write "Informatik 2" for "Informatik II"
_FOOTNOTE_MARK = re.compile(r"\s*\d\)$")


def legend(row: Provision) -> dict[str, str]:
    """What the codes of a row mean: {"K (120)": "Klausur 120 Minuten", "rT": "regelmäßige Teilnahme ..."}."""
    pairs = (note.split(" = ", 1) for note in row.notes if " = " in note)
    return {code.strip(): meaning.strip() for code, meaning in pairs}


def quoted(row: Provision) -> str:
    """The words of the row as printed, up to the first cell that is a text of its own."""
    end = len(row.text)
    for cell in row.cells[1:]:
        if len(cell.text.split()) > _LONG and (at := row.text.find(cell.text)) > 0:
            end = min(end, at)
    return row.text[:end].rstrip(" |\n")


def named(row: Provision, question: str) -> float:
    """The share of the words of the row's title that the question has, 0 to 1; 1 when it has the number."""
    title, number = _title(row), _module_number(row)
    if number and _key(number.text) in _key(question):
        return 1.0
    asked = {word.casefold()[:_STEM] for word in _WORDS.findall(question)}
    asked |= {_ROMAN[int(digit) - 1] for digit in _DIGIT.findall(question)}
    words = [word.casefold()[:_STEM] for word in _WORDS.findall(title.text if title else row.label)]
    return sum(word in asked for word in words) / len(words) if words else 0.0


def number_in(row: Provision, question: str) -> str:
    """The number of a row that the question names by number or by its whole title, "" for another row."""
    number = _module_number(row)
    return number.text if number and named(row, question) == 1.0 else ""


def telling(row: Provision, question: str) -> bool:
    """Does the question name the row's module by its number, or by a title of several words?"""
    number, title = number_in(row, question), _title(row)
    several = title is not None and len(_WORDS.findall(title.text)) > 1
    return bool(number) and (several or _key(number) in _key(question))


def without(row: Provision, text: str) -> str:
    """The text without the words of the row's title and without its number."""
    title, number = _title(row), _module_number(row)
    if number:
        text = re.sub(r"[\W_]*".join(map(re.escape, _key(number.text))), " ", text, flags=re.IGNORECASE)
    words = {word.casefold()[:_STEM] for word in _WORDS.findall(title.text if title else row.label)}
    return _WORDS.sub(lambda word: " " if word.group().casefold()[:_STEM] in words else word.group(), text)


def readable(row: Provision, language: str) -> str:
    """The row as one line: "Informatik II (MB 04132): 4. Trimester; 4 LP; Prüfung: K (150) = Klausur ..."."""
    meanings = legend(row)
    cells = [cell for cell in row.cells if cell.text.strip(" -–")]
    if len(cells) > 1:
        cells = [cell for cell in cells if len(cell.text.split()) <= _LONG]
    heads = [(_FOOTNOTE_MARK.sub("", cell.column).strip(), cell) for cell in cells]
    if len(heads) == 1:
        return f"{heads[0][0]}: {_line(heads[0][1].text)}"
    title, number = _title(row), _module_number(row)
    rest = [_cell(head, cell, meanings, language) for head, cell in heads if cell not in (title, number)]
    name = _line(title.text) if title else row.label
    if number:
        name += f" ({_line(number.text)})"
    return f"{name}: {'; '.join(rest)}" if rest else name


def _title(row: Provision) -> Cell | None:
    """The cell that names the module: by its column head, else the first one."""
    return next((c for c in row.cells if _TITLE.search(c.column)), row.cells[0] if row.cells else None)


def _module_number(row: Provision) -> Cell | None:
    return next((c for c in row.cells if c is not _title(row) and _NUMBER.search(c.column)), None)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _cell(head: str, cell: Cell, meanings: dict[str, str], language: str) -> str:
    text = _line(cell.text)
    full = re.split(r"\s*[(,]", meanings.get(head, ""), maxsplit=1)[0] or head
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        if order := _ORDER.search(full):
            unit = order.group(1) or full
            return f"{unit.lower()} {text}" if language == "en" else f"{text}. {unit}"
        credits = " (ECTS credits)" if language == "en" and _CREDITS.search(full) else ""
        return f"{text} {head}{credits}"
    explained = expand(text, meanings)
    label = head if full == head else f"{head} ({full})"
    return f"{label}: {text}" + (f" (= {explained})" if explained != text else "")


def expand(text: str, meanings: dict[str, str]) -> str:
    """The text with each code of the legend replaced by its meaning."""
    codes = sorted(meanings, key=len, reverse=True)
    if not codes:
        return text
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(code)}(?!\w)" for code in codes))
    return pattern.sub(lambda m: meanings[m.group()], text)


def members(heading: Provision, beside: Iterable[Provision]) -> tuple[Provision, ...]:
    """The rows that stand under a group heading which is a provision of its own; () for any other provision."""
    if heading.cells:
        return ()
    title = heading.text.split("\n")[0]
    return tuple(p for p in beside if p.cells and title in p.heading_path)


def group(row: Provision) -> str:
    """The group headings above the row, without those of the annex."""
    return " – ".join(_line(h) for h in row.heading_path[1:] if not re.match(r"Anlage|Anhang|Annex", h))


def _line(text: str) -> str:
    return " ".join(text.split())
