// Days and clock times as the calendar shows them: plain text such as 2026-11-25 and 2026-11-25T10:00, in the viewer's zone. No moment
// is ever computed from them, so that no change of the clocks can move anything.

export type Day = string; // 2026-11-25

const MS_A_DAY = 86_400_000;

/** The day as midnight UTC: for counting days and for words, never for a moment. */
export function asDate(day: Day): Date {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`);
}

export function plus(day: Day, days: number): Day {
  return new Date(asDate(day).getTime() + days * MS_A_DAY).toISOString().slice(0, 10);
}

/** How many days from one to the other. */
export function between(from: Day, to: Day): number {
  return Math.round((asDate(to).getTime() - asDate(from).getTime()) / MS_A_DAY);
}

/** 0 Sunday to 6 Saturday. */
export function weekday(day: Day): number {
  return asDate(day).getUTCDay();
}

/** The day it is, where the viewer is. */
export function today(now = new Date()): Day {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The day the week of `day` begins with. `first`: 0 Sunday, 1 Monday. */
export function weekStart(day: Day, first: number): Day {
  return plus(day, -((weekday(day) - first + 7) % 7));
}

/** The same day of another month; the last one where that month is shorter. */
export function plusMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const count = year * 12 + month - 1 + months;
  const begin = new Date(Date.UTC(Math.floor(count / 12), count % 12, 1));
  const last = new Date(Date.UTC(Math.floor(count / 12), (count % 12) + 1, 0)).getUTCDate();
  begin.setUTCDate(Math.min(date, last));
  return begin.toISOString().slice(0, 10);
}

/** The days a month's page shows: whole weeks. */
export function monthPage(day: Day, first: number): Day[] {
  const begin = weekStart(`${day.slice(0, 7)}-01`, first);
  const after = plusMonths(`${day.slice(0, 7)}-01`, 1);
  const weeks = Math.ceil(between(begin, after) / 7);
  return Array.from({ length: weeks * 7 }, (_, at) => plus(begin, at));
}

/** Minutes since midnight of 2026-11-25T10:30. */
export function minutes(time: string): number {
  return Number(time.slice(11, 13)) * 60 + Number(time.slice(14, 16));
}

/** 10:30 from 630; past midnight is the end of the day. */
export function clock(minute: number): string {
  const bounded = Math.max(0, Math.min(24 * 60, minute));
  return `${String(Math.floor(bounded / 60)).padStart(2, "0")}:${String(bounded % 60).padStart(2, "0")}`;
}

/** Which day a week begins with, by the language's own custom. */
export function firstWeekday(locale: string): number {
  const info = new Intl.Locale(locale) as Intl.Locale & {
    weekInfo?: { firstDay: number };
    getWeekInfo?: () => { firstDay: number };
  };
  const first = info.getWeekInfo?.().firstDay ?? info.weekInfo?.firstDay;
  // Where the webview does not know: Sunday in the United States and Canada, Monday elsewhere.
  return (first ?? (/-(US|CA|MX|BR|JP|IN)$/.test(locale) ? 7 : 1)) % 7;
}
