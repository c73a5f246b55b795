import type { Backend } from "..";
import { plus } from "../../items/days";
import { parse } from "../../items/when";
import type { Edit, FieldForm, FieldValue, ItemView, Kind, Sentence } from "../types";
import { invitationOf, settle, suggested } from "./guests";
import { said } from "./said";
import { demoItem, happenings, photoValue, sourceOf, value } from "./samples/items";
import { portrait } from "./samples/pictures";
import { changed, failure, stateOf, step, type DemoItem, type World } from "./world";

type Answers = Pick<
  Backend,
  | "items"
  | "item"
  | "itemPicture"
  | "fieldForms"
  | "addItem"
  | "editItem"
  | "guests"
  | "invitation"
  | "rewriteItem"
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
    if (!found)
      throw failure(
        "unknown",
        said("it does not exist any more"),
        said("It is in the history: smsync items history."),
        id,
      );
    return found;
  };
  const edited = (account: string) => {
    stateOf(world, account).changes_to_send = true;
    changed(world);
  };
  let made = 0;

  /** What was deleted, for an import that brings it back. */
  const gone: DemoItem[] = [];
  /** Items as they were before an edit, by their text. */
  const earlier = new Map<string, DemoItem>();
  const keep = (item: DemoItem) => earlier.set(item.view.source, structuredClone(item));
  /** What the server has of those that were changed since; of the others it has what is here. */
  const synced = new Map<string, ItemView>();
  const isNew = (item: DemoItem) => item.view.id.includes("-new-");
  const sentOf = (item: DemoItem) => (isNew(item) ? null : (synced.get(item.view.id) ?? item.view));
  /** Of which the server is asked to tell nobody. */
  const untold = new Set<string>();
  const ownerOf = (account: string) => stateOf(world, account).account.email.toLowerCase();
  const check = ({ view }: DemoItem, version: string | null) => {
    if (version !== null && version !== view.version)
      throw failure(
        "in-use",
        said("it was changed meanwhile; nothing was written over it"),
        said("Look at it again, then repeat the change."),
        view.title,
      );
  };

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
    async itemPicture(account, _kind, id) {
      const photo = find(account, id).view.fields.find((field) => field.key === "photo");
      if (!photo?.shown.picture) return null;
      return photo.typed || portrait(photo.shown.picture.digest);
    },
    fieldForms: async (kind) => forms[kind],
    async addItem(account, kind, edits, quiet = false) {
      const id = `${kind}-new-${++made}`;
      const item = demoItem(account, kind, id, "", []);
      world.items.push(item);
      write(item, edits);
      if (kind === "appointment") settle(item.view, null, ownerOf(account));
      if (quiet) untold.add(id);
      edited(account);
      return id;
    },
    guests: async (account, typed) =>
      suggested(
        of(account, "contact").map((item) => item.view),
        typed,
      ),
    async invitation(account, id, edits, recurrence) {
      const item = id === null ? demoItem(account, "appointment", "", "", []) : find(account, id);
      const after = structuredClone(item);
      if (recurrence === undefined) write(after, edits);
      const sent = id === null ? null : sentOf(item);
      settle(after.view, sent, ownerOf(account));
      const [before, owner] = [id === null ? null : item.view, ownerOf(account)];
      return invitationOf({ before, after: after.view, sent }, owner, id !== null && untold.has(id));
    },
    async editItem(account, kind, id, version, edits, recurrence, quiet = false) {
      const item = find(account, id);
      const { view } = item;
      if (world.options.overtaken) {
        world.options = { ...world.options, overtaken: false };
        write(item, [
          {
            key: view.fields.find((field) => field.key === "place") ? "place" : "text",
            typed: "Changed on the server",
          },
        ]);
      }
      check(item, version);
      keep(item);
      if (!isNew(item) && !synced.has(id)) synced.set(id, structuredClone(view));
      if (quiet) untold.add(id);
      if (recurrence === undefined) write(item, edits);
      else writeOccurrence(item, recurrence, edits);
      if (view.kind === "appointment") settle(view, sentOf(item), ownerOf(account));
      edited(account);
    },
    async rewriteItem(account, _kind, id, version, text) {
      const item = find(account, id);
      check(item, version);
      const was = earlier.get(text);
      if (!was) throw failure("nonsense", said("the file"), said("Choose a .vcf or .ics file."), id);
      const next = String(Number(item.view.version) + 1);
      Object.assign(item, structuredClone(was));
      item.view.version = next;
      edited(account);
    },
    async setItemPicture(account, id, dataUrl) {
      const { view } = find(account, id);
      view.fields = view.fields.filter((field) => field.key !== "photo");
      if (dataUrl !== null) view.fields.unshift(photoValue(dataUrl, dataUrl));
      edited(account);
    },
    async removeItem(account, _kind, id, recurrence) {
      const item = find(account, id);
      if (recurrence === undefined) {
        gone.push(item);
        world.items = world.items.filter((one) => one !== item);
      } else {
        keep(item);
        item.occurrences = item.occurrences.filter((one) => one.recurrence !== recurrence);
      }
      edited(account);
    },
    async setTaskDone(account, id, done) {
      const item = find(account, id);
      write(item, [{ key: "status", typed: done ? "done" : "needs action" }]);
      edited(account);
    },
    occurrences: async (account, from, to) =>
      structuredClone(
        of(account, "appointment")
          .flatMap((item) => item.occurrences)
          .filter((one) => one.start.slice(0, 10) < to && one.end.slice(0, 10) >= from)
          .sort((a, b) => a.start.localeCompare(b.start)),
      ),
    async importItems(account, files) {
      const added: Record<Kind, number> = { contact: 0, appointment: 0, task: 0, note: 0 };
      const problems: Sentence[] = [];
      for (const { name, text } of files ?? [
        { name: "sample.vcf", text: "BEGIN:VCARD\r\nFN:Sample Person\r\nEND:VCARD" },
      ]) {
        const back = gone.find((item) => item.view.source === text);
        const kind = (Object.keys(components) as Kind[]).find((one) =>
          text.includes(`BEGIN:${components[one]}`),
        );
        if (back) {
          gone.splice(gone.indexOf(back), 1);
          world.items.push(back);
        } else if (kind) {
          const title = /^(?:FN|SUMMARY)[^:]*:(.*)$/m.exec(text)?.[1]?.trim() ?? name;
          const item = demoItem(account, kind, `${kind}-new-${++made}`, "", []);
          world.items.push(item);
          write(item, [
            {
              key: kind === "contact" ? "display-name" : kind === "note" ? "title" : "subject",
              typed: title,
            },
          ]);
        } else problems.push(said("{name}: there is no item in it", { name }));
        if (kind) added[kind]++;
      }
      edited(account);
      return { added, changed: {}, same: 0, problems };
    },
    exportItems: async () => "/home/anna/Contacts.vcf",
  };
}

