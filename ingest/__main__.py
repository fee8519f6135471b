"""Command line of the ingest: build | check | show."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest import audit, build, manifest, sandbox
from ingest.errors import CorpusError, DocumentError, ParagrafError, StaleError
from ingest.numbering import printed_sections
from ingest.reading import Reading
from ingest.records import Finding, Kind, Provision, Regulation, Source, Status
from ingest.storage import read_regulation

_CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, or 1 when a document or the corpus is not in order."""
    options = _parser().parse_args(arguments)
    try:
        match options.command:
            case "build":
                return _build(options.corpus, options.ids)
            case "check" if options.numbering:
                return _numbering(options.corpus, options.files)
            case "check":
                return _check(options.corpus, options.files)
            case _:
                return _show(options.corpus, options.file, options.page, options.kind)
    except ParagrafError as error:
        return _fail(error)
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingest", description="Read regulations from PDF files.")
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="read the PDFs of the manifest into corpus/built")
    building.add_argument("ids", nargs="*", metavar="ID", help="regulation ids (default: all)")
    checking = commands.add_parser("check", help="check the built corpus, or PDF files")
    checking.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="PDF files instead of the corpus"
    )
    checking.add_argument(
        "--numbering", action="store_true", help="compare the sections found with those the document prints"
    )
    showing = commands.add_parser("show", help="show what was read of a PDF, and what was dropped and why")
    showing.add_argument("file", type=Path, metavar="FILE")
    showing.add_argument("--page", type=int, metavar="N", help="only this page")
    showing.add_argument(
        "--kind", type=Kind, choices=list(Kind), help="kind of a document without manifest entry"
    )
    for command in (building, checking, showing):
        command.add_argument(
            "--corpus", type=Path, default=_CORPUS, metavar="DIR", help="folder of manifest.toml"
        )
    return parser


def _build(corpus: Path, ids: Sequence[str]) -> int:
    status = 0
    for regulation_id, result in build.build(corpus, ids):
        if isinstance(result, Regulation):
            print(f"{regulation_id}: {_counts(result)}")
            for finding in (f for f in result.findings if f.severity == "error"):
                print(f"  error: {finding.message} [{finding.code}]")
        else:
            status = _fail(result, f"{regulation_id}: ")
    return status


def _check(corpus: Path, files: Sequence[Path]) -> int:
    """Print the findings of the files, or of the corpus and whether a build would write the same."""
    status = 0
    for regulation in _regulations(corpus, files):
        if isinstance(regulation, ParagrafError):
            status = _fail(regulation)
            continue
        print(f"{regulation.id}: {_counts(regulation)}")
        for finding in regulation.findings:
            print(f"  {finding.severity}: {finding.message} [{finding.code}]")
            status = status or int(finding.severity == "error")
    return status


def _regulations(corpus: Path, files: Sequence[Path]) -> Iterator[Regulation | ParagrafError]:
    for file in files:
        try:
            yield build.assemble(*_read(corpus, file, None))
        except DocumentError as error:
            yield error
    if files:
        return
    for entry in build.entries(corpus, ()):
        try:
            regulation = build.regulation_of(corpus, entry)
            yield regulation
            built = build.built_file(corpus, regulation.id)
            if read_regulation(built) != regulation:
                raise StaleError(f"{built} is not what a build would write.", "Run `python -m ingest build`.")
        except (CorpusError, DocumentError) as error:
            yield error


def _numbering(corpus: Path, files: Sequence[Path]) -> int:
    """For each file: the sections found against the document's own numbering."""
    paths = files or [corpus / entry.regulation.source.file for entry in build.entries(corpus, ())]
    equal = 0
    for path in paths:
        try:
            regulation, reading = _read(corpus, path, None)
        except DocumentError as error:
            _fail(error)
            continue
        found = audit.sections(build.assemble(regulation, reading))
        printed = printed_sections([page.plain for page in reading.pages])
        equal += found == printed
        verdict = "equal" if found == printed else "NOT EQUAL"
        print(f"{path.name}: {len(printed)} sections printed, {len(found)} found: {verdict}")
        if found != printed:
            print(f"  printed: {' '.join(printed)}\n  found:   {' '.join(found)}")
    print(f"{equal} of {len(paths)} files equal")
    return int(equal < len(paths))


def _show(corpus: Path, file: Path, page: int | None, kind: Kind | None) -> int:
    regulation, reading = _read(corpus, file, kind)
    regulation = build.assemble(regulation, reading)
    numbers = [p.number for p in reading.pages if page in (None, p.number)]
    if not numbers:
        raise DocumentError(f"{file.name} has no page {page}.", f"Take one from 1 to {len(reading.pages)}.")
    for number in numbers:
        print(f"=== page {number}: lines as read")
        print("\n".join(f"  {line}" for line in reading.pages[number - 1].lines))
        print(f"=== page {number}: provisions")
        for provision in regulation.provisions:
            if number in (provision.pages if page else provision.pages[:1]):
                _print_provision(provision)
        print(f"=== page {number}: dropped")
        for dropped in regulation.dropped:
            if dropped.page == number:
                print(f"  [{dropped.reason}] {dropped.text}")
    _print_findings(regulation.findings)
    return 0


def _print_provision(provision: Provision) -> None:
    print(f"  {provision.id}  {provision.label}")
    print(f"    under: {' > '.join(provision.heading_path)}")
    for sentence in provision.sentences:
        number = f"{sentence.number}" if sentence.printed else f"({sentence.number})"
        place = " ".join((*sentence.item, number))
        print(f"    {place}: {provision.text[sentence.start : sentence.end]}")
    for note in provision.notes:
        print(f"    note: {note}")
    for reference in provision.references:
        written = provision.text[reference.start : reference.end]
        leads = reference.regulation or ", ".join(reference.target[:4])
        print(f"    refers to {written}: {reference.resolution} {leads}".rstrip())


def _print_findings(findings: Sequence[Finding]) -> None:
    print("=== findings")
    for finding in findings:
        print(f"  {finding.severity}: {finding.message} [{finding.code}]")


def _read(corpus: Path, file: Path, kind: Kind | None) -> tuple[Regulation, Reading]:
    """A PDF as the manifest describes it, or as an unknown regulation when it is not in there."""
    for entry in manifest.load(corpus):
        regulation = entry.regulation
        if (corpus / regulation.source.file).resolve() == file.resolve():
            return regulation, sandbox.read(file, regulation.id, kind or regulation.kind)
    regulation_id = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-") or "document"
    kind = kind or Kind.EXAMINATION
    source = Source(f"pdf/{file.name}", "", 0)
    unknown = Regulation(
        regulation_id,
        file.stem,
        file.stem,
        "",
        (),
        kind,
        "de",
        Status.INFORMATION,
        "",
        "",
        "",
        "",
        "",
        (),
        source,
    )
    return unknown, sandbox.read(file, regulation_id, kind)


def _counts(regulation: Regulation) -> str:
    errors = sum(finding.severity == "error" for finding in regulation.findings)
    return (
        f"{regulation.source.pages} pages, {len(regulation.provisions)} provisions, "
        f"{len(regulation.dropped)} texts dropped, {len(regulation.findings)} findings, {errors} errors"
    )


def _fail(error: ParagrafError, prefix: str = "") -> int:
    print(f"{prefix}{type(error).__name__}: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
