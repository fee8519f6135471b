// What every view needs: texts, announcements, copying, colours, language links that keep the conversation.
export const config = JSON.parse(document.getElementById("config").textContent);

/** The text of a key in the page's language, {names} filled in. */
export function text(key, values = {}) {
  return config.texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A path with query values and, if one was chosen, the language. */
export function url(path, values = {}) {
  const query = new URLSearchParams(config.query);
  for (const [name, value] of Object.entries(values)) if (value !== "") query.set(name, value);
  return query.size ? `${path}?${query}` : path;
}

/** Says a sentence once to people who use a screen reader. */
export function announce(sentence) {
  const region = document.getElementById("announce");
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = sentence; });
}

/** An element with attributes and children (text stays text). */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** Puts text on the clipboard and says so at the button pressed. */
export async function copy(words, button) {
  const said = await write(words) ? text("app.copied") : text("app.copy_failed");
  announce(said);
  if (!button || button.dataset.label) return;
  button.dataset.label = button.textContent;
  button.textContent = said;
  setTimeout(() => { button.textContent = button.dataset.label; delete button.dataset.label; }, 1600);
}

async function write(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const area = element("textarea", { class: "visually-hidden", "aria-hidden": "true", tabindex: "-1" });
    area.value = words;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});
