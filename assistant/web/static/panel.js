// The source panel: a provision beside the text, or over it on a narrow screen.
import { announce, copy, element, text, url } from "./shell.js";

const panel = document.getElementById("panel");
const body = document.getElementById("panel-body");
const wide = matchMedia("(min-width: 64rem)");
let opener = null;

/** Opens the provision with the sentences (indexes) marked; `from` gets the focus back on closing. */
export async function openSource(provision, sentences = [], from = null) {
  if (from && !panel.contains(from)) opener = from;
  body.replaceChildren(element("p", { class: "hint" }, text("source.loading")));
  show();
  const answer = await fetch(url("/source", { p: provision, s: sentences.join(",") }));
  body.innerHTML = answer.ok ? await answer.text() : "";
  if (!answer.ok) body.append(element("p", { class: "hint" }, text("app.not_found")));
  body.dataset.sentences = sentences.join(",");
  body.scrollTop = 0;
  const cited = body.querySelector("mark, .current");
  if (cited && cited.offsetTop > body.clientHeight) body.scrollTop = cited.offsetTop - 120;
  body.focus({ preventScroll: true });
}

function show() {
  document.body.classList.add("with-panel");
  if (panel.open) return;
  if (wide.matches) panel.show();
  else panel.showModal();
}

export function closeSource() {
  if (panel.open) panel.close();
}

panel?.addEventListener("close", () => {
  document.body.classList.remove("with-panel");
  opener?.focus();
  opener = null;
});
document.getElementById("panel-close")?.addEventListener("click", closeSource);
panel?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSource();
});

/** Links to other provisions, copying and page turning inside an opened source, wherever it stands. */
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-source], [data-copy], [data-page]");
  const source = target?.closest(".source");
  if (!source) return;
  if (target.dataset.copy) return void copySource(source, target);
  if (target.dataset.page) return void turnPage(source, target);
  if (panel?.contains(target) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openSource(target.dataset.source, [], target);
  }
});

function copySource(source, button) {
  const { citation, quote } = source.dataset;
  copy(button.dataset.copy === "quote" ? `„${quote}“ (${citation})` : citation, button);
}

async function turnPage(source, button) {
  const forward = button === source.querySelector("[data-page]:last-of-type");
  const sentences = source.closest("[data-sentences]")?.dataset.sentences ?? "";
  const answer = await fetch(url("/figure", { p: source.dataset.provision, s: sentences, page: button.dataset.page }));
  if (!answer.ok) return void announce(text("source.no_page"));
  const old = source.querySelector("figure.page");
  old.outerHTML = await answer.text();
  const buttons = source.querySelectorAll("figure.page [data-page]");
  const next = buttons[forward ? 1 : 0];
  (next.disabled ? buttons[forward ? 0 : 1] : next).focus({ preventScroll: true });
  announce(source.querySelector("figcaption span:not([aria-hidden])").textContent);
}
