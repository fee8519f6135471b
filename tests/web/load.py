"""Many people at once, on this machine: python -m tests.web.load URL [--users 50] [--seconds 30].

Each user asks in the chat and looks things up in turn, with pauses for reading between. Measured is the time
to the evidence. Ends by itself; exit code 1 for an error, an answer to somebody else's question, or a 95th
percentile of more than five times what one user alone sees.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from statistics import median, quantiles

import httpx

QUESTIONS = (
    "Kann ich eine Klausur mündlich wiederholen?",
    "How long do I have for the master thesis?",
    "Welches Englischniveau brauche ich?",
    "What does the certificate cost?",
    "Wann ist die Bewerbungsfrist?",
)
WORDS = ("Klausur", "Wiederholung", "§ 16 Abs. 4", "Bewerbung", "Masterarbeit")
FACTOR = 5.0


@dataclass
class Seen:
    """What came of it: seconds to the evidence, seconds of look-ups, and what went wrong."""

    evidence: list[float] = field(default_factory=list)
    lookup: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class User:
    """Somebody with an address of their own, as a proxy on this machine would hand it on."""

    number: int
    client: httpx.AsyncClient
    seen: Seen

    @property
    def headers(self) -> dict[str, str]:
        return {"X-Forwarded-For": f"10.0.{self.number // 250}.{self.number % 250 + 1}"}

    async def ask(self, question: str) -> None:
        begin = time.perf_counter()
        body = {"data": [question, "", []]}
        joined = await self.client.post("/gradio_api/call/ask", json=body, headers=self.headers)
        joined.raise_for_status()
        path, first = f"/gradio_api/call/ask/{joined.json()['event_id']}", True
        async with self.client.stream("GET", path, headers=self.headers) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data: [{"):
                    continue
                event = json.loads(line[6:])[0]
                if first:
                    self.seen.evidence.append(time.perf_counter() - begin)
                    first = False
                if event["event"] == "error":
                    self.seen.wrong.append(event["message"])
                if event["event"] == "answer":
                    if event["question"] != question:
                        self.seen.wrong.append(f"asked {question!r}, answered {event['question']!r}")
                    return
        self.seen.wrong.append("no answer")

    async def look_up(self, words: str) -> None:
        begin = time.perf_counter()
        answer = await self.client.post("/lookup/results", data={"q": words}, headers=self.headers)
        answer.raise_for_status()
        self.seen.lookup.append(time.perf_counter() - begin)

    async def work(self, until: float, pause: float) -> None:
        """Ask or look up, read, and again; at least once."""
        chance = random.Random(self.number)
        await asyncio.sleep(chance.uniform(0, pause))
        while True:
            try:
                if chance.random() < 0.5:
                    await self.ask(f"{chance.choice(QUESTIONS)} ({self.number}/{chance.randrange(10**6)})")
                else:
                    await self.look_up(chance.choice(WORDS))
            except httpx.HTTPError as error:
                self.seen.wrong.append(repr(error))
            await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)
            if time.monotonic() > until:
                return


async def measure(url: str, users: int, seconds: float, pause: float) -> Seen:
    """What that many users see in that time."""
    seen = Seen()
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        await asyncio.gather(*(User(n, client, seen).work(until, pause) for n in range(users)))
    return seen


def percentile(values: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def report(name: str, values: list[float]) -> None:
    print(
        f"{name:22} {len(values):5}  median {1000 * median(values):6.0f} ms  p95 {1000 * percentile(values):6.0f} ms"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument(
        "--pause", type=float, default=10, help="seconds of reading between two actions, on average"
    )
    given = parser.parse_args()
    alone = asyncio.run(measure(given.url, 1, 20, 0.2))
    crowd = asyncio.run(measure(given.url, given.users, given.seconds, given.pause))
    report("evidence, one user", alone.evidence)
    report(f"evidence, {given.users} users", crowd.evidence)
    report("look-up, one user", alone.lookup)
    report(f"look-up, {given.users} users", crowd.lookup)
    for wrong in sorted(set(alone.wrong + crowd.wrong)):
        print("wrong:", wrong)
    slow = percentile(crowd.evidence) > FACTOR * percentile(alone.evidence)
    return int(bool(alone.wrong or crowd.wrong or slow))


if __name__ == "__main__":
    sys.exit(main())
