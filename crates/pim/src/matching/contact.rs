//! Contacts: e-mail, phone and name together.

use std::collections::BTreeSet;

use super::{Resemblance, Traits, folded};
use crate::field::{FieldId, phone};

/// How the names of two contacts go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Same,
    /// One has a word of the other, or an initial of it.
    Related,
    /// One of them has none.
    Missing,
    Different,
}

/// The fewest digits by which a phone number tells anything.
const TELLING_DIGITS: usize = 7;

pub(super) fn resemblance(a: &Traits, b: &Traits) -> Option<Resemblance> {
    let email = common(&emails(a), &emails(b));
    let phone = common(&phones(a), &phones(b));
    let company = a
        .text(FieldId::Company)
        .filter(|company| Some(company) == b.text(FieldId::Company).as_ref());
    let names = names(a, b);
    let score = match (names, email.is_some(), phone.is_some(), company.is_some()) {
        (Names::Same, true, ..) => 98,
        (Names::Same, _, true, _) => 95,
        (Names::Same, _, _, true) => 80,
        (Names::Same, ..) if contradict(a, b) => 50,
        (Names::Same, ..) => 65,
        (Names::Related | Names::Missing, true, true, _) => 92,
        (Names::Related, true, ..) => 88,
        (Names::Missing, true, ..) => 75,
        (Names::Related, _, true, _) => 70,
        (Names::Missing, _, true, _) => 50,
        // What strangers share does not make them one: a family's address, a company's phone.
        (Names::Related | Names::Missing | Names::Different, ..) => return None,
    };
    let reasons = [
        email.map(|address| format!("same e-mail {address}")),
        phone.map(|digits| format!("same phone …{digits}")),
        (names == Names::Same).then(|| "same name".to_owned()),
        (names == Names::Related).then(|| "similar name".to_owned()),
        company.map(|company| format!("same company {company}")),
    ];
    Some(Resemblance {
        score,
        reason: reasons.into_iter().flatten().collect::<Vec<_>>().join(", "),
    })
}

/// Every word by which [`resemblance`] can come to more than nothing.
pub(super) fn keys(contact: &Traits) -> Vec<String> {
    let emails = emails(contact)
        .into_iter()
        .map(|address| format!("mail {address}"));
    let phones = phones(contact)
        .into_iter()
        .map(|digits| format!("phone {digits}"));
    let name = name(contact);
    let name = (!name.is_empty())
        .then(|| format!("name {}", name.into_iter().collect::<Vec<_>>().join(" ")));
    emails.chain(phones).chain(name).collect()
}

fn emails(contact: &Traits) -> BTreeSet<String> {
    contact
        .values(FieldId::Email)
        .iter()
        .map(|value| value.identity.to_lowercase())
        .collect()
}

/// The last digits of each number: with and without its country and area.
fn phones(contact: &Traits) -> BTreeSet<String> {
    let numbers = contact
        .values(FieldId::Phone)
        .iter()
        .map(|value| phone::digits(&value.identity));
    numbers
        .filter(|digits| digits.len() >= TELLING_DIGITS)
        .filter_map(|digits| {
            digits
                .get(digits.len() - TELLING_DIGITS..)
                .map(str::to_owned)
        })
        .collect()
}

/// The words of the name, or of the company where nobody is named.
fn name(contact: &Traits) -> BTreeSet<String> {
    let named = [FieldId::Name, FieldId::DisplayName, FieldId::Company]
        .into_iter()
        .find_map(|field| contact.text(field));
    let text = named.unwrap_or_default();
    folded(&text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn names(a: &Traits, b: &Traits) -> Names {
    let (one, other) = (name(a), name(b));
    if one.is_empty() || other.is_empty() {
        return Names::Missing;
    }
    if one == other {
        return Names::Same;
    }
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    let goes_with = |word: &String| {
        other
            .iter()
            .any(|wide| word == wide || initial(word, wide) || initial(wide, word))
    };
    let (fewer, together) = (
        one.len().min(other.len()),
        one.iter().filter(|word| goes_with(word)).count(),
    );
    let shared_whole_word = one
        .intersection(&other)
        .any(|word| word.chars().count() > 1);
    // “Anna Berg” and “A. Berg” go together; “Anna Berg” and “Bernd Berg”, of one family, do not.
    if shared_whole_word && together >= fewer {
        Names::Related
    } else {
        Names::Different
    }
}

/// Both have e-mails or phones, and none in common.
fn contradict(a: &Traits, b: &Traits) -> bool {
    let apart = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        !one.is_empty() && !other.is_empty() && one.is_disjoint(other)
    };
    apart(&emails(a), &emails(b)) || apart(&phones(a), &phones(b))
}

fn common(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Option<String> {
    one.intersection(other).next().cloned()
}
