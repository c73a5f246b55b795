import { beforeEach, describe, expect, test } from "vitest";
import { words } from "../words/index.svelte";
import { emptyAccount, finished, inWords, mistakesIn } from "./draft";

beforeEach(() => words.speak("en", "en"));

const good = { ...emptyAccount(), url: "https://mail.example.com", email: "anna@example.com" };
const about = { isNew: true, password: "secret", taken: ["Work"] };

test("what is complete has no mistakes", () => {
  expect(mistakesIn(good, about)).toEqual({});
});

describe("an address", () => {
  test.each([
    "mail.example.com",
    "http://127.0.0.1:8080",
    "https://mail.example.com/webmail/",
    "bücher.example",
  ])("%s is one", (url) => expect(mistakesIn({ ...good, url }, about).url).toBeUndefined());
  test.each(["", "http://", "mail example com", "ftp://mail.example.com", "anna@"])("“%s” is none", (url) =>
    expect(mistakesIn({ ...good, url }, about).url).toBe(words.accounts.mistake.url),
  );
});

test("an account without a name is named after its address, which may be taken", () => {
  expect(finished({ ...good, name: " " }).name).toBe("anna@example.com");
  expect(mistakesIn(good, { ...about, taken: ["Anna@example.com"] }).name).toBe(words.accounts.mistake.taken);
});

test("a known account keeps its name and needs no password", () => {
  expect(mistakesIn({ ...good, name: "Work" }, { ...about, isNew: false, password: "" })).toEqual({});
});

test("nothing to synchronize and a folder that was not chosen are mistakes", () => {
  const wrong = mistakesIn({ ...good, kinds: {}, store: { folder: "" } }, about);
  expect(Object.keys(wrong).sort()).toEqual(["folder", "kinds"]);
});

test("what is typed for SyncML is stored without spaces, and nothing where nothing was typed", () => {
  const typed = { ...good, syncml: { address: " https://mail.example.com/ds ", device: "  " } };
  typed.kinds = {
    task: { protocol: "syncml", server_collection: " todo ", local_collection: null, direction: "both" },
  };
  const stored = finished(typed);
  expect(stored.syncml).toEqual({ address: "https://mail.example.com/ds", device: null });
  expect(stored.kinds.task?.server_collection).toBe("todo");
  expect(mistakesIn(typed, about)).toEqual({});
});

test.each(["mail example", "/SyncML", "ftp://mail.example.com"])(
  "“%s” is no address of SyncML's",
  (address) => {
    const wrong = { ...good, syncml: { address, device: null } };
    expect(mistakesIn(wrong, about)).toEqual({ syncml: words.accounts.mistake.syncml });
  },
);

test("what the program has to say against it is said in the window's language", () => {
  words.speak("de", "de");
  const mistake = {
    text: "the account needs a name. Type any name you will recognise, such as Work.",
    of: "{mistake}. {hint}",
    values: {
      mistake: "the account needs a name",
      hint: "Type any name you will recognise, such as Work.",
    },
  };
  expect(inWords({ name: mistake })).toEqual({
    name: "Das Konto braucht einen Namen. Geben Sie einen Namen ein, den Sie wiedererkennen, etwa Arbeit.",
  });
});
