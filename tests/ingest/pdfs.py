"""Small PDF files written by hand, and a corpus folder around them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

RULES = (
    "Prüfungsordnung",
    "",
    "§ 1 Zweck",
    "",
    "(1) Diese Ordnung regelt die Prüfung.",
    "(2) Die Prüfung dauert 60 Minuten. Sie ist mündlich.",
    "",
    "§ 2 Inkrafttreten",
    "",
    "Diese Ordnung tritt am 1. Oktober 2026 in Kraft.",
)


def pdf(content: bytes) -> bytes:
    """A PDF of one A4 page with this content stream; /F1 is Helvetica."""
    packed = zlib.compress(content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return bytes(out) + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def text_pdf(lines: Sequence[str] = RULES) -> bytes:
    """A PDF of these lines, one below the other."""
    shown = b"".join(
        b"(%s) Tj T* " % line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines
    )
    return pdf(b"BT /F1 11 Tf 16 TL 70 780 Td " + shown + b"ET")


def endless_pdf() -> bytes:
    """A small file that takes very long to read: millions of letters on one page."""
    return pdf(b"BT /F1 9 Tf 70 780 Td " + b"(a) Tj 1 -1 Td " * 4_000_000 + b"ET")


def corpus(folder: Path, documents: Mapping[str, bytes]) -> Path:
    """A corpus folder with a manifest entry and a PDF for each id."""
    (folder / "pdf").mkdir(parents=True)
    for regulation_id, content in documents.items():
        (folder / "pdf" / f"{regulation_id}.pdf").write_bytes(content)
    entries = [entry(i, hashlib.sha256(content).hexdigest()) for i, content in documents.items()]
    (folder / "manifest.toml").write_text("\n".join(entries), encoding="utf-8")
    return folder


def entry(regulation_id: str, sha256: str) -> str:
    """The manifest entry of an examination regulation."""
    return f"""\
[[regulation]]
id = "{regulation_id}"
title = "Prüfungsordnung {regulation_id}"
short_name = "PO {regulation_id.upper()}"
institution = "Hochschule"
kind = "examination regulation"
language = "de"
status = "in force"
file = "pdf/{regulation_id}.pdf"
sha256 = "{sha256}"
[[regulation.programme]]
id = "{regulation_id}-programme"
title = "Informatik"
degree = "M.Sc."
"""
