from __future__ import annotations

from dataclasses import asdict

import pytest
from gradio_client import Client

from assistant.answer import Turn
from assistant.settings import Settings
from assistant.web.chat import LIMIT, ask, examples, turns
from assistant.web.site import Site
from ingest.corpus import Corpus
from tests.web.fake import Fake


@pytest.fixture
def site(corpus: Corpus) -> Site:
    return Site(Fake(corpus, pause=0), Settings(feedback_days=0))


def test_events_come_in_order_and_the_answer_carries_its_turn(site: Site) -> None:
    events = list(ask(site, "Wiederholung einer Klausur"))
    assert [e["event"] for e in events] == ["evidence", "statement", "statement", "statement", "answer"]
    (turn,) = turns([events[-1]["turn"]])
    assert turn.question == "Wiederholung einer Klausur"
    assert turn.provisions == tuple(c["provision"] for c in events[0]["citations"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("question", ["", "  ", "x" * (LIMIT + 1)])
def test_a_question_that_cannot_be_used_says_why(site: Site, question: str) -> None:
    (event,) = ask(site, question)
    assert event["event"] == "error"
    assert event["mend"]


def test_a_history_that_is_no_history_is_left_out() -> None:
    turn = asdict(Turn("q", "u", ("p",), ("x/1",)))
    assert len(turns([turn] * 10)) == 6
    assert turns(["nonsense", 3, {"question": 5 * "x" * LIMIT}, {}]) == (Turn("x" * LIMIT, ""),)


def test_examples_need_their_regulation(site: Site) -> None:
    assert len(examples(site, "de")) == 3
    alone = Site(Fake(Corpus([site.assistant.corpus.regulations["hsu-fspo-ki"]])), site.settings)
    assert len(examples(alone, "en")) == 1


def test_other_programs_can_ask_and_show(url: str) -> None:
    client = Client(url, verbose=False)
    answer = client.predict("Wiederholung einer Klausur", api_name="/ask")
    assert answer["event"] == "answer"
    assert answer["citations"][0]["quote"]
    (shown,) = client.predict("hsu-fspo-ki/16.4/2", api_name="/show")
    assert shown["citation"].startswith("Zu § 16 Abs. 4 (2) FSPO KI HSU")
    assert shown["status"] == "not promulgated"
