import type { Backend } from "..";
import type { Edit, FieldForm, FieldValue, Kind } from "../types";
import { demoItem, value } from "./samples/items";
import { changed, failure, stateOf, step, type DemoItem, type World } from "./world";

type Answers = Pick<
  Backend,
  | "items"
  | "item"
  | "itemPicture"
  | "fieldForms"
  | "addItem"
  | "editItem"
  | "setItemPicture"
  | "removeItem"
  | "setTaskDone"
  | "occurrences"
  | "importItems"
  | "exportItems"
>;

export function itemAnswers(world: World): Answers {
  const of = (account: string, kind: Kind) =>
    world.items.filter((item) => item.account === account && item.view.kind === kind);
  const find = (account: string, id: string): DemoItem => {
    const found = world.items.find((item) => item.account === account && item.listed.id === id);
    if (!found) throw failure("unknown", "this item is gone", "It was deleted meanwhile.", id);
    return found;
  };
  const edited = (account: string) => {
    stateOf(world, account).changes_to_send = true;
    changed(world);
  };
  let made = 0;

  return {
    async items(account, kind, search, from, count) {
      await step(world);
      const wanted = search.trim().toLowerCase();
      const found = of(account, kind)
        .map((item) => item.listed)
        .filter((listed) => `${listed.title} ${listed.subtitle}`.toLowerCase().includes(wanted))
        .sort(order[kind]);
      return { items: structuredClone(found.slice(from, from + count)), total: found.length };
    },
    item: async (account, _kind, id) => structuredClone(find(account, id).view),
    itemPicture: async () => null,
    fieldForms: async (kind) => forms[kind],
    async addItem(account, kind, edits) {
      const id = `${kind}-new-${++made}`;
      const fields = edits.filter((edit) => edit.typed !== "").map(typedValue);
      world.items.push(demoItem(account, kind, id, fields[0]?.typed ?? "", fields));
      edited(account);
      return id;
    },
    async editItem(account, _kind, id, version, edits) {
      const { view, listed } = find(account, id);
      if (version !== null && version !== view.version)
        throw failure(
          "in-use",
          "this item was changed meanwhile",
          "Look at it again, then repeat the change.",
          view.title,
        );
      for (const edit of edits) {
        view.fields = view.fields.filter((field) => field.key !== edit.key);
        if (edit.typed !== "") view.fields.push(typedValue(edit));
      }
      view.version = String(Number(view.version) + 1);
      listed.title = view.title = view.fields[0]?.typed ?? view.title;
      edited(account);
    },
    async setItemPicture(account) {
      edited(account);
    },
    async removeItem(account, _kind, id) {
      const gone = find(account, id);
      world.items = world.items.filter((item) => item !== gone);
      edited(account);
    },
    async setTaskDone(account, id, done) {
      find(account, id).listed.done = done;
      edited(account);
    },
    occurrences: async (account, from, to) =>
      of(account, "appointment")
        .flatMap((item) => item.occurrences)
        .filter((one) => one.start.slice(0, 10) < to && one.end.slice(0, 10) >= from)
        .sort((a, b) => a.start.localeCompare(b.start)),
    async importItems(_account, files) {
      return { added: { contact: files?.length ?? 1, appointment: 0, task: 0, note: 0 }, problems: [] };
    },
    exportItems: async () => "/home/anna/Contacts.vcf",
  };
}

const byTitle = (a: DemoItem["listed"], b: DemoItem["listed"]) => a.title.localeCompare(b.title);

const order: Record<Kind, typeof byTitle> = {
  contact: byTitle,
  appointment: byTitle,
  task: (a, b) =>
    Number(a.done) - Number(b.done) || (a.due ?? "9").localeCompare(b.due ?? "9") || byTitle(a, b),
  note: (a, b) => (b.changed_at ?? 0) - (a.changed_at ?? 0),
};

function typedValue(edit: Edit): FieldValue {
  return value(edit.key, edit.key, edit.typed, edit.label);
}

function form(
  field: string,
  label: string,
  input: FieldForm["input"],
  told: Partial<FieldForm> = {},
): FieldForm {
  return { field, label, input, several: false, labels: [], choices: [], ...told };
}

const forms: Record<Kind, FieldForm[]> = {
  contact: [
    form("photo", "Picture", "picture"),
    form("display-name", "Name", "line"),
    form("company", "Company", "line"),
    form("email", "E-mail", "line", { several: true, labels: ["work", "home"] }),
    form("phone", "Phone", "line", { several: true, labels: ["mobile", "work", "home"] }),
    form("address", "Address", "address", { several: true, labels: ["work", "home"] }),
    form("birthday", "Birthday", "date"),
    form("text", "Notes", "text"),
  ],
  appointment: [
    form("subject", "Subject", "line"),
    form("when", "When", "when"),
    form("place", "Place", "line"),
    form("text", "Text", "text"),
  ],
  task: [
    form("subject", "Subject", "line"),
    form("due", "Due", "date"),
    form("status", "Status", "choice", { choices: ["open", "in progress", "done"] }),
    form("priority", "Priority", "choice", { choices: ["high", "normal", "low"] }),
    form("text", "Text", "text"),
  ],
  note: [form("title", "Title", "line"), form("text", "Text", "text")],
};
