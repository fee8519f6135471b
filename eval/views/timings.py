"""How long the cases took, as JSON; apart from the report, because it is never the same twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from eval.session import Timings


def render(timings: Timings) -> str:
    """p50 and p95 in seconds of the cases that were not cached, peak memory in MiB, and every case."""
    cases = timings.cases
    content = {
        "n": len(cases),
        "found": _percentiles([case.found for case in cases]),
        "evidence": _percentiles([case.evidence for case in cases]),
        "statement": _percentiles([case.statement for case in cases]),
        "answered": _percentiles([case.answered for case in cases]),
        "peak_memory_mib": timings.memory,
        "cases": [asdict(case) for case in cases],
    }
    return json.dumps(content, indent=1) + "\n"


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    if not seconds:
        return {}
    p50, p95 = np.percentile(seconds, (50, 95))
    return {"p50": round(float(p50), 4), "p95": round(float(p95), 4)}
