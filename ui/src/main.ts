import { mount } from "svelte";
import App from "./App.svelte";
import type { Backend } from "./backend";
import "./looks/tokens.css";
import "./looks/base.css";
import "./looks/controls.css";
import "./looks/floating.css";

/** In a plain browser (`npm run dev`, the browser tests) there is no program behind the page: it shows a demonstration. */
async function backend(): Promise<Backend> {
  if (import.meta.env.DEV || import.meta.env.MODE === "demo") {
    const { demo, optionsFrom } = await import("./backend/demo");
    if (!("__TAURI_INTERNALS__" in window)) return demo(optionsFrom(location.search));
  }
  const { tauri } = await import("./backend/tauri");
  return tauri();
}

mount(App, { target: document.body, props: { backend: await backend() } });
