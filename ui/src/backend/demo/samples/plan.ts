import type { Kind, Line } from "../../types";
import type { DemoOptions } from "../options";
import type { Planned } from "../world";
import { family, given } from "./people";
import { row } from "./rows";

/** What the next pass of the first account would do. */
export function samplePlan(options: DemoOptions, accounts: string[]): Planned[] {
  const account = accounts[0];
  if (account === undefined) return [];
  const plan: [Kind, Line][] = [...usualLines, ...(options.guard ? manyDeletions() : [])];
  return plan.map(([kind, line]) => ({ account, kind, line }));
}

const usualLines: [Kind, Line][] = [
  [
    "contact",
    {
      title: "Ada Lovelace",
      what: { written: { side: "local", deed: "changed" } },
      server_id: "ada",
      local_id: "contact-ada",
      why: "changed on the server",
      rows: [
        row("display-name", "Name", "Ada Lovelace", "Ada Lovelace", "Ada Lovelace"),
        row("phone[0]", "Phone", "+44 20 7946 0501", "+44 20 7946 0500", "+44 20 7946 0500"),
        row("company", "Company", "Analytical Engines Ltd", null, null),
      ],
    },
  ],
  [
    "contact",
    {
      title: "Jakub Kowalski",
      what: { written: { side: "local", deed: "added" } },
      server_id: "jakub",
      local_id: null,
      why: "new on the server",
      rows: [
        row("display-name", "Name", "Jakub Kowalski", null),
        row("email[0]", "E-mail", "jakub@kowalski.example", null),
        row("phone[0]", "Phone", "+48 22 555 01 60", null),
      ],
    },
  ],
  [
    "contact",
    {
      title: "Selma Haddad",
      what: { written: { side: "server", deed: "merged" } },
      server_id: "selma",
      local_id: "contact-selma",
      why: "both sides changed different parts; put together",
      rows: [
        row("email[0]", "E-mail", "selma@haddad.example", "selma@old.example", "selma@old.example"),
        row(
          "address[0]",
          "Address",
          "Elbchaussee 4, Hamburg",
          "Lange Reihe 71, Hamburg",
          "Elbchaussee 4, Hamburg",
        ),
      ],
    },
  ],
  [
    "appointment",
    {
      title: "Team meeting",
      what: { written: { side: "server", deed: "changed" } },
      server_id: "team",
      local_id: "appointment-0",
      why: "changed here",
      rows: [
        row("subject", "Subject", "Team meeting", "Team meeting", "Team meeting"),
        row(
          "when",
          "When",
          "Mon 30 Nov 2026, 09:00 – 09:30",
          "Mon 30 Nov 2026, 10:00 – 10:30",
          "Mon 30 Nov 2026, 09:00 – 09:30",
        ),
      ],
    },
  ],
  [
    "appointment",
    {
      title: "Old car inspection",
      what: { written: { side: "local", deed: "deleted" } },
      server_id: null,
      local_id: "appointment-old",
      why: "deleted on the server",
      rows: [
        row("subject", "Subject", null, "Old car inspection"),
        row("place", "Place", null, "Garage Brandt"),
      ],
    },
  ],
  [
    "task",
    {
      title: "Renew passport",
      what: { written: { side: "server", deed: "added" } },
      server_id: null,
      local_id: "task-1",
      why: "new here",
      rows: [row("subject", "Subject", null, "Renew passport"), row("due", "Due", null, "4 Dec 2026")],
    },
  ],
];

function manyDeletions(): [Kind, Line][] {
  return Array.from({ length: 14 }, (_, index) => {
    const title = `${given[index * 2] ?? "Ada"} ${family[index * 2 + 1] ?? "Lovelace"}`;
    return [
      "contact",
      {
        title,
        what: { written: { side: "local", deed: "deleted" } },
        server_id: null,
        local_id: `contact-gone-${index}`,
        why: "deleted on the server",
        rows: [row("display-name", "Name", null, title)],
      },
    ];
  });
}
