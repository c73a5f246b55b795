import type { Backend } from "..";
import type { Account, AccountTest, Certificate, Check, CollectionChoice, Kind, Sentence } from "../types";
import { KINDS } from "../types";
import { said } from "./said";
import { changed, failure, offline, stateOf, step, type World } from "./world";

type Answers = Pick<
  Backend,
  | "accounts"
  | "checkAccount"
  | "addAccount"
  | "setAccount"
  | "removeAccount"
  | "testAccount"
  | "serverCollections"
  | "localCollections"
  | "chooseFolder"
>;

export function accountAnswers(world: World): Answers {
  return {
    accounts: async () => structuredClone(world.accounts),
    checkAccount: async (account, isNew) => mistakes(world, account, isNew),

    async addAccount(account) {
      if (taken(world, account.name))
        throw failure(
          "usage",
          said("there is an account with this name already"),
          said("Choose another name, or change the account that is there."),
          account.name,
        );
      world.accounts.push({
        account: structuredClone(account),
        conflicts: 0,
        held: 0,
        last_pass: null,
        last_report: null,
        was_cut_off: false,
        changes_to_send: false,
        running: false,
      });
      changed(world);
    },

    async setAccount(account) {
      stateOf(world, account.name).account = structuredClone(account);
      changed(world);
    },

    async removeAccount(name) {
      stateOf(world, name);
      world.accounts = world.accounts.filter((state) => state.account.name !== name);
      world.conflicts = world.conflicts.filter((conflict) => conflict.account !== name);
      changed(world);
    },

    async testAccount(account, _password, onCheck) {
      const test = outcomeOfTest(world, account);
      for (const check of test.checks) {
        await step(world);
        onCheck(check);
      }
      return test;
    },

    async serverCollections(account, _password, kind) {
      await step(world);
      if (world.options.failing) throw offline(account.url);
      return serverCollections(kind);
    },

    async localCollections(_account, kind) {
      await step(world);
      return localCollections(kind);
    },

    chooseFolder: async () => "/home/anna/Synchronized",
  };
}

function taken(world: World, name: string): boolean {
  return world.accounts.some((state) => state.account.name.toLowerCase() === name.trim().toLowerCase());
}

function mistakes(
  world: World,
  account: Account,
  isNew: boolean,
): Awaited<ReturnType<Backend["checkAccount"]>> {
  const found: Awaited<ReturnType<Backend["checkAccount"]>> = {};
  const mistake = (what: string, hint: string) =>
    said("{mistake}. {hint}", { mistake: said(what), hint: said(hint) });
  if (account.name.trim() === "")
    found.name = mistake("the account needs a name", "Type any name you will recognise, such as Work.");
  else if (isNew && taken(world, account.name))
    found.name = said("there is an account with this name already. Choose another name.");
  if (!/^(https?:\/\/)?[^\s/:]+\.?[^\s/]*(:\d+)?(\/\S*)?$/.test(account.url.trim()))
    found.url = mistake(
      "the SmarterMail URL is not a web address",
      "Type what you type in the browser for webmail, such as https://mail.example.com",
    );
  if (!/^[^\s@]+@[^\s@]+$/.test(account.email.trim()))
    found.email = mistake("the e-mail address is not one", "Type it in full, such as anna@example.com.");
  if (KINDS.every((kind) => !account.kinds[kind]))
    found.kinds = mistake(
      "nothing is chosen to be synchronised",
      "Choose at least one of contacts, appointments, tasks, notes.",
    );
  return found;
}

