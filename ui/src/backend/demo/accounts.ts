import type { Backend } from "..";
import type { Account, AccountTest, Certificate, Check, CollectionChoice, Kind } from "../types";
import { KINDS } from "../types";
import { changed, failure, stateOf, step, type World } from "./world";

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
          "there is an account with this name already",
          "Choose another name.",
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
      if (world.options.failing)
        throw failure("unreachable", "the server does not answer", "Check the address.", account.url);
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
  if (account.name.trim() === "") found.name = "Give the account a name.";
  else if (isNew && taken(world, account.name)) found.name = "There is an account with this name already.";
  if (!/^(https?:\/\/)?[^\s/:]+\.?[^\s/]*(:\d+)?(\/\S*)?$/.test(account.url.trim()))
    found.url =
      "This is not the address of a website. Type it as in the browser, such as https://mail.example.com.";
  if (!/^[^\s@]+@[^\s@]+$/.test(account.email.trim()))
    found.email = "This is not an e-mail address, such as anna@example.com.";
  if (KINDS.every((kind) => !account.kinds[kind])) found.kinds = "Choose at least one.";
  return found;
}

function outcomeOfTest(world: World, account: Account): AccountTest {
  if (world.options.failing)
    return {
      ...nothingKnown,
      checks: [
        { what: "Address", verdict: "good", words: `${account.url} is the address of a server.` },
        { what: "Connection", verdict: "failed", words: "The server does not answer." },
      ],
      advice: [
        "This computer is connected: other addresses answer.",
        "Webmail does not open at this address either. Is the server switched on?",
        "Compare the address with the one you type in the browser.",
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
          words: "The certificate of the server is not known to this computer.",
        },
      ],
      advice: [
        "Compare the fingerprint with the one the administrator gives you, then trust it for this account.",
      ],
      certificate,
      addresses: [account.url],
    };
  return {
    checks: good,
    kinds: KINDS.filter((kind) => account.kinds[kind]).map((kind) => ({
      kind,
      collection: serverCollections(kind)[0] ?? null,
      words: kind === "contact" ? "CardDAV" : "CalDAV",
    })),
    advice: [],
    certificate: null,
    addresses: [`${account.url}/WebDAV/`, `${account.url}/WebDAV/${account.email}/`],
    abilities: [
      "Tells what changed since the last time (sync-collection)",
      "Answers many items at once (multiget)",
      "Refuses to overwrite what it changed meanwhile (entity tags)",
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

const good: Check[] = [
  { what: "Address", verdict: "good", words: "The name of the server is known." },
  { what: "Connection", verdict: "good", words: "The server answers in 38 ms." },
  {
    what: "Certificate",
    verdict: "good",
    words: "The connection is encrypted, and the certificate is known.",
  },
  { what: "Sign-in", verdict: "good", words: "The server accepts the e-mail address and the password." },
  { what: "Contacts", verdict: "good", words: "Address book “Contacts”, 42 items." },
  { what: "Appointments", verdict: "good", words: "Calendar “Calendar”, 118 items." },
  { what: "Tasks", verdict: "good", words: "List “Tasks”, 9 items." },
  { what: "Notes", verdict: "note", words: "The server keeps notes as journal entries." },
];

const certificate: Certificate = {
  fingerprint:
    "9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15:A3:BF:4F:1B:2B:0B:82:2C:D1:5D:6C:15:B0:F0:0A:08",
  reason: "It is signed by nobody this computer knows.",
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
