// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { App } from "../app/app.svelte";
import { demo } from "../backend/demo";
import type { Edit, Invitation } from "../backend/types";
import { cell, edits, sound } from "./draft";
import GuestInputIn from "./GuestInputIn.test.svelte";
import { answerOf, guestOf, mistakeOf, typedGuest } from "./guests";
import Telling from "./Telling.svelte";

// jsdom lays nothing out.
Element.prototype.scrollIntoView = vi.fn();
afterEach(cleanup);

test.each([
  ["Bert <bert@example.com>", { name: "Bert", address: "bert@example.com" }],
  ['"Brown, Bert" <bert@example.com>', { name: "Brown, Bert", address: "bert@example.com" }],
  ["bert@example.com", { name: "", address: "bert@example.com" }],
  ["Bert", { name: "Bert", address: "" }],
])("%s is read in its parts", (typed, parts) => {
  expect(guestOf(typed)).toEqual(parts);
});

test("a name cannot begin an address", () => {
  expect(typedGuest({ name: 'Bert "<the tall>"', address: "b@x.org" })).toBe("Bert the tall <b@x.org>");
  expect(typedGuest({ name: "", address: "b@x.org" })).toBe("b@x.org");
});

// The same as in crates/pim/src/item/edit/guest.rs.
test.each([
  ["Bert", "no-address"],
  ["bert@", "bad-address"],
  ["@example.com", "bad-address"],
  ["bert @example.com", "bad-address"],
  ["bert@exa mple.com", "bad-address"],
  ["bert@example..com", "bad-address"],
  ["bert@-x.com", "bad-address"],
  ["a@b@c.com", "bad-address"],
  ["Bert <bert>", "bad-address"],
  ["bert@example.com, carl@example.com", "bad-address"],
  ["bert@example.com.", "bad-address"],
  ["<>", "no-address"],
  ["b;c@example.com", "bad-address"],
  ["bert@localhost", null],
  ["Bert <mailto:bert@example.com>", null],
  ['"Brown, Bert" <b.b+x@sub.example.com>', null],
  ["jörg@exämple.de", null],
  ["", null],
])("what is wrong with “%s”: %s", (typed, mistake) => {
  expect(mistakeOf(typed)).toBe(mistake);
});

test("nobody is in the list twice", () => {
  expect(mistakeOf("BERT@example.com", ["Bert <bert@example.com>"])).toBe("twice");
  expect(mistakeOf("", [""])).toBeNull();
});

test("an answer is told apart from what else is said of a guest", () => {
  expect(answerOf("")).toEqual({ answer: "waiting", more: [] });
  expect(answerOf("tentative, optional")).toEqual({ answer: "tentative", more: ["optional"] });
  expect(answerOf("needs action, room")).toEqual({ answer: "waiting", more: ["needs action", "room"] });
});

test("a guest who is still being typed is not asked about", () => {
  const half = { ...cell("attendee"), typed: "Bert" };
  const whole = { ...cell("attendee"), typed: "bert@example.com" };
  const known = { ...whole, key: "attendee[1]", typed: "b", before: { typed: "b@x.org", label: "accepted" } };
  expect(edits(sound([half, whole, known]))).toEqual([{ key: "attendee", typed: "bert@example.com" }]);
});

async function input() {
  const app = new App(demo({ slow: 0, contacts: 40 }));
  const [account] = await app.backend.accounts();
  const [first] = (await app.backend.items(account?.account.name ?? "", "contact", "", 0, 1)).items;
  const next = vi.fn();
  const person = userEvent.setup();
  render(GuestInputIn, { app, account: account?.account.name ?? "", next });
  return { person, next, field: screen.getByRole("combobox"), title: first?.title ?? "" };
}

test("typing suggests contacts, and the keys choose one", async () => {
  const { person, field, title, next } = await input();
  await person.type(field, title);
  const options = await screen.findAllByRole("option");
  expect(field.getAttribute("aria-expanded")).toBe("true");
  await person.keyboard("{ArrowDown}");
  expect(field.getAttribute("aria-activedescendant")).toBe(options[0]?.id);
  await person.keyboard("{Enter}");
  expect(field).toHaveProperty("value", expect.stringMatching(new RegExp(`^${title} <.+@.+>$`)));
  expect(field.getAttribute("aria-expanded")).toBe("false");
  expect(next).not.toHaveBeenCalled();
  await person.keyboard("{Enter}");
  expect(next).toHaveBeenCalledOnce();
});

test("Escape closes the list and nothing around it", async () => {
  const { person, field, title } = await input();
  const heard = vi.fn();
  document.addEventListener("keydown", heard);
  await person.type(field, title);
  await screen.findAllByRole("option");
  heard.mockClear();
  await person.keyboard("{Escape}");
  expect(screen.queryByRole("option")).toBeNull();
  expect(heard).not.toHaveBeenCalled();
  await person.keyboard("{Escape}");
  expect(heard).toHaveBeenCalledOnce();
  document.removeEventListener("keydown", heard);
});

test("what cannot be an address is told at the field, once nobody of that name is found", async () => {
  const { person, field } = await input();
  await person.type(field, "Nobody of this name");
  expect(field.getAttribute("aria-invalid")).toBeNull();
  await vi.waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
  const described = document.getElementById(field.getAttribute("aria-describedby") ?? "");
  expect(described?.textContent).toMatch(/address is missing/);
});

const nobody: Invitation = {
  organizer: null,
  sent: [],
  invited: [],
  told: [],
  cancelled: [],
  can_be_quiet: false,
  quiet: false,
};

test("it is said who is told, and the box is there only where it is right", () => {
  const choose = vi.fn();
  const of = (told: Partial<Invitation>) => ({ invitation: { ...nobody, ...told }, quiet: false, choose });
  const shown = render(Telling, of({ invited: ["Bert", "Carl"], can_be_quiet: true }));
  expect(shown.container.textContent).toMatch(/may send 2 people an invitation:\s*Bert and Carl/);
  screen.getByRole("checkbox").click();
  expect(choose).toHaveBeenCalledWith(true);
  cleanup();
  const sent = render(Telling, of({ told: ["Bert"], cancelled: ["Carl"] }));
  expect(sent.container.textContent).toMatch(/tell 1 person of the change:\s*Bert/);
  expect(sent.container.textContent).toMatch(/not invited any more:\s*Carl/);
  expect(sent.container.textContent).toMatch(/would cancel it with them/);
  expect(screen.queryByRole("checkbox")).toBeNull();
  cleanup();
  const theirs = render(Telling, of({ organizer: "Bert", told: ["Bert"] }));
  expect(theirs.container.textContent).not.toMatch(/cancel/);
  cleanup();
  expect(render(Telling, of({})).container.textContent).toBe("");
});

test("the demonstration invites as the program does", async () => {
  const { backend } = new App(demo({ slow: 0 }));
  const account = (await backend.accounts())[0]?.account.name ?? "";
  const made: Edit[] = [
    { key: "subject", typed: "Lunch" },
    { key: "attendee", typed: "Bert <bert@example.com>" },
  ];
  expect(await backend.invitation(account, null, made)).toMatchObject({
    invited: ["Bert"],
    can_be_quiet: true,
  });
  const id = await backend.addItem(account, "appointment", made, true);
  expect((await backend.item(account, "appointment", id)).fields.map((field) => field.key)).toContain(
    "organizer",
  );
  expect(await backend.invitation(account, id, [])).toMatchObject({ invited: [], quiet: true });
});
