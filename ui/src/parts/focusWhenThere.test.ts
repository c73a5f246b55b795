import { afterEach, expect, test, vi } from "vitest";
import { FIRST_FIELD, focusWhenThere } from "./focusWhenThere";

afterEach(() => document.body.replaceChildren());

function form(...fields: string[]): string {
  return `<form>${fields.join("")}<button>Save</button></form>`;
}

test("a form whose fields come later has the focus in its first one when they are there", async () => {
  document.body.innerHTML = form();
  focusWhenThere(document.body, FIRST_FIELD);
  expect(document.activeElement).toBe(document.body);
  document.body.innerHTML = form(
    "<input type='file' hidden>",
    "<input name='subject'>",
    "<textarea></textarea>",
  );
  await vi.waitFor(() => expect(document.activeElement).toHaveProperty("name", "subject"));
});

test("a form that is there already has it at once", () => {
  document.body.innerHTML = form("<textarea></textarea>");
  focusWhenThere(document.body, FIRST_FIELD);
  expect(document.activeElement?.tagName).toBe("TEXTAREA");
});

test.each(["given up", "a key", "a click"])("after %s the focus stays where it is", async (why) => {
  document.body.innerHTML = "<main></main><input id='search'>";
  const main = document.querySelector("main");
  const search = document.querySelector<HTMLElement>("#search");
  if (!main || !search) throw new Error("the page is there");
  const stop = focusWhenThere(main, FIRST_FIELD);
  search.focus();
  if (why === "given up") stop();
  else search.dispatchEvent(new Event(why === "a key" ? "keydown" : "pointerdown", { bubbles: true }));
  main.innerHTML = form("<input name='subject'>");
  // The observer would have been told by now.
  await new Promise<void>((seen) => {
    new MutationObserver(() => seen()).observe(main, { childList: true });
    main.append("last");
  });
  expect(document.activeElement).toBe(search);
});
