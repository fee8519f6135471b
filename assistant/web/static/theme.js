// Before the first paint: the colours chosen earlier, if any; otherwise the system decides.
const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