const components: Record<Kind, string> = {
  contact: "VCARD",
  appointment: "VEVENT",
  task: "VTODO",
  note: "VJOURNAL",
};

/** Writes edits into an item, and what its list and its calendar show of it. */
function write(item: DemoItem, edits: readonly Edit[]): void {
  const { view, listed } = item;
  for (const edit of edits) {
    const at = view.fields.findIndex((field) => field.key === edit.key);
    const form = forms[view.kind].find((one) => one.field === edit.key);
    const many = form?.several ?? false;
    const number = view.fields.filter((field) => field.key.startsWith(`${edit.key}[`)).length + 1;
    if (at >= 0) view.fields.splice(at, 1, ...(edit.typed === "" ? [] : [typedValue(edit)]));
    else if (edit.typed !== "")
      view.fields.push(typedValue(many ? { ...edit, key: `${edit.key}[${number}]` } : edit));
  }
  const text = (key: string) => view.fields.find((field) => field.key === key)?.typed ?? "";
  view.version = String(Number(view.version) + 1);
  view.source = sourceOf(view.kind, view.fields);
  listed.title = view.title = text("subject") || text("display-name") || text("title") || text("name");
  listed.changed_at = Math.floor(Date.now() / 1000);
  if (view.kind === "contact") listed.subtitle = text("company") || text("email[1]");
  if (view.kind === "note") listed.subtitle = text("text").split("\n")[0] ?? "";
  if (view.kind === "task") {
    listed.due = text("due") || null;
    listed.done = text("status").startsWith("done");
    listed.priority = { high: 1, normal: 5, low: 9 }[text("priority")] ?? null;
  }
  if (view.kind === "appointment") item.occurrences = happenings(item, text("when"), text("place"));
}

function writeOccurrence(item: DemoItem, recurrence: string, edits: readonly Edit[]): void {
  const one = item.occurrences.find((known) => known.recurrence === recurrence);
  if (!one) return;
  one.exception = true;
  for (const { key, typed } of edits) {
    if (key === "subject") one.title = typed;
    if (key === "place") one.place = typed;
    const when = key === "when" ? parse(typed) : null;
    if (when) {
      one.start = when.allDay ? when.startDay : `${when.startDay}T${when.startTime}`;
      one.end = when.allDay ? plus(when.endDay, 1) : `${when.endDay}T${when.endTime}`;
      one.all_day = when.allDay;
    }
  }
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

const several = (...labels: string[]) => ({ several: true, labels });

const forms: Record<Kind, FieldForm[]> = {
  contact: [
    form("photo", "Picture", "picture"),
    form("name", "Name", "name"),
    form("display-name", "Display name", "line"),
    form("company", "Company", "line"),
    form("title", "Title", "line"),
    form("email", "E-mail", "line", several("work", "home")),
    form("phone", "Phone", "line", several("mobile", "work", "home", "fax")),
    form("address", "Address", "address", several("work", "home")),
    form("web", "Web", "line", several()),
    form("birthday", "Birthday", "date"),
    form("category", "Category", "line", several()),
    form("text", "Notes", "text"),
  ],
  appointment: [
    form("subject", "Subject", "line"),
    form("when", "When", "when"),
    form("place", "Place", "line"),
    form("attendee", "Guests", "person", several()),
    form("reminder", "Reminder", "line", several()),
    form("busy", "Shown as", "choice", { choices: ["busy", "free"] }),
    form("private", "Private", "choice", { choices: ["public", "private", "confidential"] }),
    form("text", "Text", "text"),
  ],
  task: [
    form("subject", "Subject", "line"),
    form("start", "Start", "date"),
    form("due", "Due", "date"),
    form("status", "Status", "choice", { choices: ["needs action", "in process", "done", "cancelled"] }),
    form("priority", "Priority", "choice", { choices: ["high", "normal", "low"] }),
    form("category", "Category", "line", several()),
    form("text", "Text", "text"),
  ],
  note: [
    form("title", "Title", "line"),
    form("text", "Text", "text"),
    form("category", "Category", "line", several()),
  ],
};
