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
    found = ProvisionRetriever(assistant=assistant, programme="bremen-ai", k=3).invoke("Bewerbungsschluss")
    assert len(found) == 3
    first = found[0]
    assert first.metadata["id"] == first.id == "bremen-aufnahmeordnung-ai/3/5"
    assert first.metadata["label"].startswith("§ 3 Abs. 5")
    assert first.metadata["pages"] == [3]
    assert first.metadata["status"] == "corrected"
    assert "15. März" in first.page_content


def test_the_runnable_gives_a_finished_answer(assistant: Assistant) -> None:
    answer = assistant_runnable(assistant, programme="bremen-ai").invoke("Wann ist Bewerbungsschluss?")
    assert answer.outcome is Outcome.ANSWERED
    assert "15. März" in answer.statements[0].text
