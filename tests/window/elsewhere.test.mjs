// Another program at work in the same folder, as the timer is: the window that is open says how things stand, untouched.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { eventually } from "./driver.mjs";
import { atWork, card, editHere, synchronize } from "./person.mjs";
import { built } from "./stage.mjs";

const STANDING = `${card("Work")}//*[@data-testid='standing']`;

describe("a pass of another program", () => {
  let stage, window;
  atWork({}, (there) => ({ stage, window } = there));

  const smsync = (...words) =>
    execFileSync(join(built, "smsync"), words, { env: { ...process.env, ...stage.environment }, stdio: "pipe" });

  test("is seen in the window: the conflict it found waits there too", async () => {
    await stage.put("found elsewhere", ["TITLE:before"]);
    await synchronize(window);
    await editHere(window, "found elsewhere", [{ key: "title", typed: "here" }]);
    await stage.put("found elsewhere", ["TITLE:there"]);
    try {
      smsync("sync", "Work", "--no-input");
    } catch (failed) {
      if (failed.status !== 3) throw failed;
    }
    await eventually("the window knows", () => window.has(`${STANDING}[contains(., '1 conflict')]`));
  });
});
