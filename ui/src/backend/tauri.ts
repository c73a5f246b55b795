import { invoke } from "@tauri-apps/api/core";
import { listen as listenTo } from "@tauri-apps/api/event";
import type { Backend } from ".";

/** The program this window belongs to. */
export function tauri(): Backend {
  return {
    accounts: () => invoke("accounts"),
    addAccount: (account) => invoke("add_account", { account }),
    synchronize: (account) => invoke("synchronize", { account }),
    cancel: (account) => invoke("cancel", { account }),
    onProgress: (listen) => until(listenTo("progress", (event) => listen(event.payload as never))),
    onChange: (listen) => until(listenTo("changed", () => listen())),
  };
}

function until(listening: Promise<() => void>): () => void {
  return () => void listening.then((stop) => stop());
}
