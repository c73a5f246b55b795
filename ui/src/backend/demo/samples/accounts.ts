import type { Account, AccountState, Counts, Held, KindReport, Report } from "../../types";
import { KINDS } from "../../types";
import type { DemoOptions } from "../options";
import { said } from "../said";

const MINUTE = 60_000;

export const NOTHING: Counts = { added: 0, changed: 0, deleted: 0, merged: 0 };

export function newAccount(name: string, url: string, email: string): Account {
  const choice = {
    protocol: "auto",
    server_collection: null,
    local_collection: null,
    direction: "both",
  } as const;
  return {
    name,
    url,
    email,
    user: null,
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, { ...choice }])),
    store: "builtin",
    policy: "merge",
    guard: { percent: 10, few: 5, many: 50 },
    trusted_certificate: null,
    syncml: { address: null, device: null },
  };
}

export function kindReport(kind: KindReport["kind"], told: Partial<KindReport> = {}): KindReport {
  return {
    kind,
    written: { server: { ...NOTHING }, local: { ...NOTHING } },
    linked: 0,
    conflicts: 0,
    held: [],
    guard: null,
    failure: null,
    notes: [],
    lines: [],
    ...told,
  };
}

function stateFor(account: Account): AccountState {
  return {
    account,
    conflicts: 0,
    held: 0,
    last_pass: null,
    last_report: null,
    was_cut_off: false,
    changes_to_send: false,
    running: false,
  };
}

function afterPass(account: Account, minutesAgo: number, told: Partial<Report>): AccountState {
  const ended = Date.now() - minutesAgo * MINUTE;
  const report: Report = {
    account: account.name,
    pass: null,
    started: ended - 1_900,
    ended,
    kinds: KINDS.map((kind) => kindReport(kind)),
    failure: null,
    requests: 9,
    bytes: 18_400,
    ...told,
  };
  return { ...stateFor(account), last_pass: ended, last_report: report };
}

/** What a server does not take: an edit, an item it never had, and one it could not be asked about. */
function refused(): Held[] {
  const local = (index: number) => `contact-${index}`;
  return [
    {
      title: "Grace Okafor",
      need: "refused",
      message: said("the item is too large (at most {limit} bytes)", { limit: "102400" }),
      ids: { server: "grace", local: local(0) },
    },
    {
      title: "Noor Haddad",
      need: "refused",
      message: said("the collection is read-only"),
      ids: { server: null, local: local(1) },
    },
    {
      title: "Emil Brandt",
      need: "retry",
      message: said("there is no room left"),
      ids: { server: "emil", local: local(2) },
    },
  ];
}

export function sampleAccounts(options: DemoOptions): AccountState[] {
  if (options.accounts === "none") return [];
  const long = options.longNames;
  const work = newAccount(
    long ? "Regional Administration of the United Waterworks, Department 14" : "Work",
    "https://mail.example.com",
    long
      ? "anna-katharina.von-hohenfels-schwarzenberg@department14.waterworks.example.com"
      : "anna@example.com",
  );
  if (options.accounts === "one") return [stateFor(work)];

  const first = afterPass(work, 3, {
    pass: 7,
    kinds: KINDS.map((kind) =>
      kind === "contact"
        ? kindReport(kind, {
            written: { server: { ...NOTHING, changed: 1 }, local: { ...NOTHING, added: 2, merged: 1 } },
            conflicts: 1,
            held: options.held ? refused() : [],
          })
        : kindReport(kind),
    ),
  });
  const home = {
    ...afterPass(newAccount("Private", "https://post.example.org", "anna.lindqvist@example.org"), 47, {}),
    changes_to_send: true,
  };
  const choir = afterPass(newAccount("Choir", "https://mail.choir.example", "board@choir.example"), 26 * 60, {
    kinds: KINDS.map((kind) => kindReport(kind)),
    failure: {
      code: "sign-in",
      message: said("the user name or the password was not accepted"),
      hint: said("Sign in to webmail with the same name and password; then type the password again."),
      about: "board@choir.example",
    },
  });
  return [{ ...first, was_cut_off: options.cutOff }, home, choir];
}
