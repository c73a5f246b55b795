// Names and addresses in their parts, as they are typed: between semicolons in the order of `N` and `ADR` (RFC 6350 6.2.2, 6.3.1), or in
// words.

export interface Name {
  family: string;
  given: string;
  middle: string;
  prefix: string;
  suffix: string;
}

export function nameOf(typed: string): Name {
  if (typed.includes(";")) {
    const [family = "", given = "", middle = "", prefix = "", suffix = ""] = typed
      .split(";")
      .map((part) => part.trim());
    return { family, given, middle, prefix, suffix };
  }
  const words = typed.split(/\s+/).filter(Boolean);
  const family = words.length > 1 ? (words.at(-1) ?? "") : "";
  return { family, given: words[0] ?? "", middle: words.slice(1, -1).join(" "), prefix: "", suffix: "" };
}

export function typedName({ family, given, middle, prefix, suffix }: Name): string {
  return joined([family, given, middle, prefix, suffix]);
}

export interface Address {
  box: string;
  extended: string;
  street: string;
  town: string;
  region: string;
  code: string;
  country: string;
}

export function addressOf(typed: string): Address {
  if (typed.includes(";")) {
    const [box = "", extended = "", street = "", town = "", region = "", code = "", country = ""] = typed
      .split(";")
      .map((part) => part.trim());
    return { box, extended, street, town, region, code, country };
  }
  const [street = "", place = "", ...rest] = typed.split(/,|\n/).map((part) => part.trim());
  const [, code = "", town = place] = /^(\S*\d\S*)\s+(.*)$/.exec(place) ?? [];
  return { box: "", extended: "", street, town, region: "", code, country: rest.join(", ") };
}

export function typedAddress(address: Address): string {
  const { box, extended, street, town, region, code, country } = address;
  return joined([box, extended, street, town, region, code, country]);
}

function joined(parts: string[]): string {
  // A semicolon inside a part would begin another one.
  const clean = parts.map((part) => part.replaceAll(";", ",").trim());
  return clean.every((part) => part === "") ? "" : clean.join(";");
}