function outcomeOfTest(world: World, account: Account): AccountTest {
  if (world.options.failing)
    return {
      ...nothingKnown,
      checks: [
        { what: "Name", verdict: "good", words: said("{host} was found", { host: HOST }) },
        {
          what: "Connection",
          verdict: "failed",
          words: said("the server did not answer within {seconds} s", { seconds: "20" }),
        },
      ],
      advice: [
        said(
          "This computer has a network connection, but {host} does not answer. Open webmail in the browser at the same address: if that does not work either, the server is down or a firewall is in the way.",
          { host: HOST },
        ),
        said("If webmail's address begins with http:// in the browser, type it that way."),
      ],
      addresses: [account.url],
    };
  const untrusted = world.options.certificate && account.trusted_certificate !== certificate.fingerprint;
  if (untrusted)
    return {
      ...nothingKnown,
      checks: [
        ...good.slice(0, 2),
        {
          what: "Certificate",
          verdict: "failed",
          words: said("it is not trusted: {reason}. SHA-256: {fingerprint}", {
            reason: certificate.reason,
            fingerprint: certificate.fingerprint,
          }),
        },
      ],
      advice: [
        said(
          "Compare the fingerprint with the one your administrator gives you. If they are the same, trust this certificate for this account.",
        ),
      ],
      certificate,
      addresses: [account.url],
    };
  return {
    checks: good,
    kinds: KINDS.filter((kind) => account.kinds[kind]).map((kind) => ({
      kind,
      collection: serverCollections(kind)[0] ?? null,
      words: place(kind),
    })),
    advice: [],
    certificate: null,
    addresses: [`${account.url}/WebDAV/`, `${account.url}/WebDAV/${account.email}/`],
    abilities: [
      said("{n} collections were found", { n: "7" }),
      said("It tells what changed, so that passes are short"),
      said("It keeps contacts as vCard 4.0"),
      said("It takes items up to {size} KiB", { size: "10240" }),
    ],
    passed: true,
  };
}

const nothingKnown: AccountTest = {
  checks: [],
  kinds: [],
  advice: [],
  certificate: null,
  addresses: [],
  abilities: [],
  passed: false,
};

const HOST = "mail.example.com";

function place(kind: Kind): Sentence {
  const [found] = serverCollections(kind);
  const protocol = kind === "contact" ? "CardDAV" : "CalDAV";
  return said("“{title}” by {protocol}, {url}", {
    title: found?.name ?? "",
    protocol,
    url: found?.address ?? "",
  });
}

const good: Check[] = [
  { what: "Name", verdict: "good", words: said("{host} was found", { host: HOST }) },
  { what: "Connection", verdict: "good", words: said("connected to {host}", { host: HOST }) },
  { what: "Certificate", verdict: "good", words: said("it is trusted") },
  { what: "Sign in", verdict: "good", words: said("the name and the password were accepted") },
  { what: "Contacts", verdict: "good", words: place("contact") },
  { what: "Appointments", verdict: "good", words: place("appointment") },
  { what: "Tasks", verdict: "good", words: place("task") },
  {
    what: "Notes",
    verdict: "note",
    words: said("{place}; somebody shares it with you", { place: place("note") }),
  },
  {
    what: "The server",
    verdict: "good",
    words: said("{this}, {more}", {
      this: said("{n} collections", { n: "7" }),
      more: said("tells what changed"),
    }),
  },
];

const certificate: Certificate = {
  fingerprint:
    "9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15:A3:BF:4F:1B:2B:0B:82:2C:D1:5D:6C:15:B0:F0:0A:08",
  reason: said("its issuer is unknown"),
  issuer: "CN=mail.example.com",
  subject: "CN=mail.example.com, O=Example Ltd",
  valid_from: Date.UTC(2026, 0, 12),
  valid_until: Date.UTC(2028, 0, 12),
};

function serverCollections(kind: Kind): CollectionChoice[] {
  const names = {
    contact: ["Contacts", "Suppliers"],
    appointment: ["Calendar", "Team", "Holidays"],
    task: ["Tasks"],
    note: ["Notes"],
  }[kind];
  const colours = ["#2f7d4f", "#b4552d", "#5b4bb5"];
  return names.map((name, index) => ({
    id: `/WebDAV/anna@example.com/${name.toLowerCase()}/`,
    name,
    colour: kind === "appointment" ? (colours[index] ?? null) : null,
    address: `https://mail.example.com/WebDAV/anna@example.com/${name.toLowerCase()}/`,
    read_only: name === "Holidays",
    is_default: index === 0,
  }));
}

function localCollections(kind: Kind): CollectionChoice[] {
  const name = { contact: "Contacts", appointment: "Calendar", task: "Tasks", note: "Notes" }[kind];
  return [name, "Archive"].map((name, index) => ({
    id: name.toLowerCase(),
    name,
    colour: null,
    address: `Built-in store, ${name}`,
    read_only: false,
    is_default: index === 0,
  }));
}
