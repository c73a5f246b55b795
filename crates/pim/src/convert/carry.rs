//! Carrying what the target has no word for: `PERCENT-COMPLETE:50` goes as `X-SMSYNC-PERCENT-COMPLETE:50` and comes back.
//!
//! Where a value can only be said roughly, the rough one goes beside the carried one. On the way back the carried one
//! counts only if it would still give the same rough one: else somebody has edited that, and the edit counts.

use crate::document::Property;
use crate::syntax::shape::CARRIED;

/// The property under its carried name.
pub(super) fn carried(property: &Property) -> Property {
    let mut carried = property.clone();
    carried.rename(&format!("{CARRIED}{}", property.name()));
    carried
}

/// The name a carried property had.
pub(super) fn original_name(property: &Property) -> Option<&str> {
    property.name().strip_prefix(CARRIED)
}

/// The carried property under its own name again.
pub(super) fn restored(property: &Property) -> Option<Property> {
    let name = original_name(property)?.to_owned();
    let mut restored = property.clone();
    restored.rename(&name);
    Some(restored)
}
