// Guests as they are typed, `Bert <bert@example.org>`, and what is said of each: who it is, and what they answered.
import type { Guest, ItemView } from "../backend/types";
import { fieldOf } from "../conflicts/picks";

/** What is typed, in its two parts; a text without an address is a name. */
export function guestOf(typed: string): Guest {
  const at = typed.indexOf("<");
  if (at < 0)
    return typed.includes("@") ? { name: "", address: typed.trim() } : { name: typed.trim(), address: "" };
  const address = typed
    .slice(at + 1)
    .trimEnd()
    .replace(/>$/, "")
    .trim();
  const name = typed
    .slice(0, at)
    .trim()
    .replace(/^"+|"+$/g, "")
    .trim();
  return { name, address: address.replace(/^mailto:/, "") };
}

export function typedGuest({ name, address }: Guest): string {
  // These would begin the address.
  const plain = name.replace(/[<>"]/g, " ").replace(/\s+/g, " ").trim();
  return plain === "" ? address : `${plain} <${address}>`;
}

/** Equal for the same person. */
export const identity = (typed: string): string => guestOf(typed).address.toLowerCase();

export type GuestMistake = "no-address" | "bad-address" | "twice";

/** As the program reads it (crates/pim/src/item/edit/guest.rs). */
function isAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  const [name, host] = [text.slice(0, at), text.slice(at + 1)];
  return (
    at > 0 &&
    // Control characters are what is looked for here.
    // eslint-disable-next-line no-control-regex
    !/[\s\u0000-\u001f\u007f<>()[\],;:\\"@]/.test(name) &&
    host.split(".").every((label) => /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u.test(label))
  );
}

/** What is wrong with a guest; `others` are those beside. */
export function mistakeOf(typed: string, others: readonly string[] = []): GuestMistake | null {
  if (typed.trim() === "") return null;
  const { address } = guestOf(typed);
  if (address === "") return "no-address";
  if (!isAddress(address)) return "bad-address";
  return others.some((other) => identity(other) === identity(typed)) ? "twice" : null;
}

export type Answer = "accepted" | "declined" | "tentative" | "delegated" | "waiting";
const ANSWERS = ["accepted", "declined", "tentative", "delegated"] as const;

/** What a guest answered, and what else is said of them (optional, a room), from the sort of the value. */
export function answerOf(label: string): { answer: Answer; more: string[] } {
  const said = label.split(", ").filter((word) => word !== "");
  const answer = ANSWERS.find((known) => said.includes(known)) ?? "waiting";
  return { answer, more: said.filter((word) => word !== answer && word !== "req participant") };
}

/** Who invites, as they would be typed; null where nobody does. */
export function organizerOf(view: ItemView | null): string | null {
  return view?.fields.find((field) => fieldOf(field.key) === "organizer")?.typed ?? null;
}
