// Language and colour scheme before the first paint. A file of its own: the security policy forbids inline scripts.
(() => {
  const root = document.documentElement;
  let scheme = "auto";
  try {
    root.lang = localStorage.getItem("tandem.locale") || "fr";
    scheme = localStorage.getItem("tandem.scheme") || "auto";
  } catch {
    // Storage may be forbidden by the browser's settings: the defaults stay.
  }
  const dark = scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
