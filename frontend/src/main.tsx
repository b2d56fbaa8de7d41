import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.layer.css";
import "@mantine/dates/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@/app/global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/app";
import { activate, keptLocale } from "@/app/locale";

// After a deploy an old tab asks for files that are gone: load the new page once.
window.addEventListener("vite:preloadError", (event) => {
  if (sessionStorage.getItem("tandem.reloaded") === location.href) return;
  sessionStorage.setItem("tandem.reloaded", location.href);
  event.preventDefault();
  location.reload();
});

await activate(keptLocale());

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no root element");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
