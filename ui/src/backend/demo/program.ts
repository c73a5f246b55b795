import type { Backend } from "..";
import { newAccount } from "./samples/accounts";
import type { World } from "./world";

type Answers = Pick<
  Backend,
  | "settings"
  | "setSettings"
  | "about"
  | "log"
  | "saveLogBundle"
  | "copy"
  | "open"
  | "trySample"
  | "quit"
  | "onClosing"
  | "stayOpen"
  | "onOpened"
  | "openedFiles"
  | "importOpened"
  | "leaveOpened"
>;

export function programAnswers(world: World): Answers {
  return {
    settings: async () => structuredClone(world.settings),
    async setSettings(settings) {
      world.settings = structuredClone(settings);
    },
    about: async () => ({
      version: "0.1.0",
      home: "/home/anna/.local/share/smsync",
      password_place: "the keyring of this computer",
      tray: true,
      system_language: navigator.language,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }),
    log: async () => (world.options.empty ? [] : lines),
    saveLogBundle: async () => "/home/anna/smsync-log.zip",
    async copy(text) {
      await navigator.clipboard?.writeText(text).catch(() => undefined);
    },
    async open(url) {
      window.open(url, "_blank", "noopener");
    },
    trySample: async () => ({
      account: newAccount("Sample", "http://127.0.0.1:8080", "alice@example.com"),
      password: "wonderland",
    }),
    quit: async () => undefined,
    onClosing(listen) {
      if (world.options.closing) setTimeout(() => listen({ running: true, by_itself: true }));
      return () => undefined;
    },
    stayOpen: async () => undefined,
    onOpened: () => () => undefined,
    openedFiles: async () => (world.options.opened ? ["Choir, autumn.ics", "team.vcf"] : []),
    importOpened: async () => ({ added: { contact: 3 }, changed: {}, same: 0, problems: [] }),
    leaveOpened: async () => undefined,
  };
}

const lines = [
  "09:27:41 INFO  pass 7 of “Work” begins",
  "09:27:41 DEBUG contact: sync-collection, 2 changed, 0 gone",
  "09:27:42 DEBUG contact: multiget of 2",
  "09:27:42 WARN  contact 3f1c: changed on both sides, waits for a decision",
  "09:27:43 INFO  pass 7 of “Work” ends after 1.9 s, 13 requests, 18 400 bytes",
];
