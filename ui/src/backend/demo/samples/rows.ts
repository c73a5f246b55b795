import type { Changed, Outcome, Row, Verdict } from "../../types";

/** A row as the program would send it: verdict and outcome follow from the three texts. */
export function row(
  key: string,
  label: string,
  server: string | null,
  local: string | null,
  base: string | null = null,
): Row {
  const shown = (text: string | null) => (text === null ? null : { text });
  const changed = whoChanged(server, local, base);
  return {
    key,
    label,
    verdict: verdictOf(server, local),
    changed,
    outcome: outcomeOf(server, local, changed),
    both: false,
    server: shown(server),
    local: shown(local),
    base: shown(base),
  };
}

function verdictOf(server: string | null, local: string | null): Verdict {
  if (server === local) return "equal";
  if (local === null) return "only-server";
  return server === null ? "only-local" : "differs";
}

function whoChanged(server: string | null, local: string | null, base: string | null): Changed {
  if (base === null) return "unknown";
  if (server === base) return local === base ? "nobody" : "local";
  return local === base ? "server" : "both";
}

function outcomeOf(server: string | null, local: string | null, changed: Changed): Outcome {
  if (server === local) return "same";
  if (changed === "server" || changed === "local") return changed;
  return "open";
}
