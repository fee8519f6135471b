"""Language models. The seam is LangChain's `BaseChatModel`; `choose` picks one, or says why there is none."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.llm.store import Weights

QUOTING = "none"
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Choice:
    """A language model, or none with the sentence that says so (one sentence, both languages).

    name:  of the model as set, "" when quoting
    model: None when quoting
    """

    name: str
    model: BaseChatModel | None
    reason_de: str = ""
    reason_en: str = ""


def choose(settings: Settings, name: str | None = None) -> Choice:
    """The language model for `name` (default: `settings.llm`).

    "none" quotes. "auto" takes the configured model if it is on this machine (see `prepare`), and quotes
    otherwise. Anything else is that very model:
    "smollm2" (the pip package), "smollm2-paragraf" (the same with the shipped adapter), a folder, a name on the
    hub that is in the local cache, or "http://host:port/v1#model" for a server that speaks the OpenAI protocol.

    Raises ModelError when a model asked for by name cannot be had.
    """
    name = name or settings.llm
    if name == QUOTING:
        return Choice("", None)
    if name.startswith(("http://", "https://")):
        from assistant.llm.endpoint import open_endpoint

        return Choice(name, open_endpoint(name, settings))
    from assistant.llm import store

    if name != AUTO:
        return Choice(name, _local(store.locate(name), settings))
    wanted = settings.llm_model or store.default_model()
    found = store.find(wanted)
    if found is None:
        return Choice(
            "",
            None,
            f"Das Sprachmodell {wanted} ist nicht auf diesem Rechner; die Antwort zitiert nur. "
            f"Zum Laden: python -m assistant fetch {wanted}",
            f"The language model {wanted} is not on this machine; the answer only quotes. "
            f"To get it: python -m assistant fetch {wanted}",
        )
    return Choice(wanted, _local(found, settings))


def prepare(settings: Settings, name: str | None = None) -> None:
    """Before the first question: fetch the model that "auto" takes, where it is missing and the hub answers.

    Announces the size and shows progress on standard error. Does nothing when `settings.llm_download` is off.
    """
    if (name or settings.llm) != AUTO or not settings.llm_download:
        return
    from assistant.llm import store

    wanted = settings.llm_model or store.default_model()
    if store.find(wanted) is None:
        store.fetch(wanted)


_loading = threading.Lock()


def _local(weights: Weights, settings: Settings) -> BaseChatModel:
    """The model in this process, loaded once however many ask for it at the same time."""
    with _loading:
        return _loaded(weights, settings)


@lru_cache(maxsize=1)
def _loaded(weights: Weights, settings: Settings) -> BaseChatModel:
    from assistant.llm.local import open_local

    return open_local(weights, settings)
