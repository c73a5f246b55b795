// What a catalogue in another language must have: every key of the English one, and functions of the same arguments.

export type Translated<English> = {
  [Key in keyof English]: English[Key] extends string
    ? string
    : English[Key] extends (...args: infer Args) => string
      ? (...args: Args) => string
      : Translated<English[Key]>;
};

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** How a language counts: the form for `n`, its `#` replaced by the number as that language writes it. */
export function counting(language: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (n, forms) => (forms[rules.select(n)] ?? forms.other).replace("#", numbers.format(n));
}
