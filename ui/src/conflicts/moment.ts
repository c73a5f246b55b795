// Moments of a time that is given in a zone, for showing: in the viewer's own time, and how far one is from another.

/** How far the zone is ahead of UTC at that moment, in milliseconds; null where the zone is not known. */
function offset(at: number, zone: string): number | null {
  try {
    const parts = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }).formatToParts(at);
    const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return (
      Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) -
      Math.floor(at / 1000) * 1000
    );
  } catch {
    return null;
  }
}

/** The moment of a clock time in a zone, `2026-07-15` and `14:00`; null where the zone is not known. */
export function moment(day: string, time: string, zone: string): number | null {
  const wall = Date.parse(`${day}T${time || "00:00"}:00Z`);
  if (Number.isNaN(wall)) return null;
  const first = offset(wall, zone);
  if (first === null) return null;
  // Near a change of the clocks the first guess may lie on its other side.
  return wall - (offset(wall - first, zone) ?? first);
}

export function zoneOfViewer(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
