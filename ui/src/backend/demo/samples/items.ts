import { plus } from "../../../items/days";
import { parse } from "../../../items/when";
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

/** `typed`: the picture itself where it was chosen here. */
export function photoValue(digest: string, typed = ""): FieldValue {
  const picture = { media_type: "image/jpeg", size_bytes: 18_400, digest };
  return { key: "photo", label: "Picture", typed, shown: { text: "picture, 18 KB", picture } };
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
        ...(index % 4 === 0 ? [photoValue(`${index}`)] : []),
        value("display-name", "Display name", title),
        value("name", "Name", title),
        value("company", "Company", company),
        value("email[1]", "E-mail", email, "work"),
        value("phone[1]", "Phone", phone, "mobile"),
        ...(category ? [value("category[1]", "Category", category)] : []),
      ],
      { subtitle: company, category },
    );
  });
}

/** Title, place, in how many days, at which hour, minutes (0: whole days), rule. */
const meetings: [string, string, number, number, number, string?][] = [
  ["Team meeting", "Room 2.14", -28, 9, 30, "every week"],
  ["Choir rehearsal", "St. Olav", -13, 19, 120, "every 2 weeks"],
  ["Dentist", "Hafenstraße 8", 1, 14, 45],
  ["Quarterly figures with Ada", "Video call", 2, 11, 60],
  ["Call with the architect", "", 2, 11, 90],
  ["Lunch with Miguel", "Bistro Rosa", 3, 12, 75],
  ["Parents’ evening", "Elbe School", 5, 19, 90],
  ["Visit from Oslo", "", 4, 0, 4],
  ["Train to Copenhagen", "Platform 7", 8, 7, 290],
  ["Mara’s birthday", "", 0, 0, 1],
];

/** Who invites, and the guests with what they answered. */
const invitations: Record<string, { organizer: string; guests: [string, string][] }> = {
  "Quarterly figures with Ada": {
    organizer: "anna@example.com",
    guests: [
      ["Ada Lovelace <ada.lovelace@example.com>", "accepted"],
      ["Samuel Okafor <samuel.okafor@example.com>", "tentative, optional"],
      ["priya.haddad@example.com", ""],
    ],
  },
  "Lunch with Miguel": {
    organizer: "Miguel Castillo <miguel.castillo@example.com>",
    guests: [
      ["anna@example.com", "accepted"],
      ["Rosa Bianchi <rosa.bianchi@example.com>", "declined"],
    ],
  },
};

function peopleOf(title: string): FieldValue[] {
  const told = invitations[title];
  if (!told) return [];
  return [
    value("organizer", "Organizer", told.organizer),
    ...told.guests.map(([typed, label], at) =>
      value(`attendee[${at + 1}]`, "Attendee", typed, label === "" ? undefined : label),
    ),
  ];
}

function appointments(account: string): DemoItem[] {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return meetings.map(([title, place, inDays, hour, minutes, rule], index) => {
    const begin = new Date(Date.now() + inDays * DAY);
    begin.setHours(hour, 0, 0, 0);
    const end = new Date(begin.getTime() + (hour === 0 ? (minutes - 1) * DAY : minutes * 60_000));
    const [from, until] = [localTime(begin), localTime(end)];
    const span =
      hour === 0
        ? minutes > 1
          ? `${from.slice(0, 10)} – ${until.slice(0, 10)}`
          : from.slice(0, 10)
        : `${from.replace("T", " ")} – ${until.slice(11)} ${zone}`;
    const when = rule ? `${span}\n${rule}` : span;
    const item = demoItem(
      account,
      "appointment",
      `appointment-${index}`,
      title,
      [
        value("subject", "Subject", title),
        value("when", "When", when),
        ...(place ? [value("place", "Place", place)] : []),
        ...peopleOf(title),
      ],
      { subtitle: place },
    );
    item.occurrences = happenings(item, when, place);
    return item;
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
        ...(priority === 1 ? [value("priority", "Priority", "high")] : []),
        value("status", "Status", done ? "done" : "needs action"),
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

/** The times an appointment happens; of a series the first half year. */
export function happenings(item: DemoItem, when: string, place: string): Occurrence[] {
  const told = parse(when);
  if (!told) return item.occurrences;
  const { title, id } = item.view;
  const every =
    told.rules.length === 0
      ? 0
      : /2 weeks/.test(told.rules[0] ?? "")
        ? 14
        : /week/.test(told.rules[0] ?? "")
          ? 7
          : 1;
  return Array.from({ length: every === 0 ? 1 : 26 }, (_, at) => {
    const day = (of: string) => plus(of, at * every);
    const start = told.allDay ? day(told.startDay) : `${day(told.startDay)}T${told.startTime}`;
    const end = told.allDay ? plus(day(told.endDay), 1) : `${day(told.endDay)}T${told.endTime}`;
    const recurrence = every === 0 ? null : start;
    return {
      id,
      title,
      place,
      start,
      end,
      all_day: told.allDay,
      repeats: every > 0,
      exception: false,
      recurrence,
      category: null,
      colour: null,
    };
  });
}
