"""Paragraf for people who build with LangChain; nothing inside the product depends on this file.

from assistant import Assistant
from assistant.langchain import ProvisionRetriever, assistant_runnable
from assistant.settings import Settings

assistant = Assistant.open(Settings.from_env())
retriever = ProvisionRetriever(assistant=assistant, programme="hsu-ki")
for document in retriever.invoke("Kann ich eine Klausur mündlich wiederholen?"):
    print(document.metadata["label"], document.page_content)

ask = assistant_runnable(assistant, llm="none")
print(ask.invoke("Bis wann muss ich mich in Bremen bewerben?").statements)
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from assistant import Assistant
from assistant.answer import Answer, Passage


class ProvisionRetriever(BaseRetriever):
    """The search as a retriever: one document a provision, best first.

    page_content: the provision's text as printed
    metadata:     id (of the permalink), label, pages, regulation, status, score
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    programme: str = ""
    k: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = self.assistant.find(query, self.k, self.programme or None, read=True)
        return [self._document(passage) for passage in found]

    def _document(self, passage: Passage) -> Document:
        corpus = self.assistant.corpus
        provision = corpus.provision(passage.provision)
        regulation = corpus.regulations[provision.regulation]
        return Document(
            page_content=provision.text,
            id=provision.id,
            metadata={
                "id": provision.id,
                "label": corpus.cite(provision),
                "pages": list(provision.pages),
                "regulation": regulation.short_name,
                "status": regulation.status.value,
                "score": passage.score,
            },
        )


def assistant_runnable(assistant: Assistant, programme: str = "", llm: str = "none") -> Runnable[str, Answer]:
    """The assistant as a runnable: a question in, a finished `Answer` out."""

    def ask(question: str) -> Answer:
        return assistant.ask(question, programme=programme or None, llm=llm).answer

    return RunnableLambda(ask)
