// While the regulations are compared: say so, once.
import { announce, text } from "./shell.js";

const form = document.querySelector(".comparison-form");
form.addEventListener("submit", () => {
  const button = form.querySelector("button[type=submit]");
  button.setAttribute("aria-busy", "true");
  announce(text("compare.comparing"));
});
