import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import App from "../App.svelte";
import { demo } from "../backend/demo";
import { blocks, inline, type Block, type Inline } from "./markdown";
import { PAGES, picture, target } from "./pages";
import { PAGE_OF } from "./place";

afterEach(cleanup);

test("the blocks of a document are told apart", () => {
  const page = `# Title
<!-- run
smsync sync
-->
Two lines
of one paragraph.
![Words](../pictures/window.png)

1. one
   and more
2. two

| a | b |
|---|---|
| \`x\` | **y** |
\`\`\`sh
smsync
\`\`\`
## Next & last?`;
  expect(blocks(page)).toEqual([
    { is: "heading", level: 1, id: "title", text: inline("Title") },
    { is: "paragraph", text: inline("Two lines of one paragraph.") },
    { is: "picture", name: "window.png", words: "Words" },
    { is: "list", ordered: true, items: [inline("one and more"), inline("two")] },
    {
      is: "table",
      head: [inline("a"), inline("b")],
      rows: [[[{ is: "code", text: "x" }], [{ is: "strong", text: "y" }]]],
    },
    { is: "code", text: "smsync" },
    { is: "heading", level: 2, id: "next--last", text: inline("Next & last?") },
  ]);
});

test("every page is in Help, with its pictures, and no link between pages is broken", () => {
  expect(PAGES.length).toBe(13);
  const lines = (block: Block): Inline[] => {
    if (block.is === "heading" || block.is === "paragraph") return block.text;
    if (block.is === "list") return block.items.flat();
    return block.is === "table" ? [...block.head, ...block.rows.flat()].flat() : [];
  };
  for (const page of PAGES) {
    for (const block of page.body) {
      if (block.is === "picture") expect(picture(block.name), block.name).toBeTruthy();
      for (const part of lines(block)) {
        if (part.is !== "link" || /^https?:|adr\/|developers\/|crates\//.test(part.to)) continue;
        const goal = target(page.name, part.to);
        expect(goal, `${page.name}: ${part.to}`).not.toBeNull();
        const there = PAGES.find((other) => other.name === goal?.name);
        const known = there?.body.some((block) => block.is === "heading" && block.id === goal?.heading);
        if (goal?.heading) expect(known, `${page.name}: ${part.to}`).toBe(true);
      }
    }
  }
  for (const name of Object.values(PAGE_OF)) expect(PAGES.some((page) => page.name === name)).toBe(true);
});

test("F1 opens the page for where one is, and a link leads on", async () => {
  render(App, { backend: demo() });
  await screen.findByRole("article", { name: "Work" });
  await userEvent.click(screen.getByRole("button", { name: "History" }));
  await userEvent.keyboard("{F1}");
  await screen.findByRole("article", { name: "Undo and earlier versions" });
  await userEvent.click(screen.getByRole("button", { name: "conflict" }));
  await screen.findByRole("article", { name: "Conflicts" });
  expect(screen.getByRole("img", { name: "Both changed" })).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).toBeNull();
});
