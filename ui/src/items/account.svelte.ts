// Whose items are looked at: the same account in every place, as long as it has that kind.
import type { App } from "../app/app.svelte";
import type { Kind } from "../backend/types";

const looked = $state<{ account: string | null }>({ account: null });

export function choose(account: string): void {
  looked.account = account;
}

export function accountFor(app: App, kind: Kind): string | null {
  const names = (app.mailbox.accounts ?? [])
    .filter((state) => state.account.kinds[kind])
    .map((state) => state.account.name);
  return names.find((name) => name === looked.account) ?? names[0] ?? null;
}
