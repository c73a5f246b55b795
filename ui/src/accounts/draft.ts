// An account while it is typed: what is empty, what is wrong with it so far, and the account it becomes.
import type { Mistakes } from "../backend";
import type { Account, GuardLimits, Kind, KindChoice } from "../backend/types";
import { KINDS } from "../backend/types";
import { stated } from "../passes/programWords";
import { words } from "../words/index.svelte";

export type Asked = keyof Mistakes | "password" | "folder";
export type Wrong = { [Field in Asked]?: string | undefined };

export const DEFAULT_GUARD: GuardLimits = { percent: 10, few: 5, many: 50 };

export const defaultChoice = (): KindChoice => ({
  protocol: "auto",
  server_collection: null,
  local_collection: null,
  direction: "both",
});

export function emptyAccount(): Account {
  return {
    name: "",
    url: "",
    email: "",
    user: null,
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, defaultChoice()])),
    store: "builtin",
    policy: "merge",
    guard: { ...DEFAULT_GUARD },
    trusted_certificate: null,
    syncml: { address: null, device: null },
  };
}

/** As it is stored: without spaces around what was typed, and named after the address where no name was given. */
export function finished(draft: Account): Account {
  const email = draft.email.trim();
  return {
    ...draft,
    name: draft.name.trim() || email,
    url: draft.url.trim(),
    email,
    user: draft.user?.trim() || null,
    kinds: Object.fromEntries(
      Object.entries(draft.kinds).map(([kind, choice]) => [
        kind,
        { ...choice, server_collection: choice.server_collection?.trim() || null },
      ]),
    ),
    syncml: { address: draft.syncml.address?.trim() || null, device: draft.syncml.device?.trim() || null },
  };
}

/** What the program has to say against it. */
export function inWords(mistakes: Mistakes): Wrong {
  return Object.fromEntries(
    Object.entries(mistakes).map(([field, mistake]) => [field, stated(mistake)]),
  ) as Wrong;
}

/** What can be seen to be wrong without asking anybody. */
export function mistakesIn(
  draft: Account,
  { isNew, password, taken }: { isNew: boolean; password: string; taken: string[] },
): Wrong {
  const say = words.accounts.mistake;
  const account = finished(draft);
  const wrong: Wrong = {};
  if (isNew && taken.some((name) => name.toLowerCase() === account.name.toLowerCase()))
    wrong.name = say.taken;
  if (!looksLikeAddress(account.url)) wrong.url = say.url;
  if (!/^[^\s@]+@[^\s@]+$/.test(account.email)) wrong.email = say.email;
  if (isNew && password === "") wrong.password = say.password;
  if (!KINDS.some((kind: Kind) => account.kinds[kind])) wrong.kinds = say.kinds;
  if (typeof account.store === "object" && account.store.folder === "") wrong.folder = say.folder;
  if (account.syncml.address && !looksLikeAddress(account.syncml.address)) wrong.syncml = say.syncml;
  return wrong;
}

/** “https://mail.example.com”, or the same without the beginning, as a person types it; of “/SyncML” a browser would make
    a server of that name. */
function looksLikeAddress(typed: string): boolean {
  if (typed === "" || /^\/|\s/.test(typed)) return false;
  try {
    const { protocol, hostname } = new URL(typed.includes("://") ? typed : `https://${typed}`);
    return /^https?:$/.test(protocol) && hostname !== "";
  } catch {
    return false;
  }
}
