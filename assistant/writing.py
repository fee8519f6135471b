"""Statements of an answer: phrased by a language model where there is one, else quoted; verified either way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant import llm, quoting
from assistant.answer import Notice, NoticeKind, Removed, Statement
from assistant.evidence import Excerpt
from assistant.search.analysis import language as language_of
from assistant.settings import Settings
from assistant.verify import verify
from ingest.corpus import Corpus
from ingest.errors import ModelError

_FAILED = {
    "de": "Das Sprachmodell hat nicht geantwortet; die Antwort zitiert nur. {error}",
    "en": "The language model did not answer; the answer only quotes. {error}",
}
_UNPROVEN = {
    "de": "Was das Sprachmodell schrieb, war nicht belegt und wird nicht gezeigt; die Antwort zitiert.",
    "en": "What the language model wrote was not borne out and is not shown; the answer quotes.",
}


class Writer:
    """Writes the statements of one answer.

    model:   name of the language model that was asked, "" when quoting
    notices: what has to be said about the model; complete when `write` has ended
    """

    def __init__(self, name: str, settings: Settings, language: str, corpus: Corpus) -> None:
        self.model = ""
        self.notices: tuple[Notice, ...] = ()
        self._name = name
        self._settings = settings
        self._language = language
        self._corpus = corpus

    def write(
        self, question: str, excerpts: Sequence[Excerpt], proof: quoting.Proof
    ) -> Iterator[Statement | Removed]:
        """Each statement as soon as it is verified, or removed with the reasons.

        The quoting answer takes the place of a model that fails, or of whose words nothing is left; where its
        words leave out the best excerpt, that one is quoted.
        """
        if not excerpts:
            return
        covered: set[int] = set()
        for checked in self._phrased(question, excerpts, proof):
            if isinstance(checked, Statement):
                covered.update(checked.citations)
            yield checked
        if self.model and not covered:
            self._say(_UNPROVEN[self._language])
        if proof.excerpts[0][0] not in covered:
            left = quoting.quote(excerpts, proof, self._corpus, self._language)
            yield from verified(left[:1] if covered else left, proof)

    def _phrased(
        self, question: str, excerpts: Sequence[Excerpt], proof: quoting.Proof
    ) -> Iterator[Statement | Removed]:
        choice = llm.choose(self._settings, self._name)
        if choice.model is None:
            if choice.reason_en:
                self._say(choice.reason_de if self._language == "de" else choice.reason_en)
            return
        from assistant.phrasing import phrase

        self.model = choice.name
        drafts = phrase(question, self._language, excerpts, proof, self._corpus, choice.model)
        try:
            for checked in verified(drafts, proof):
                yield self._grounded(checked, proof)
        except ModelError as error:
            self._say(_FAILED[self._language].format(error=error))

    def _grounded(self, checked: Statement | Removed, proof: quoting.Proof) -> Statement | Removed:
        """What holds for words of a model only: the language asked in, and nothing foreign."""
        from assistant.grounding import ungrounded

        if isinstance(checked, Removed):
            return checked
        if language_of(checked.text) != self._language:
            return Removed(checked.text, ("not in the language of the question",))
        grounds = [proof.grounds[n] for n in checked.citations]
        reasons = ungrounded(checked.text, grounds, self._language)
        return Removed(checked.text, reasons) if reasons else checked

    def _say(self, words: str) -> None:
        if all(notice.text != words for notice in self.notices):
            self.notices += (Notice(NoticeKind.MODEL, words),)


def verified(drafts: Iterable[quoting.Draft], proof: quoting.Proof) -> Iterator[Statement | Removed]:
    """Each draft as a statement, or removed with the reasons why."""
    offered = frozenset(c.provision for c in proof.citations)
    for draft in drafts:
        grounds = [proof.grounds[n] for n in draft.numbers]
        if reasons := verify(draft.text, grounds, offered):
            yield Removed(draft.text, reasons)
        else:
            yield Statement(draft.text, draft.numbers, draft.case)
