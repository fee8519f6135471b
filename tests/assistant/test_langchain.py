"""The search as a LangChain retriever and the assistant as a runnable."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.answer import Outcome
from assistant.langchain import ProvisionRetriever, assistant_runnable
from assistant.settings import Settings


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.open(Settings(index=Path(tmp_path_factory.mktemp("index")), llm="none"))


def test_documents_say_where_they_stand(assistant: Assistant) -> None:
    retriever = ProvisionRetriever(assistant=assistant, programme="bremen-ai", k=5)
    found = {document.id: document for document in retriever.invoke("Bewerbungsschluss Wintersemester")}
    assert len(found) == 5
    closing = found["bremen-aufnahmeordnung-ai/3/5"]
    assert closing.metadata["id"] == closing.id
    assert closing.metadata["label"].startswith("§ 3 Abs. 5")
    assert closing.metadata["pages"] == [3]
    assert closing.metadata["status"] == "corrected"
    assert "15. März" in closing.page_content


def test_the_runnable_gives_a_finished_answer(assistant: Assistant) -> None:
    answer = assistant_runnable(assistant, programme="bremen-ai").invoke("Wann ist Bewerbungsschluss?")
    assert answer.outcome is Outcome.ANSWERED
    assert any("15. März" in statement.text for statement in answer.statements)
