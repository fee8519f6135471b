// A thumb for an answer, and a comment if one likes. The question is not sent.
import { announce, element, text } from "./shell.js";

/** Sends the vote and offers a comment under the answer. */
export async function vote(exchange, button) {
  const way = button.dataset.do;
  const body = {
    vote: way,
    outcome: exchange.answer.outcome,
    provisions: [...new Set(exchange.answer.citations.map((c) => c.provision))],
    comment: "",
  };
  for (const other of exchange.root.querySelectorAll(".thumbs button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  if (!await sent(body)) return;
  announce(text("chat.thanks"));
  exchange.root.querySelector(".comment")?.remove();
  exchange.part("exchange-foot").append(comment(body));
}

function comment(body) {
  const id = `comment-${crypto.randomUUID?.() ?? Date.now()}`;
  const field = element("textarea", { id, rows: "2", maxlength: "2000", "aria-describedby": `${id}-hint` });
  const button = element("button", { type: "submit", class: "button" }, text("chat.comment_send"));
  const form = element("form", { class: "comment" },
    element("label", { for: id }, text("chat.comment")),
    field,
    element("p", { class: "hint", id: `${id}-hint` }, text("chat.comment_hint")),
    button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!field.value.trim() || !await sent({ ...body, comment: field.value.trim() })) return;
    announce(text("chat.thanks"));
    form.replaceChildren(element("p", { class: "hint" }, text("chat.thanks")));
  });
  return form;
}

async function sent(body) {
  const answer = await fetch("/feedback", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) announce(text(answer.status === 429 ? "app.too_many" : "app.failed"));
  return answer.ok;
}
