// The time of an appointment as an edit writes it, and as the form shows it: start, end, whole days, zone and rule.
// `2026-07-15 14:00 – 15:00 Europe/Berlin`, `2026-07-15 – 2026-07-17`, and on lines of their own `every 2 weeks on Monday`.
import { plus } from "./days";

export interface When {
  allDay: boolean;
  startDay: string; // 2026-07-15
  startTime: string; // 14:00; empty where all day
  endDay: string; // the last day, included
  endTime: string;
  zone: string; // Europe/Berlin; empty: the time of wherever one is
  rules: string[]; // as they are shown
}

const DAY = /^(\d{4}-\d{2}-\d{2})/;
const SPAN =
  /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::\d{2})?)?(?: ([A-Z][^\s–]*))?(?: – (?:(\d{4}-\d{2}-\d{2})(?:[ T])?)?(?:(\d{2}:\d{2})(?::\d{2})?)?)?(?: ([A-Z]\S*))?$/;

/** Reads what is shown of a When; null where it is said in another way. */
export function parse(text: string): When | null {
  const [first = "", ...rules] = text.split("\n");
  const found = SPAN.exec(first.trim());
  if (!found) return null;
  const [, startDay = "", startTime = "", zoneOfStart = "", endDay, endTime, zoneOfEnd = ""] = found;
  // A start and an end in two zones cannot be edited with one zone in the form.
  if (zoneOfStart && zoneOfEnd && zoneOfStart !== zoneOfEnd) return null;
  const allDay = startTime === "";
  return {
    allDay,
    startDay,
    startTime,
    endDay: endDay ?? startDay,
    endTime: allDay ? "" : (endTime ?? startTime),
    zone: zoneOfEnd || zoneOfStart,
    rules: rules.filter((rule) => rule.trim() !== ""),
  };
}

/** As an edit writes it. */
export function typed(when: When): string {
  const rules = when.rules.filter((rule) => rule.trim() !== "");
  return [span(when), ...rules].join("\n");
}

function span(when: When): string {
  if (when.allDay) return when.endDay > when.startDay ? `${when.startDay} – ${when.endDay}` : when.startDay;
  const end = when.endDay === when.startDay ? when.endTime : `${when.endDay} ${when.endTime}`;
  return `${when.startDay} ${when.startTime} – ${end}${when.zone ? ` ${when.zone}` : ""}`;
}

/** What is wrong with it, by name; null where it can be written. */
export function mistake(when: When): "no-day" | "no-time" | "ends-before" | null {
  if (!DAY.test(when.startDay) || !DAY.test(when.endDay)) return "no-day";
  if (!when.allDay && (when.startTime === "" || when.endTime === "")) return "no-time";
  const key = (day: string, time: string) => `${day} ${when.allDay ? "" : time}`;
  return key(when.endDay, when.endTime) < key(when.startDay, when.startTime) ? "ends-before" : null;
}

/** The start moved: the end moves with it, so that the appointment stays as long as it was. */
export function moveStart(when: When, day: string, time: string): When {
  const minutes = (of: string, at: string) => Date.parse(`${of}T${at || "00:00"}:00Z`) / 60_000;
  const length = minutes(when.endDay, when.endTime) - minutes(when.startDay, when.startTime);
  const end = new Date((minutes(day, time) + length) * 60_000);
  if (Number.isNaN(end.getTime())) return { ...when, startDay: day, startTime: time };
  const iso = end.toISOString();
  return {
    ...when,
    startDay: day,
    startTime: time,
    endDay: iso.slice(0, 10),
    endTime: when.allDay ? "" : iso.slice(11, 16),
  };
}

/** From the calendar: what was clicked or dragged. */
export function fromCalendar(start: string, end: string, zone: string): When {
  const allDay = start.length === 10;
  return {
    allDay,
    startDay: start.slice(0, 10),
    startTime: start.slice(11, 16),
    endDay: allDay ? plus(end, -1) : end.slice(0, 10),
    endTime: end.slice(11, 16),
    zone: allDay ? "" : zone,
    rules: [],
  };
}
