// The same item edited on both sides, and the conflict dialog answered in every way there is: colours, each button, the list of
// what it might be; both sides read back afterwards.
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { eventually } from "./driver.mjs";
import {
  DIALOG,
  accounts,
  action,
  assertBothHave,
  atWork,
  button,
  card,
  contactsHere,
  editHere,
  idle,
  keep,
  noDialog,
  row,
  synchronize,
} from "./person.mjs";
import { pictures } from "./stage.mjs";

const WORK = card("Work");
const CANDIDATE = `${DIALOG}//*[@data-side='local']//button[@aria-haspopup='listbox']`;
const OPTION = (title) => `//*[@role='option'][contains(., '${title}')]`;

describe("conflicts", () => {
  let stage, window;

  atWork({}, (there) => ({ stage, window } = there));

  const ways = ["kept server", "kept local", "merged", "kept both", "skipped"];

  test("are asked about in colours that say how the two differ", async () => {
    for (const way of ways) await stage.put(way, ["TITLE:before", "EMAIL:a@example.com"]);
    await synchronize(window);
    for (const way of ways) {
      await stage.put(way, ["TITLE:there", "EMAIL:a@example.com", "ROLE:only there"]);
      await editHere(window, way, [{ key: "title", typed: "here" }]);
    }
    await synchronize(window);
    assert.equal((await accounts(window))[0].conflicts, ways.length);
    await open(ways[0]);
    const colour = (key) => window.run(
      `return getComputedStyle(document.querySelector('[role=dialog] [data-key="${key}"] .value')).color`,
    );
    const [red, green] = [await colour("title"), await colour("role")].map((text) => text.match(/\d+/g).map(Number));
    assert.ok(red[0] > red[1] + 60, `what differs is red: ${red}`);
    assert.ok(green[1] > green[0] + 40, `what only one side has is green: ${green}`);
    await window.picture(join(pictures, "conflict.png"));
  });

  // WebDriver reads no text of a line that is clamped.
  const title = async () =>
    (await window.run("return document.querySelector('.dialog.conflict .item')?.textContent ?? ''")).trim();

  /** The dialog, once it has written what was decided and shows the next one. */
  const AT_REST = `${DIALOG}[contains(@class, 'conflict') and @aria-busy='false']`;

  /** Goes to the conflict about this item, in the dialog that is open. */
  async function goTo(name) {
    await window.find(AT_REST);
    const step = (words) => `${DIALOG}//button[@aria-label='${words} conflict' and not(@disabled)]`;
    /** Presses the button, and waits until the dialog shows the next one. */
    const turn = async (words) => {
      const before = await title();
      await window.click(step(words));
      await eventually("the dialog shows another conflict", async () => ![before, ""].includes(await title()));
    };
    while (await window.has(step("Previous"))) await turn("Previous");
    while ((await title()) !== name && (await window.has(step("Next")))) await turn("Next");
    await eventually(`the dialog shows ${name}`, async () => (await title()) === name);
    await window.find(row("title"));
  }

  /** Opens the dialog, at home or where the conflicts are listed, once the page has heard of the one that is wanted. */
  async function open(name) {
    if (!(await window.has(DIALOG))) {
      const [atHome, first] = [button("Resolve…", WORK), button("Resolve the first…")];
      await eventually("the page leads to the conflicts", async () => (await window.has(atHome)) || (await window.has(first)));
      if (await window.has(atHome)) await window.click(atHome);
      await window.find(`//*[@id='conflict-list']//*[normalize-space()='${name}']`);
      await window.click(first);
    }
    await goTo(name);
  }

  async function settled(name) {
    await eventually(`${name} is settled`, async () =>
      (await window.ask("conflicts")).every((conflict) => conflict.title !== name),
    );
  }

  test("Source text shows what each side holds, and closes to the same conflict", async () => {
    await open("kept server");
    await window.click(action("source"));
    const held = (side) => `//section[@aria-label='${side}']//pre`;
    await window.find(`${held("Server")}[contains(., 'TITLE:there') and contains(., 'ROLE:only there')]`);
    await window.find(`${held("Local")}[contains(., 'TITLE:here') and not(contains(., 'ROLE'))]`);
    await window.picture(join(pictures, "conflict-source.png"));
    await window.press("\uE00C");
    await eventually("the text is closed", async () => !(await window.has("//pre")));
    assert.equal(await title(), "kept server");
    assert.equal((await window.ask("conflicts")).length, ways.length, "nothing was decided");
  });

  test("Keep server, Keep local, Merge and Keep both do what they say on both sides", async () => {
    await open("kept server");
    await window.click(keep("server"));
    await window.click(action("ok"));
    await settled("kept server");
    await assertBothHave(stage, window, "kept server", ["there"]);

    await open("kept local");
    await window.click(keep("local"));
    await window.click(action("ok"));
    await settled("kept local");
    await assertBothHave(stage, window, "kept local", ["here"]);

    await open("merged");
    await window.click(`${row("title")}//input[@value='local']`);
    await window.click(action("merge"));
    await settled("merged");
    await assertBothHave(stage, window, "merged", ["here"]);
    assert.ok(stage.contactsNamed("merged")[0].includes("ROLE:only there"), "what only one side changed came along");

    await open("kept both");
    await window.click(action("both"));
    await settled("kept both");
    await window.ask("synchronize", { account: "Work", request: {} });
    await assertBothHave(stage, window, "kept both", ["here", "there"]);
  });

  test("Skip changes neither side, and the same is asked again after the next pass", async () => {
    await open("skipped");
    await window.click(action("skip"));
    await noDialog(window);
    for (let time = 0; time < 2; time++) await window.ask("synchronize", { account: "Work", request: {} });
    const waiting = await window.ask("conflicts");
    assert.deepEqual(waiting.map((one) => one.title), ["skipped"], "once, however often it is skipped");
    assert.ok(stage.contactsNamed("skipped")[0].includes("TITLE:there"));
    const [here] = await contactsHere(window, "skipped");
    assert.match(here.source, /TITLE:here\r/);
    await open("skipped");
    await window.click(keep("server"));
    await window.click(action("ok"));
    await settled("skipped");
    await assertBothHave(stage, window, "skipped", ["there"]);
    await noDialog(window);
  });

  test("one answer is applied to all of a sort", async () => {
    const names = ["all 1", "all 2", "all 3"];
    for (const name of names) await stage.put(name, ["TITLE:before"]);
    await window.ask("synchronize", { account: "Work", request: {} });
    for (const name of names) {
      await stage.put(name, ["TITLE:there"]);
      await editHere(window, name, [{ key: "title", typed: "here" }]);
    }
    // One of another sort: the answer is not about it.
    await stage.put("of another sort", ["TITLE:before"]);
    await window.ask("synchronize", { account: "Work", request: {} });
    await stage.remove("of another sort");
    await editHere(window, "of another sort", [{ key: "title", typed: "here" }]);
    await window.ask("synchronize", { account: "Work", request: {} });
    assert.equal((await window.ask("conflicts")).length, 4);
    await open("all 1");
    await window.click(action("similar"));
    await window.find(`${DIALOG}//*[contains(., '2 other conflicts: Both changed (contacts)')]`);
    await window.click(`${DIALOG}//input[@name='for-all' and @value='local']`);
    await window.picture(join(pictures, "conflict-all.png"));
    await window.click(button("Apply to 3 conflicts", DIALOG));
    for (const name of names) await settled(name);
    await window.find(`${DIALOG}//*[contains(., '3 conflicts resolved')]`);
    for (const name of names) await assertBothHave(stage, window, name, ["here"]);
    await goTo("of another sort");
    assert.deepEqual((await window.ask("conflicts")).map((one) => one.title), ["of another sort"]);
    await window.click(keep("server"));
    await window.click(action("ok"));
    await settled("of another sort");
    await assertBothHave(stage, window, "of another sort", []);
    await noDialog(window);
  });

  describe("of a first sync, about what might be the same", () => {
    const add = (name, title) =>
      window.ask("add_item", {
        account: "Work",
        kind: "contact",
        edits: [
          { key: "name", typed: name },
          { key: "title", typed: title },
        ],
      });

    before(async () => {
      // The same name twice here, and once there under a UID of its own: nobody can know which it is.
      await add("Doe;Jane;;;", "first here");
      await add("Doe;Jane;;;", "second here");
      await add("Roe;Richard;;;", "here");
      await stage.put("Jane Doe", ["TITLE:there"], "jane-there");
      await stage.put("Richard Roe", ["TITLE:there"], "richard-there");
      await window.ask("synchronize", { account: "Work", request: {} });
      await idle(window);
    });

    test("the list of candidates compares with another one at once", async () => {
      await open("Jane Doe");
      await window.find(CANDIDATE);
      const shown = () => window.run(
        "return document.querySelector('[role=dialog] [data-key=\"title\"]').textContent.replace(/\\s+/g, ' ')",
      );
      const first = await shown();
      await window.click(CANDIDATE);
      await window.find(OPTION("None of these"));
      await window.picture(join(pictures, "conflict-candidates.png"));
      // As with the keyboard: the next one.
      const at = (chosen) => `//*[@role='option' and @data-highlighted and ${chosen}]`;
      await window.find(at("@data-selected"));
      await window.press("\uE015");
      await window.find(at("not(@data-selected)"));
      await window.press("\uE007");
      await eventually("the rows show the other one", async () => (await shown()) !== first);
      assert.ok(/first here/.test(first) !== /first here/.test(await shown()), `${first} → ${await shown()}`);
      const wanted = /first here/.test(await shown()) ? "first here" : "second here";
      const other = wanted === "first here" ? "second here" : "first here";
      await window.click(keep("local"));
      await window.click(action("ok"));
      await settled("Jane Doe");
      await window.ask("synchronize", { account: "Work", request: {} });
      // The one that was chosen is the server's now; the other is an item of its own.
      await assertBothHave(stage, window, "Jane Doe", [wanted, other]);
    });

    test("New keeps both as items of their own, with nothing in common", async () => {
      await open("Richard Roe");
      await window.picture(join(pictures, "conflict-new.png"));
      await window.click(action("new"));
      await settled("Richard Roe");
      await window.ask("synchronize", { account: "Work", request: {} });
      await assertBothHave(stage, window, "Richard Roe", ["here", "there"]);
      const uids = stage.contactsNamed("Richard Roe").map((lines) => lines.find((line) => line.startsWith("UID:")));
      assert.equal(new Set(uids).size, 2);
      await stage.put("Richard Roe", ["TITLE:there, later"], "richard-there");
      await window.ask("synchronize", { account: "Work", request: {} });
      await assertBothHave(stage, window, "Richard Roe", ["here", "there, later"]);
    });
  });
});
