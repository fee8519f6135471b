// The chat: asks, streams, stops, repeats, and keeps the conversation only where the user wants it.
import { announce, config, copy, text } from "./shell.js";
import { Exchange } from "./exchange.js";
import { vote } from "./feedback.js";
import { ask } from "./stream.js";

const form = document.getElementById("composer");
const field = document.getElementById("question");
const programme = document.getElementById("programme");
const conversation = document.getElementById("conversation");
const keep = document.getElementById("keep");
const buttons = { send: document.getElementById("send"), stop: document.getElementById("stop"), fresh: document.getElementById("new") };
const KEY = "conversation";
let exchanges = [];
let running = null;

async function send(question) {
  if (running || !question.trim()) return;
  const exchange = add(new Exchange(question.trim()));
  running = new AbortController();
  busy(true);
  exchange.root.scrollIntoView({ block: "start" });
  try {
    await follow(exchange, running.signal);
  } catch (error) {
    exchange.fail(reason(error));
    announce(reason(error));
  }
  running = null;
  busy(false);
  save();
}

async function follow(exchange, signal) {
  const history = exchanges.filter((e) => e.answer).map((e) => e.answer.turn);
  for await (const event of ask(exchange.question, programme.value, history, signal)) {
    if (event.event === "evidence") exchange.evidence(event);
    else if (event.event === "statement") exchange.statement(event);
    else if (event.event === "answer") exchange.finish(event);
    else exchange.fail(`${event.message} ${event.mend}`);
  }
  if (exchange.answer) announce(finished(exchange.answer));
}

function finished(answer) {
  const key = `chat.finished_${answer.outcome.replaceAll(" ", "_")}`;
  return text(key, { statements: answer.statements.length, sources: answer.citations.length });
}

function reason(error) {
  if (error.name === "AbortError") return text("chat.stopped");
  return text({ busy: "app.busy", too_many: "app.too_many", failed: "app.failed" }[error.message] ?? "chat.lost");
}

function add(exchange) {
  exchanges.push(exchange);
  conversation.append(exchange.root);
  document.body.classList.add("talking");
  buttons.fresh.hidden = false;
  exchange.root.addEventListener("click", (event) => act(exchange, event.target.closest("[data-do]")));
  return exchange;
}

function act(exchange, button) {
  const deed = button?.dataset.do;
  if (deed === "copy") copy(exchange.plain(), button);
  if (deed === "print") print();
  if (deed === "up" || deed === "down") vote(exchange, button);
  if (deed === "retry" && !running) {
    exchanges = exchanges.filter((other) => other !== exchange);
    exchange.root.remove();
    send(exchange.question);
  }
}

function busy(yes) {
  buttons.send.hidden = yes;
  buttons.stop.hidden = !yes;
  conversation.setAttribute("aria-busy", String(yes));
}

function save() {
  if (keep.checked) localStorage.setItem(KEY, stored());
}

function stored() {
  return JSON.stringify(exchanges.filter((e) => e.answer).map((e) => ({ question: e.question, answer: e.answer })));
}

function restore() {
  keep.checked = localStorage.getItem(KEY) !== null;
  const saved = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  for (const { question, answer } of JSON.parse(saved ?? "[]")) add(new Exchange(question)).finish(answer);
  programme.value = new URLSearchParams(location.search).get("programme") ?? sessionStorage.getItem("programme") ?? "";
  if (programme.selectedIndex < 0) programme.value = "";
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = field.value;
  if (running) return;
  field.value = "";
  grow();
  send(question);
});
field.addEventListener("input", grow);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
buttons.stop.addEventListener("click", () => { running?.abort(); field.focus(); });
buttons.fresh.addEventListener("click", () => {
  running?.abort();
  exchanges = [];
  conversation.replaceChildren();
  document.body.classList.remove("talking");
  buttons.fresh.hidden = true;
  save();
  field.focus();
});
keep.addEventListener("change", () => { if (keep.checked) save(); else localStorage.removeItem(KEY); });
programme.addEventListener("change", () => sessionStorage.setItem("programme", programme.value));
document.querySelectorAll(".example").forEach((example) =>
  example.addEventListener("click", () => send(example.dataset.question)));
// Another view or language of this app: the conversation goes along, a plain reload forgets it.
document.querySelectorAll(".masthead a").forEach((link) =>
  link.addEventListener("click", () => { if (exchanges.length) sessionStorage.setItem(KEY, stored()); }));

restore();
if (matchMedia("(min-width: 40rem) and (pointer: fine)").matches) field.focus({ preventScroll: true });
