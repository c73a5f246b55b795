import type { FieldValue, ItemView, Kind, Listed, Occurrence } from "../../types";
import type { DemoOptions } from "../options";
import type { DemoItem } from "../world";
import { categories, companies, family, given } from "./people";
import { among, random } from "./random";

const DAY = 24 * 60 * 60_000;

export function sampleItems(options: DemoOptions, accounts: string[]): DemoItem[] {
  const account = accounts[0];
  if (account === undefined) return [];
  return [
    ...contacts(account, options.contacts, options.longNames),
    ...appointments(account),
    ...tasks(account),
    ...notes(account),
  ];
}

/** One item from its fields; the list's line is what differs from kind to kind. */
export function demoItem(
  account: string,
  kind: Kind,
  id: string,
  title: string,
  fields: FieldValue[],
  listed: Partial<Listed> = {},
  occurrences: Occurrence[] = [],
): DemoItem {
  const view: ItemView = {
    id,
    kind,
    title,
    uid: `${id}@demo`,
    version: "1",
    fields,
    source: sourceOf(kind, fields),
  };
  return {
    account,
    listed: {
      id,
      title,
      subtitle: "",
      due: null,
      done: false,
      priority: null,
      category: null,
      changed_at: Math.floor(Date.now() / 1000) - 3_600,
      ...listed,
    },
    view,
    occurrences,
  };
}

export function value(key: string, label: string, text: string, kindOfValue?: string): FieldValue {
  return { key, label, typed: text, shown: kindOfValue ? { text, label: kindOfValue } : { text } };
}

export function sourceOf(kind: Kind, fields: FieldValue[]): string {
  const name = { contact: "VCARD", appointment: "VEVENT", task: "VTODO", note: "VJOURNAL" }[kind];
  const lines = fields.map((field) => `X-${field.key.toUpperCase()}:${field.typed}`);
  return [`BEGIN:${name}`, ...lines, `END:${name}`].join("\r\n");
}

function contacts(account: string, count: number, long: boolean): DemoItem[] {
  const next = random(7);
  return Array.from({ length: count }, (_, index) => {
    const name = `${among(given, next)} ${among(family, next)}`;
    const title =
      long && index % 3 === 0 ? `Prof. Dr. Dr. h. c. ${name}-Wolfeschlegelsteinhausenbergerdorff` : name;
    const company = among(companies, next);
    const category = next() < 0.4 ? among(categories, next) : null;
    const email = `${name.toLowerCase().replace(/[^a-z]+/g, ".")}@example.com`;
    const phone = `+49 30 ${String(1_000_000 + Math.floor(next() * 8_999_999))}`;
    return demoItem(
      account,
      "contact",
      `contact-${index}`,
      title,
      [
        value("display-name", "Name", title),
        value("company", "Company", company),
        value("email[0]", "E-mail", email, "work"),
        value("phone[0]", "Phone", phone, "mobile"),
        ...(category ? [value("category[0]", "Category", category)] : []),
      ],
      { subtitle: company, category },
    );
  });
}

const meetings = [
  ["Team meeting", "Room 2.14", 0, 9, 30],
  ["Dentist", "Hafenstraße 8", 1, 14, 45],
  ["Choir rehearsal", "St. Olav", 2, 19, 120],
  ["Quarterly figures with Ada", "Video call", 2, 11, 60],
  ["Lunch with Miguel", "Bistro Rosa", 3, 12, 75],
  ["Parents’ evening", "Elbe School", 5, 19, 90],
  ["Train to Copenhagen", "Platform 7", 8, 7, 290],
] as const;

function appointments(account: string): DemoItem[] {
  return meetings.map(([title, place, inDays, hour, minutes], index) => {
    const day = new Date(Date.now() + inDays * DAY);
    day.setHours(hour, 0, 0, 0);
    const id = `appointment-${index}`;
    const start = localTime(day);
    const end = localTime(new Date(day.getTime() + minutes * 60_000));
    const occurrence: Occurrence = {
      id,
      title,
      place,
      start,
      end,
      all_day: false,
      repeats: index === 0,
      exception: false,
      recurrence: null,
      category: index % 2 ? "Family" : "Work",
      colour: null,
    };
    return demoItem(
      account,
      "appointment",
      id,
      title,
      [
        value("subject", "Subject", title),
        value("when", "When", `${start} – ${end}`),
        value("place", "Place", place),
      ],
      { subtitle: place },
      [occurrence],
    );
  });
}

const errands = [
  ["Send the offer to Harbour & Sons", 0, 1, false],
  ["Renew passport", 9, 5, false],
  ["Book the rehearsal room", 2, 5, false],
  ["Tax documents 2025", -3, 1, false],
  ["Water the plants at Katrin’s", null, null, false],
  ["Pay the gas bill", -6, 5, true],
] as const;

function tasks(account: string): DemoItem[] {
  return errands.map(([title, inDays, priority, done], index) => {
    const due = inDays === null ? null : localTime(new Date(Date.now() + inDays * DAY)).slice(0, 10);
    return demoItem(
      account,
      "task",
      `task-${index}`,
      title,
      [
        value("subject", "Subject", title),
        ...(due ? [value("due", "Due", due)] : []),
        value("status", "Status", done ? "done" : "open"),
      ],
      { due, done, priority, category: index % 2 ? "Family" : "Work" },
    );
  });
}

const jottings = [
  ["Gift ideas", "Mara: the blue teapot\nEmil: head torch, climbing chalk\nGrandma: photo book"],
  ["Wi-Fi of the holiday flat", "Network “Meerblick”, the key is on the fridge."],
  [
    "Questions for the architect",
    "Insulation of the roof?\nWhen can the windows come?\nWho talks to the neighbours?",
  ],
  ["Bread, grandmother’s", "500 g rye, 300 g wheat, 20 g salt\nOvernight in the cold, 50 minutes at 220 °C"],
] as const;

function notes(account: string): DemoItem[] {
  return jottings.map(([title, text], index) =>
    demoItem(
      account,
      "note",
      `note-${index}`,
      title,
      [value("title", "Title", title), value("text", "Text", text)],
      { subtitle: text.split("\n")[0] ?? "", changed_at: Math.floor(Date.now() / 1000) - index * 86_400 },
    ),
  );
}

/** `2026-11-25T10:00` of a moment, in the viewer's zone. */
export function localTime(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
