const form = document.querySelector(".filter");
const cases = [...document.querySelectorAll("#cases .case")];

function show() {
  const wanted = Object.fromEntries(new FormData(form));
  const words = wanted.text.toLowerCase();
  let shown = 0;
  for (const item of cases) {
    const fits = ["state", "kind", "lang"].every((name) => !wanted[name] || item.dataset[name] === wanted[name]);
    item.hidden = !fits || !item.textContent.toLowerCase().includes(words);
    shown += item.hidden ? 0 : 1;
  }
  form.querySelector("output").textContent = `${shown} of ${cases.length}`;
}

form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
show();
