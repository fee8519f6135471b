"""`ask`, `find` and `show` for other programs: Gradio's HTTP API, its Python client, and MCP.

Described at /gradio_api/openapi.json and /gradio_api/info.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.web import chat
from assistant.web.site import Site
from ingest.errors import ParagrafError

if TYPE_CHECKING:
    from gradio import Server

_MOST = 50


def add(server: Server, site: Site) -> None:
    """Register the three endpoints. `ask` waits in Gradio's queue, the others never do."""

    def ask(question: str, programme: str = "", history: list[object] | None = None) -> Iterator[object]:
        """Answer a question about university regulations, in German or English, with verbatim citations.

        Args:
            question: the question
            programme: id of a programme to narrow the answer to, or ""
            history: the `turn` of each earlier answer of the conversation
        """
        yield from chat.ask(site, question, programme, history or [])

    def find(question: str, programme: str = "", k: int = 10) -> list[object]:
        """Find the provisions that bear on a question, best first, each with its citation and wording.

        Args:
            question: the question, or words
            programme: id of a programme to narrow the search to, or ""
            k: how many provisions, at most 50
        """
        try:
            passages = site.assistant.find(
                chat.checked(question), min(max(k, 1), _MOST), programme, read=True
            )
        except ParagrafError as error:
            return [chat.failure(error)]
        return [described(site, passage.provision) for passage in passages]

    def show(reference: str) -> list[object]:
        """Show the provisions a reference means, such as "§ 16 Abs. 4 HSU", or the one of an id.

        Args:
            reference: the reference as printed or written by hand, or a provision id
        """
        known = {p.id for r in site.assistant.corpus.regulations.values() for p in r.provisions}
        try:
            found = (reference,) if reference in known else site.assistant.show(reference[: chat.LIMIT])
        except ParagrafError as error:
            return [chat.failure(error)]
        return [described(site, provision) for provision in found[:_MOST]]

    server.api(ask, name="ask", concurrency_limit=site.settings.answers_at_once)
    server.api(find, name="find", queue=False)
    server.api(show, name="show", queue=False)


def described(site: Site, provision_id: str) -> dict[str, object]:
    """A provision with what is needed to cite it."""
    corpus = site.assistant.corpus
    provision = corpus.provision(provision_id)
    regulation = corpus.regulation_of(provision)
    return {
        "provision": provision.id,
        "citation": corpus.cite(provision),
        "text": provision.text,
        "headings": list(provision.heading_path),
        "pages": list(provision.pages),
        "regulation": regulation.title,
        "institution": regulation.institution,
        "status": regulation.status.value,
        "link": f"/lookup?p={provision.id}",
    }
