"""The compose file keeps the vector server and the model where nobody outside can reach them."""

from __future__ import annotations

from pathlib import Path

import yaml

FILE = yaml.safe_load((Path(__file__).parent.parent / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = FILE["services"]


def test_only_the_proxy_has_a_port() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_vector_server_and_the_model_stand_on_internal_networks_only() -> None:
    for name in ("vectors", "model"):
        assert all(FILE["networks"][network]["internal"] for network in SERVICES[name]["networks"])


def test_the_proxy_does_not_reach_the_vector_server() -> None:
    assert not set(SERVICES["proxy"]["networks"]) & set(SERVICES["vectors"]["networks"])


def test_every_setting_given_to_the_app_exists() -> None:
    from assistant.settings import Settings

    given = {
        key: value for key, value in SERVICES["app"]["environment"].items() if key.startswith("PARAGRAF_")
    }
    for key in given:
        assert hasattr(Settings(), key.removeprefix("PARAGRAF_").lower()), key
    assert given["PARAGRAF_CHROMA_URL"] == "http://vectors:8000"
