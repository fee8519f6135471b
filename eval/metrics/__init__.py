"""The metrics, in the order of the reports. A new one is a function in a file here and in its METRICS."""

from eval.metrics import answer, citation, guards, refusal, retrieval, verdict

METRICS = (
    *verdict.METRICS,
    *answer.METRICS,
    *retrieval.METRICS,
    *citation.METRICS,
    *refusal.METRICS,
    *guards.METRICS,
)
