"""The report as JUnit XML: one test a case, so that every CI system shows it."""

from __future__ import annotations

from xml.etree import ElementTree

from eval.report import Report, Result


def render(report: Report) -> str:
    """The XML document."""
    failures = sum(not result.correct and not result.error for result in report.results)
    errors = sum(bool(result.error) for result in report.results)
    suite = ElementTree.Element(
        "testsuite",
        name=f"eval {report.setup.llm}",
        tests=str(len(report.results)),
        failures=str(failures),
        errors=str(errors),
    )
    for result in report.results:
        _add(suite, result)
    ElementTree.indent(suite, " ")
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _add(suite: ElementTree.Element, result: Result) -> None:
    test = ElementTree.SubElement(suite, "testcase", classname=f"eval.{result.kind}", name=result.id)
    if result.error:
        ElementTree.SubElement(test, "error", message=_printable(result.error))
    elif not result.correct:
        reason = result.scores["correct"].reason
        failure = ElementTree.SubElement(test, "failure", message=_printable(reason))
        failure.text = _printable(
            f"question: {result.question}\nexpected: {result.ideal}\ngot: {result.answer}"
        )


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\n\t" or c >= " ")
