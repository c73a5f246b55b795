//! The people around a contact: manager, assistant, spouse. No RFC before 4.0 has lines for them; the X- lines are in wide use.

use super::value::{Field, Shape};
use super::{FieldId, plain};

pub(super) const MANAGER: Field = named(
    FieldId::Manager,
    "Manager",
    &[
        "X-MANAGER",
        "X-EVOLUTION-MANAGER",
        "X-KADDRESSBOOK-X-MANAGERSNAME",
    ],
);

pub(super) const ASSISTANT: Field = named(
    FieldId::Assistant,
    "Assistant",
    &[
        "X-ASSISTANT",
        "X-EVOLUTION-ASSISTANT",
        "X-KADDRESSBOOK-X-ASSISTANTSNAME",
    ],
);

pub(super) const SPOUSE: Field = named(
    FieldId::Spouse,
    "Spouse",
    &[
        "X-SPOUSE",
        "X-EVOLUTION-SPOUSE",
        "X-KADDRESSBOOK-X-SPOUSESNAME",
    ],
);

const fn named(id: FieldId, label: &'static str, properties: &'static [&'static str]) -> Field {
    Field {
        id,
        label,
        properties,
        children: &[],
        shape: Shape::Single,
        read: plain::text,
    }
}
