from __future__ import annotations

import pytest

from assistant.settings import Settings
from ingest.errors import ParagrafError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "99999"),
        ("PORT", "-1"),
        ("PORT", "0"),
        ("ANSWERS_AT_ONCE", "0"),
        ("ANSWERS_AT_ONCE", "-3"),
        ("LLM_TIME_LIMIT_S", "nan"),
        ("FRAME_ANCESTORS", "https://a.example\nX-Evil: 1"),
        ("FRAME_ANCESTORS", "*; script-src *"),
        ("HOSTS", "a.example;b"),
        ("LOGIN", "nocolon"),
        ("LOGIN", "name:\udcff"),
        ("MCP", "maybe"),
        ("CORPUS", "~nobody-of-that-name/corpus"),
    ],
)
def test_a_setting_out_of_range_says_what_was_expected(name: str, value: str) -> None:
    with pytest.raises(ParagrafError, match=f"PARAGRAF_{name}: expected") as error:
        Settings.from_env({f"PARAGRAF_{name}": value})
    assert error.value.mend == f"Correct or unset PARAGRAF_{name}."


def test_a_login_is_not_printed() -> None:
    with pytest.raises(ParagrafError) as error:
        Settings.from_env({"PARAGRAF_LOGIN": "secret"})
    assert "secret" not in str(error.value)


def test_settings_in_range_are_taken() -> None:
    env = {"PARAGRAF_LOGIN": "jürgen:a:b", "PARAGRAF_FRAME_ANCESTORS": "https://a.example https://b.example:8443",
           "PARAGRAF_HOSTS": "a.example, [fd00::1]", "PARAGRAF_PORT": "80"}  # fmt: skip
    settings = Settings.from_env(env)
    assert (settings.login, settings.port) == ("jürgen:a:b", 80)
