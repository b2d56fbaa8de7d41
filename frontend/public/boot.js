// Language and colour scheme before the first paint. A file of its own: the security policy forbids inline scripts.
(() => {
  const root = document.documentElement;
  const known = navigator.languages
    .map((language) => language.slice(0, 2))
    .filter((one) => one === "fr" || one === "en");
  root.lang = known[0] ?? "fr";
  let scheme = "auto";
  try {
    root.lang = localStorage.getItem("tandem.locale") ?? root.lang;
    scheme = localStorage.getItem("tandem.scheme") || "auto";
  } catch {
    // Storage may be forbidden by the browser's settings: the defaults stay.
  }
  const dark = scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
