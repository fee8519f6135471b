// One question to the server and its events back, through Gradio's queue.

/** Asks and yields the events; throws "busy", "too_many", "failed" or "lost" (keys of texts), or an AbortError. */
export async function* ask(question, programme, history, signal) {
  const joined = await fetch("/gradio_api/call/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ data: [question, programme, history] }),
    signal,
  });
  if (!joined.ok) throw new Error({ 503: "busy", 429: "too_many" }[joined.status] ?? "failed");
  const { event_id: id } = await joined.json();
  const stream = await fetch(`/gradio_api/call/ask/${id}`, { signal });
  if (!stream.ok) throw new Error("failed");
  for await (const { name, data } of messages(stream.body)) {
    if (name === "error") throw new Error("failed");
    if (name === "generating" && data?.[0]) yield data[0];
    if (name === "complete") return;
  }
  throw new Error("lost");
}

async function* messages(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    pending += value;
    const blocks = pending.split("\n\n");
    pending = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (name) yield { name, data: data ? JSON.parse(data) : null };
    }
  }
}
