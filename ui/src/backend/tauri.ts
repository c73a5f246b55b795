import { Channel, invoke } from "@tauri-apps/api/core";
import { listen as listenTo } from "@tauri-apps/api/event";
import type { Backend } from ".";
import type { Check, Closing, Place } from "./types";

/** The program this window belongs to: one command for each function, named alike. */
export function tauri(): Backend {
  return {
    accounts: () => invoke("accounts"),
    checkAccount: (account, isNew) => invoke("check_account", { account, isNew }),
    addAccount: (account, password) => invoke("add_account", { account, password }),
    setAccount: (account, password) => invoke("set_account", { account, password }),
    removeAccount: (name) => invoke("remove_account", { name }),
    testAccount(account, password, listen) {
      const onCheck = new Channel<Check>();
      onCheck.onmessage = listen;
      return invoke("test_account", { account, password, onCheck });
    },
    serverCollections: (account, password, kind) => invoke("server_collections", { account, password, kind }),
    localCollections: (account, kind) => invoke("local_collections", { account, kind }),
    chooseFolder: () => invoke("choose_folder"),

    synchronize: (account, request = {}) => invoke("synchronize", { account, request }),
    preview: (account, request = {}) => invoke("preview", { account, request }),
    cancel: (account) => invoke("cancel", { account }),
    rememberGuard: (account, kind, upTo) => invoke("remember_guard", { account, kind, upTo }),
    onProgress: (listen) => until(listenTo("progress", (event) => listen(event.payload as never))),
    onChange: (listen) => until(listenTo("changed", () => listen())),
    onPlace(listen) {
      // A window that was opened for a place asks for it; one that is open is told.
      void invoke("opening_place").then((place) => place && listen(place as Place));
      return until(listenTo("place", (event) => listen(event.payload as Place)));
    },

    conflicts: () => invoke("conflicts"),
    conflict: (id, candidate) => invoke("conflict", { id, candidate }),
    conflictWithPicks: (id, picks, candidate) => invoke("conflict_with_picks", { id, picks, candidate }),
    tryAgain: (account, kind, ids) => invoke("try_again", { account, kind, ids }),
    putBack: (account, kind, id) => invoke("put_back", { account, kind, id }),
    decide: (id, decision, candidate) => invoke("decide", { id, decision, candidate }),
    conflictPicture: (id, side) => invoke("conflict_picture", { id, side }),

    passes: (account, limit) => invoke("passes", { account, limit }),
    pass: (id) => invoke("pass", { id }),
    changeRows: (change) => invoke("change_rows", { change }),
    undoPass: (pass) => invoke("undo_pass", { pass }),
    undoChange: (change) => invoke("undo_change", { change }),
    undoField: (change, key) => invoke("undo_field", { change, key }),
    itemHistory: (account, kind, id) => invoke("item_history", { account, kind, id }),
    versionRows: (account, kind, id, older, newer) =>
      invoke("version_rows", { account, kind, id, older, newer }),
    restoreVersion: (account, kind, id, version) => invoke("restore_version", { account, kind, id, version }),

    items: (account, kind, search, from, count) => invoke("items", { account, kind, search, from, count }),
    item: (account, kind, id, recurrence) => invoke("item", { account, kind, id, recurrence }),
    itemPicture: (account, kind, id) => invoke("item_picture", { account, kind, id }),
    fieldForms: (kind) => invoke("field_forms", { kind }),
    addItem: (account, kind, edits, quiet = false) =>
      invoke("add_item", { account, kind, edits, tellNobody: quiet }),
    editItem: (account, kind, id, version, edits, recurrence, quiet = false) =>
      invoke("edit_item", { account, kind, id, version, edits, how: { recurrence, tell_nobody: quiet } }),
    guests: (account, typed) => invoke("guests", { account, typed }),
    invitation: (account, id, edits, recurrence) => invoke("invitation", { account, id, edits, recurrence }),
    rewriteItem: (account, kind, id, version, text) =>
      invoke("rewrite_item", { account, kind, id, version, text }),
    setItemPicture: (account, id, dataUrl) => invoke("set_item_picture", { account, id, dataUrl }),
    removeItem: (account, kind, id, recurrence) => invoke("remove_item", { account, kind, id, recurrence }),
    setTaskDone: (account, id, done) => invoke("set_task_done", { account, id, done }),
    occurrences: (account, from, to) => invoke("occurrences", { account, from, to }),
    importItems: (account, files) => invoke("import_items", { account, files }),
    onOpened: (listen) => until(listenTo("opened", () => listen())),
    openedFiles: () => invoke("opened_files"),
    importOpened: (account) => invoke("import_opened", { account }),
    leaveOpened: () => invoke("leave_opened"),
    exportItems: (account, kind, ids) => invoke("export_items", { account, kind, ids }),

    settings: () => invoke("settings"),
    setSettings: (settings) => invoke("set_settings", { settings }),
    about: () => invoke("about"),
    log: () => invoke("log"),
    saveLogBundle: () => invoke("save_log_bundle"),
    copy: (text) => invoke("copy", { text }),
    open: (url) => invoke("open", { url }),
    trySample: () => invoke("try_sample"),
    quit: () => invoke("quit"),
    onClosing: (listen) => until(listenTo("closing", (event) => listen(event.payload as Closing))),
    stayOpen: () => invoke("stay_open"),
  };
}

function until(listening: Promise<() => void>): () => void {
  return () => void listening.then((stop) => stop());
}
