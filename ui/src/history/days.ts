import type { PassView } from "../backend/types";
import { day } from "../words/format";

/** The passes under the day each began, in the order they come in. */
export function byDay(passes: PassView[], now: number): [day: string, passes: PassView[]][] {
  const days = new Map<string, PassView[]>();
  for (const pass of passes) {
    const name = day(pass.started, now);
    days.set(name, [...(days.get(name) ?? []), pass]);
  }
  return [...days];
}
