// One question with its answer on the page: what streams in, and the finished answer.
import { config, element, text } from "./shell.js";
import { openSource } from "./panel.js";

const template = document.getElementById("exchange-template");

export class Exchange {
  constructor(question) {
    this.question = question;
    this.answer = null;
    this.citations = [];
    this.shown = "";
    this.root = template.content.firstElementChild.cloneNode(true);
    this.part("asked").textContent = question;
  }

  part(name) {
    return this.root.querySelector(`.${name}`);
  }

  /** The evidence, before any statement. */
  evidence({ citations, understood }) {
    this.understood(understood);
    this.cite(citations);
    this.part("waiting-text").textContent = text("chat.reading");
  }

  statement(statement) {
    this.part("answer").append(...this.heading(statement), this.rendered(statement));
  }

  /** The finished answer; replaces what streamed in, which is the same unless verification changed it. */
  finish(answer) {
    this.answer = answer;
    this.understood(answer.understood);
    this.cite(answer.citations);
    this.part("waiting").remove();
    this.shown = "";
    const box = this.part("answer");
    const parts = answer.statements.flatMap((s) => [...this.heading(s), this.rendered(s)]);
    if (box.childElementCount !== parts.length || [...box.children].some((c, i) => !c.isEqualNode(parts[i]))) {
      box.replaceChildren(...parts);
    }
    if (answer.outcome !== "answered") box.prepend(this.refusal(answer));
    this.notices(answer);
    this.part("origin").textContent = origin(answer);
    this.part("exchange-foot").hidden = false;
  }

  /** Ends without an answer. */
  fail(sentence) {
    this.part("waiting")?.remove();
    this.part("answer").append(element("p", { class: "failure" }, sentence));
    this.part("exchange-foot").hidden = false;
    for (const button of this.root.querySelectorAll("[data-do=copy], .thumbs")) button.hidden = true;
  }

  understood(sentence) {
    const line = this.part("understood");
    line.hidden = !sentence || sentence === this.question;
    if (!line.hidden) line.replaceChildren(element("span", {}, `${text("chat.understood")}: `), sentence);
  }

  cite(citations) {
    this.citations = citations;
    this.part("evidence").hidden = citations.length === 0;
    const shelves = new Map();
    citations.forEach((citation, i) => {
      const regulation = regulationOf(citation);
      if (!shelves.has(regulation)) shelves.set(regulation, element("ol", { class: "chips" }));
      shelves.get(regulation).append(this.chip(citation, i + 1, regulation));
    });
    this.part("shelves").replaceChildren(...[...shelves].flatMap(([regulation, chips]) => [shelfHead(regulation), chips]));
  }

  chip(citation, number, regulation) {
    const short = citation.label.replace(` ${regulation.name}`, "").replace(",,", ",");
    const label = element("span", { class: "chip-label", lang: regulation.lang }, short);
    const numeral = element("span", { class: "numeral", "aria-hidden": "true" }, String(number));
    const chip = element("button", { type: "button", class: "chip", title: citation.label }, numeral, label);
    chip.addEventListener("click", () => openSource(citation.provision, citation.sentences, chip));
    return element("li", {}, chip);
  }

  /** A heading where the next statement belongs to another case or comes from another regulation. */
  heading(statement) {
    const regulation = regulationOf(this.citations[statement.citations[0]]);
    const several = new Set(this.citations.map(regulationOf)).size > 1;
    const heading = statement.case || (several ? regulation.name : "");
    if (!heading || heading === this.shown) return [];
    this.shown = heading;
    return [element("h3", { class: "from", lang: regulation.lang }, heading)];
  }

  citationsOf(statement) {
    return statement.citations.map((i) => this.citations[i]);
  }

  rendered(statement) {
    const verbatim = this.citationsOf(statement).find((c) => c.quote === statement.text);
    const box = element(verbatim ? "blockquote" : "div", { class: verbatim ? "statement verbatim" : "statement" });
    const lang = verbatim && regulationOf(verbatim).lang;
    box.append(element("span", { class: "words", lang: lang && lang !== config.lang ? lang : undefined }, statement.text));
    for (const i of statement.citations) box.append(" ", this.numeral(i));
    return box;
  }

  numeral(i) {
    const citation = this.citations[i];
    const label = text("chat.open_source", { number: i + 1, label: citation.label });
    const button = element("button", { type: "button", class: "numeral", "aria-label": label, title: citation.label }, String(i + 1));
    button.addEventListener("click", () => openSource(citation.provision, citation.sentences, button));
    return button;
  }

  refusal(answer) {
    const asked = answer.outcome === "asked back";
    const box = element("div", { class: asked ? "asked-back" : "refusal" });
    box.append(element("h3", {}, text(asked ? "chat.asked_back" : "chat.refused")));
    box.append(...answer.message.split("\n").filter(Boolean).map((line) => element("p", { lang: answer.language }, line)));
    if (!asked) box.append(element("p", { class: "whom" }, text("chat.whom")));
    return box;
  }

  notices(answer) {
    const items = answer.notices.map((notice) => {
      const kind = element("strong", {}, text(`notice.${notice.kind.replaceAll(" ", "_")}`));
      return element("li", {}, kind, " ", element("span", { lang: answer.language }, notice.text));
    });
    this.part("notices").hidden = items.length === 0;
    this.part("notices").querySelector("ul").replaceChildren(...items);
  }

  /** The answer as text with its citations, for the clipboard. */
  plain() {
    const { statements, citations, notices, message } = this.answer;
    const said = statements.map((s) => `${s.text} ${s.citations.map((i) => `[${i + 1}]`).join("")}`);
    const sources = citations.map((c, i) => `[${i + 1}] ${c.label}: „${c.quote}“`);
    return [this.question, said.join("\n"), message, sources.join("\n"), notices.map((n) => n.text).join("\n")]
      .filter(Boolean).join("\n\n");
  }
}

function origin(answer) {
  const parts = [];
  if (answer.outcome === "answered") {
    parts.push(answer.model ? text("chat.by_model", { model: answer.model }) : text("chat.quoted"));
  }
  if (answer.removed.length) parts.push(text("chat.removed", { count: answer.removed.length }));
  return parts.join(" ");
}

function shelfHead(regulation) {
  const name = element("span", { lang: regulation.lang }, regulation.name);
  const badge = element("span", { class: `badge badge-${regulation.badge}` }, regulation.status);
  return element("p", { class: "shelf-head" }, name, " ", badge);
}

function regulationOf(citation) {
  return config.regulations[citation.provision.split("/")[0]];
}
