import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { demo } from "./backend/demo";
import { tauri } from "./backend/tauri";

// In a plain browser (`npm run dev`) there is no engine behind the page: it shows a demonstration.
const backend = "__TAURI_INTERNALS__" in window ? tauri() : demo();

mount(App, { target: document.body, props: { backend } });
