// How a value reads: dates and times as the language writes them, the viewer's own time beside that of another zone, and the
// program's English words in the person's language. What a person typed is never touched.
import type { Row, RowKey, Shown } from "../backend/types";
import { asDate } from "../items/days";
import { parse, type When } from "../items/when";
import type { values } from "../words/en/values";
import type { Translated } from "../words/translated";
import { moment } from "./moment";
import { fieldOf } from "./picks";

/** What reading aloud needs to know of the viewer. */
export interface Tongue {
  words: Translated<typeof values>;
  /** BCP 47. */
  locale: string;
  /** IANA. */
  zone: string;
}

/** A value as it is shown. */
export interface Spoken {
  text: string;
  label: string;
  notes: string[];
}

/** Fields whose values are the program's words about dates, not a person's. */
const DATED = new Set(["when", "start", "due", "date", "birthday", "anniversary", "repeats", "reminder"]);
/** Fields whose values are words out of a short list. */
const CHOSEN = new Set(["status", "busy", "private", "priority"]);

export function spoken(key: RowKey, shown: Shown, tongue: Tongue): Spoken {
  const field = fieldOf(key);
  const notes = shown.note ? [sentence(shown.note, tongue)] : [];
  const label = (shown.label ?? "").split(", ").map(tongue.words.said).join(", ");
  if (shown.picture)
    return { text: tongue.words.picture(size(shown.picture.size_bytes, tongue)), label, notes };
  if (field === "when") {
    const when = parse(shown.text);
    const own = when && inOwnTime(when, tongue);
    if (own) notes.unshift(tongue.words.yourTime(own));
  }
  if (CHOSEN.has(field)) return { text: chosen(shown.text, tongue), label, notes };
  if (DATED.has(field)) return { text: dated(shown.text, tongue), label, notes };
  // The occurrence is the program's; what comes behind it a person's.
  if (field === "exception") {
    const at = shown.text.indexOf(": ");
    const [head, rest] = at < 0 ? [shown.text, ""] : [shown.text.slice(0, at), shown.text.slice(at)];
    return { text: dated(head, tongue) + withDates(withStatus(rest, tongue), tongue), label, notes };
  }
  return { text: shown.text, label, notes };
}

/** What a changed occurrence says of itself ends with its status, where it has one. */
function withStatus(text: string, tongue: Tongue): string {
  return text.replace(
    /(: |; )(confirmed|tentative|cancelled)$/,
    (_, before: string, status: string) => before + tongue.words.said(status),
  );
}

/** One of the program's sentences: a note, the reason of a match. */
export function sentence(text: string, tongue: Tongue): string {
  return withDates(tongue.words.sentence(text), tongue);
}

function chosen(text: string, tongue: Tongue): string {
  const [word = "", ...rest] = text.split(", ");
  const first = tongue.words.said(word);
  return [first, ...rest.map((part) => dated(part, tongue))].join(", ");
}

function dated(text: string, tongue: Tongue): string {
  const whole = tongue.words.said(text);
  if (whole !== text) return whole;
  return text
    .split("\n")
    .map((line) => withDates(tongue.words.rule(line), tongue))
    .join("\n");
}

const DATES = /(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::\d{2})?)?|(– )(\d{2}:\d{2})(?::\d{2})?/g;

/** 2026-07-15 14:00 as the language writes it; what is no date stays. */
export function withDates(text: string, tongue: Tongue): string {
  const said = text.replace(DATES, (found, day?: string, time?: string, dash?: string, until?: string) => {
    if (dash && until) return `${dash}${clockTime(until, tongue.locale)}`;
    if (!day || Number.isNaN(asDate(day).getTime())) return found;
    return time
      ? `${dayName(day, tongue.locale)}, ${clockTime(time, tongue.locale)}`
      : dayName(day, tongue.locale);
  });
  // The viewer's own zone goes without saying.
  return said.replace(new RegExp(` ${tongue.zone.replace(/[+]/g, "\\+")}$`), "");
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats are dear to make, and there are few. */
function format(name: string, locale: string, how: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${locale}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, how);
  formats.set(key, known);
  return known;
}

export function dayName(day: string, locale: string): string {
  // Apple's way to leave out the year.
  if (day.startsWith("1604-"))
    return format("yearless", locale, { day: "numeric", month: "long", timeZone: "UTC" }).format(asDate(day));
  const how = { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;
  return format("day", locale, how).format(asDate(day));
}

/** The same in a list, which has little room: the year only where it is not this one. */
export function nearDay(day: string, locale: string, today: string): string {
  if (day.slice(0, 4) !== today.slice(0, 4)) return dayName(day, locale);
  const how = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  return format("near day", locale, how).format(asDate(day));
}

export function clockTime(time: string, locale: string): string {
  const how = { timeStyle: "short", timeZone: "UTC" } as const;
  return format("clock", locale, how).format(new Date(`1970-01-01T${time.slice(0, 5)}:00Z`));
}

/** A moment in the viewer's time: when a side was changed. */
export function dateTime(at: number, tongue: Tongue): string {
  const how = { dateStyle: "medium", timeStyle: "short", timeZone: tongue.zone } as const;
  return format(`moment ${tongue.zone}`, tongue.locale, how).format(at);
}

function inOwnTime(when: When, tongue: Tongue): string | null {
  if (when.allDay || !when.zone || when.zone === tongue.zone) return null;
  const begin = moment(when.startDay, when.startTime, when.zone);
  const end = moment(when.endDay, when.endTime, when.zone);
  if (begin === null || end === null) return null;
  const how = {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZone: tongue.zone,
  } as const;
  return format(`range ${tongue.zone}`, tongue.locale, how).formatRange(begin, end);
}

/** How the local time differs from the server's: later, longer. Nothing where they can't be compared. */
export function moved(row: Row, tongue: Tongue): string[] {
  if (fieldOf(row.key) !== "when" || row.verdict !== "differs" || !row.server || !row.local) return [];
  const [server, local] = [parse(row.server.text), parse(row.local.text)];
  if (!server || !local || server.allDay !== local.allDay) return [];
  const at = (when: When) => {
    const zone = when.zone || tongue.zone;
    const begin = moment(when.startDay, when.startTime, zone);
    const end = moment(when.endDay, when.endTime, zone);
    return begin === null || end === null ? null : { begin, length: end - begin };
  };
  const [there, here] = [at(server), at(local)];
  if (!there || !here) return [];
  const said = (difference: number, more: (span: string) => string, less: (span: string) => string) =>
    difference === 0 ? [] : [(difference > 0 ? more : less)(duration(Math.abs(difference), tongue))];
  const { later, earlier, longer, shorter } = tongue.words;
  return [
    ...said(here.begin - there.begin, later, earlier),
    ...said(here.length - there.length, longer, shorter),
  ];
}

function duration(ms: number, tongue: Tongue): string {
  const minutes = Math.round(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const words = tongue.words;
  return [days && words.days(days), hours && words.hours(hours), rest && words.minutes(rest)]
    .filter(Boolean)
    .join(" ");
}

export function size(bytes: number, { locale }: Pick<Tongue, "locale">): string {
  const [amount, unit] =
    bytes < 1024 ? [bytes, "B"] : bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / 1048576, "MB"];
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: amount < 10 && unit !== "B" ? 1 : 0 }).format(amount)} ${unit}`;
}
