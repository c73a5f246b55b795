// Guests in the demonstration: what the program works out of an appointment's text, worked out of its fields.
import { guestOf, identity, organizerOf, typedGuest } from "../../items/guests";
import type { FieldValue, Guest, Invitation, ItemView } from "../types";
import { value } from "./samples/items";

const guestsIn = (view: ItemView | null): FieldValue[] =>
  (view?.fields ?? []).filter((field) => field.key.startsWith("attendee"));

const called = (typed: string) => guestOf(typed).name || guestOf(typed).address;

/** People among the contacts, whose name or address begins with what is typed first. */
export function suggested(contacts: readonly ItemView[], typed: string): Guest[] {
  const wanted = typed
    .toLowerCase()
    .split(/[\s<>",]+/)
    .filter(Boolean);
  if (wanted.length === 0) return [];
  const all = contacts.flatMap((view) =>
    view.fields
      .filter((field) => field.key.startsWith("email"))
      .map((field) => ({ name: view.title, address: field.typed })),
  );
  const fits = all.filter((guest) => {
    const text = `${guest.name} ${guest.address}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const begins = (guest: Guest) =>
    wanted.every((word) => ` ${typedGuest(guest)}`.toLowerCase().replace("<", "").includes(` ${word}`));
  const once = new Map(fits.map((guest) => [guest.address, guest]));
  return [...once.values()].sort((a, b) => Number(begins(b)) - Number(begins(a))).slice(0, 8);
}

/** Whoever adds the first guest invites, and no longer when the last one went unless somebody has to be told. */
export function settle(view: ItemView, sent: ItemView | null, owner: string): void {
  const [guests, organizer] = [guestsIn(view), organizerOf(view)];
  if (guests.length > 0 && organizer === null) view.fields.push(value("organizer", "Organizer", owner));
  if (
    guests.length === 0 &&
    organizerOf(sent) === null &&
    organizer !== null &&
    identity(organizer) === owner
  )
    view.fields = view.fields.filter((field) => field.key !== "organizer");
}

/** Whom the server may write to; `sent`: what it has. */
export function invitationOf(
  { before, after, sent }: { before: ItemView | null; after: ItemView; sent: ItemView | null },
  owner: string,
  quiet: boolean,
): Invitation {
  const organizer = organizerOf(before);
  const others = organizer !== null && identity(organizer) !== owner ? called(organizer) : null;
  const people = (view: ItemView | null) =>
    guestsIn(view)
      .map((field) => field.typed)
      .filter((typed) => identity(typed) !== owner);
  const isIn = (list: string[], typed: string) => list.some((one) => identity(one) === identity(typed));
  const [now, then] = [quiet ? [] : people(after), people(sent)];
  const isChanged = sent !== null && sent.source !== after.source;
  if (others !== null) {
    const told = isChanged ? [others] : [];
    const was = sent === null ? [] : [others];
    return { organizer: others, sent: was, invited: [], told, cancelled: [], can_be_quiet: false, quiet };
  }
  const invited = now.filter((typed) => !isIn(then, typed)).map(called);
  return {
    organizer: null,
    sent: then.map(called),
    invited,
    told: isChanged ? now.filter((typed) => isIn(then, typed)).map(called) : [],
    cancelled: then.filter((typed) => !isIn(people(after), typed)).map(called),
    can_be_quiet: then.length === 0 && invited.length > 0,
    quiet,
  };
}
