// Dates, lengths of time, sizes and lists as the person's language and region write them.
import { words } from "./index.svelte";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** “3 minutes ago”; past a day the date and the time. */
export function ago(then: number, now: number): string {
  const passed = now - then;
  if (passed < MINUTE) return words.shell.justNow;
  const relative = new Intl.RelativeTimeFormat(words.language, { numeric: "auto" });
  if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), "minute");
  if (passed < DAY) return relative.format(-Math.floor(passed / HOUR), "hour");
  return dateAndTime(then);
}

export function dateAndTime(moment: number): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: "medium", timeStyle: "short" }).format(moment);
}

export function date(moment: number): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: "medium" }).format(moment);
}

export function time(moment: number): string {
  return new Intl.DateTimeFormat(words.locale, { timeStyle: "short" }).format(moment);
}

/** “Today”, “Yesterday”, or the day's date. */
export function day(moment: number, now: number): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const relative = new Intl.RelativeTimeFormat(words.language, { numeric: "auto" });
  if (moment >= midnight) return capital(relative.format(0, "day"));
  if (moment >= midnight - DAY) return capital(relative.format(-1, "day"));
  return new Intl.DateTimeFormat(words.locale, { dateStyle: "full" }).format(moment);
}

/** To a tenth; nothing takes no time at all. */
export function seconds(milliseconds: number): string {
  const unit = { style: "unit", unit: "second", unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(words.locale, unit).format(Math.max(0.1, milliseconds / 1_000));
}

export function bytes(count: number): string {
  const [unit, size] =
    count < 1_000 ? ["byte", 1] : count < 1_000_000 ? ["kilobyte", 1_000] : ["megabyte", 1_000_000];
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: count < 1_000 ? 0 : 1 };
  return new Intl.NumberFormat(words.locale, style as Intl.NumberFormatOptions).format(
    count / (size as number),
  );
}

export function number(n: number): string {
  return new Intl.NumberFormat(words.locale).format(n);
}

/** “a, b and c”. */
export function list(parts: string[]): string {
  return new Intl.ListFormat(words.locale, { type: "conjunction" }).format(parts);
}

/** “a, b, c”. */
export function series(parts: string[]): string {
  return new Intl.ListFormat(words.locale, { type: "unit", style: "short" }).format(parts);
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toLocaleUpperCase(words.language) + sentence.slice(1);
}
