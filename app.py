"""Starts the web app: http://127.0.0.1:7860. Once it serves, nothing it does leaves this machine."""

import os
import sys

QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}


def main() -> int:
    """Serve until stopped. Exit code 1 and one sentence of advice when it cannot start."""
    os.environ.update(QUIET)
    from assistant import llm
    from assistant.settings import Settings
    from assistant.web.server import serve
    from ingest.errors import ParagrafError

    try:
        settings = Settings.from_env()
        llm.prepare(settings)
        os.environ["HF_HUB_OFFLINE"] = "1"
        serve(settings)
    except ParagrafError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
