// Where appointments stand: in a month's weeks as bars, in a day's column beside one another where they overlap.
import type { Occurrence } from "../backend/types";
import { between, clock, type Day, minutes, plus } from "./days";

/** The days an occurrence touches: first and last, both included. One that ends at midnight does not touch the day after. */
export function span(occurrence: Occurrence): { first: Day; last: Day } {
  const first = occurrence.start.slice(0, 10);
  const end = occurrence.end.slice(0, 10);
  const endsBefore = occurrence.all_day || minutes(occurrence.end) === 0;
  const last = endsBefore && end > first ? plus(end, -1) : end;
  return { first, last: last < first ? first : last };
}

export function touches(occurrence: Occurrence, day: Day): boolean {
  const { first, last } = span(occurrence);
  return first <= day && day <= last;
}

/** In the order a day lists them: all-day and long ones first, then by time, then by name. */
export function inOrder(a: Occurrence, b: Occurrence): number {
  const long = (one: Occurrence) => (isBar(one) ? 0 : 1);
  return long(a) - long(b) || a.start.localeCompare(b.start) || a.title.localeCompare(b.title);
}

/** Shown as a bar over days, not at its time of day. */
export function isBar(occurrence: Occurrence): boolean {
  const { first, last } = span(occurrence);
  return occurrence.all_day || first !== last;
}

export interface Bar {
  occurrence: Occurrence;
  /** Of the seven days, from 0. */
  from: number;
  days: number;
  lane: number;
  /** Begins before, or goes on after this week. */
  before: boolean;
  after: boolean;
}

/** One week of a month: everything is a bar, in lanes from the top; what begins first stands first, the longer one before the shorter. */
export function week(occurrences: readonly Occurrence[], begin: Day): Bar[] {
  const end = plus(begin, 6);
  const here = occurrences.filter((one) => span(one).first <= end && span(one).last >= begin);
  const lanes: number[] = []; // the first free day of each
  return here
    .map((occurrence) => {
      const { first, last } = span(occurrence);
      const from = Math.max(0, between(begin, first));
      const until = Math.min(6, between(begin, last));
      return { occurrence, from, days: until - from + 1, lane: 0, before: first < begin, after: last > end };
    })
    .sort((a, b) => a.from - b.from || inOrder(a.occurrence, b.occurrence) || b.days - a.days)
    .map((bar) => {
      const free = lanes.findIndex((day) => day <= bar.from);
      const lane = free < 0 ? lanes.length : free;
      lanes[lane] = bar.from + bar.days;
      return { ...bar, lane };
    });
}

export interface Block {
  occurrence: Occurrence;
  /** Minutes of this day. */
  from: number;
  until: number;
  column: number;
  columns: number;
}

/** Nothing is drawn lower than this, so that it can be read and hit. */
const SHORTEST = 30;

/** One day's column: those that overlap share its width, each group on its own. */
export function day(occurrences: readonly Occurrence[], of: Day): Block[] {
  const blocks = occurrences
    .filter((one) => !isBar(one) && one.start.slice(0, 10) === of)
    .map((occurrence) => {
      const from = minutes(occurrence.start);
      const ends = occurrence.end.slice(0, 10) > of ? 24 * 60 : minutes(occurrence.end);
      return { occurrence, from, until: Math.max(ends, from + SHORTEST), column: 0, columns: 1 };
    })
    .sort((a, b) => a.from - b.from || b.until - a.until || inOrder(a.occurrence, b.occurrence));
  let group: Block[] = [];
  let groupEnd = 0;
  const close = () => {
    const columns = Math.max(0, ...group.map((block) => block.column)) + 1;
    for (const block of group) block.columns = columns;
    group = [];
  };
  for (const block of blocks) {
    if (block.from >= groupEnd) close();
    const taken = new Set(group.filter((other) => other.until > block.from).map((other) => other.column));
    while (taken.has(block.column)) block.column++;
    group.push(block);
    groupEnd = Math.max(groupEnd, block.until);
  }
  close();
  return blocks;
}

/** From a press to a release in a day's column: whole quarters, at least half an hour. */
export function dragged(of: Day, pressed: number, released: number): { start: string; end: string } {
  const quarter = (minute: number, round: (n: number) => number) => round(minute / 15) * 15;
  const from = Math.min(quarter(Math.min(pressed, released), Math.floor), 23 * 60 + 30);
  const until = Math.min(24 * 60, Math.max(from + 30, quarter(Math.max(pressed, released), Math.ceil)));
  const end = until === 24 * 60 ? `${plus(of, 1)}T00:00` : `${of}T${clock(until)}`;
  return { start: `${of}T${clock(from)}`, end };
}

/** Days with something on them, in order, each with what is on it: the agenda. */
export function agenda(
  occurrences: readonly Occurrence[],
  from: Day,
  days: number,
): { day: Day; here: Occurrence[] }[] {
  return Array.from({ length: days }, (_, at) => plus(from, at))
    .map((of) => ({ day: of, here: occurrences.filter((one) => touches(one, of)).sort(inOrder) }))
    .filter(({ here }) => here.length > 0);
}
