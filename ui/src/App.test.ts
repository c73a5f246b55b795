import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import App from "./App.svelte";
import { demo } from "./backend/demo";

afterEach(cleanup);

test("every place can be gone to", async () => {
  render(App, { backend: demo() });
  await screen.findByRole("article", { name: "Work" });
  for (const place of ["Contacts", "Calendar", "Tasks", "Notes", "History", "Settings", "Home"]) {
    await userEvent.click(screen.getByRole("button", { name: place }));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(place);
  }
});
