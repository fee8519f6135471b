"""The assistant over the corpus of the repository, opened once."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.settings import Settings


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.open(Settings(index=tmp_path_factory.mktemp("index"), llm="none"))
