// The look-up: results as one types, keys through them, the provision beside them.
import { announce, copy, text, url } from "./shell.js";
import "./panel.js";

const form = document.getElementById("finder");
const field = document.getElementById("q");
const list = document.getElementById("results");
const pane = document.getElementById("source-pane");
const shortcuts = document.getElementById("shortcuts");
const wide = matchMedia("(min-width: 64rem)");
let latest = 0;
let timer = 0;

async function refresh() {
  const mine = ++latest;
  const answer = await fetch(url("/lookup/results"), { method: "POST", body: new FormData(form) });
  if (mine !== latest) return;
  if (!answer.ok) return void announce(text(answer.status === 429 ? "app.too_many" : "app.failed"));
  list.innerHTML = await answer.text();
  clearTimeout(timer);
  timer = setTimeout(() => announce(list.querySelector(".count").textContent), 700);
}

async function open(link, focus) {
  const { open: provision, sentences } = link.dataset;
  const answer = await fetch(url("/source", { p: provision, s: sentences, alone: "1" }));
  if (!answer.ok) return void announce(text("app.failed"));
  document.getElementById("source").innerHTML = await answer.text();
  pane.dataset.sentences = sentences;
  pane.parentElement.classList.add("opened");
  list.querySelector("[aria-current]")?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  history.replaceState(null, "", link.href);
  if (focus || !wide.matches) pane.focus();
  if (!wide.matches) pane.scrollIntoView();
  announce(text("lookup.opened", { label: link.dataset.citation }));
}

function move(step) {
  const links = [...list.querySelectorAll(".result")];
  const at = links.indexOf(document.activeElement) + step;
  if (at < 0) field.focus();
  else links[Math.min(at, links.length - 1)]?.focus();
}

form.addEventListener("input", (event) => { if (event.target !== shortcuts) refresh(); });
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await refresh();
  const first = list.querySelector(".result");
  if (first) open(first, true);
});
list.addEventListener("click", (event) => {
  const link = event.target.closest(".result");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link, event.detail === 0);
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  const inList = event.target === field || list.contains(event.target);
  if (inList && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  }
  if (typing || !shortcuts.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    field.focus();
    field.select();
  }
  if (event.key === "c") {
    const citation = event.target.dataset?.citation ?? pane.querySelector(".source")?.dataset.citation;
    if (citation) copy(citation);
  }
});

shortcuts.checked = localStorage.getItem("shortcuts") !== "off";
shortcuts.addEventListener("change", () => localStorage.setItem("shortcuts", shortcuts.checked ? "on" : "off"));
if (!location.search.includes("p=")) field.focus();
