from __future__ import annotations

import re
from string import Formatter

import pytest

from assistant.web.site import HERE
from assistant.web.texts import choose, texts


def test_both_languages_say_the_same_things() -> None:
    german, english = texts("de"), texts("en")
    assert set(german) == set(english)
    for key in german:
        assert fields(german[key]) == fields(english[key]), key


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_a_page_or_script_asks_for_is_there() -> None:
    asked = set()
    for file in [*HERE.glob("templates/*.html"), *HERE.glob("static/*.js")]:
        asked |= set(re.findall(r'\b(?:t|text)\(["\']([a-z_]+\.[a-z_]+)["\']', file.read_text("utf-8")))
    assert len(asked) > 80
    assert asked <= set(texts("de"))


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        ("en", "de", "en"),
        ("", "en-GB,en;q=0.9,de;q=0.8", "en"),
        ("", "fr,de;q=0.5,en;q=0.7", "en"),
        ("", "fr", "de"),
        ("xx", "", "de"),
        ("", "en;q=nonsense,de;q=0.1", "de"),
    ],
)
def test_the_language_asked_for_then_the_browsers(asked: str, accepted: str, chosen: str) -> None:
    assert choose(asked, accepted) == chosen
