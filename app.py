"""Starts the web app: http://127.0.0.1:7860. Nothing it does leaves this machine."""

import os
import sys

OFFLINE = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}


def main() -> int:
    """Serve until stopped. Exit code 1 and one sentence of advice when it cannot start."""
    os.environ.update(OFFLINE)
    from assistant.settings import Settings
    from assistant.web.server import serve
    from ingest.errors import ParagrafError

    try:
        serve(Settings.from_env())
    except ParagrafError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
