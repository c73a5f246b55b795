//! Editing one occurrence of a series alone: it becomes (or stays) a component of its own, named by `RECURRENCE-ID`
//! (RFC 5545 section 3.8.4.4); one that is removed is excluded by `EXDATE` (section 3.8.5.1).

use super::place::{self, Place};
use super::times::{Point, written};
use super::{EditError, Item, Times, zones};
use crate::document::{Component, Entry, Property};

/// What makes a series of an item.
const SERIES: [&str; 4] = ["RRULE", "RDATE", "EXDATE", "EXRULE"];

impl Item {
    /// One occurrence as an item of its own, to be shown in a form: the exception where there is one, else the series at that time.
    ///
    /// # Errors
    /// The item has no such occurrence that could be named.
    pub fn occurrence(&self, name: &str) -> Result<Item, EditError> {
        let (times, point) = self.named(name)?;
        let mut alone = self.clone();
        let mut component = self.own_component(&times, &point, name)?;
        component.remove("RECURRENCE-ID");
        let kind = self.kind;
        let document = alone.document.edit();
        if let Some(Place::Inside { top, .. }) = Place::find(kind, document)
            && let Some(calendar) = document.components_mut().nth(top)
        {
            calendar.remove_components_where(|member| place::is_of(kind, member));
            calendar.push_component(component);
        }
        Ok(alone)
    }

    /// Edits one occurrence alone. Nothing else of the series is touched.
    ///
    /// # Errors
    /// What `edit` answers, or there is no such occurrence. The item is as it was then.
    pub fn edit_occurrence<E: From<EditError>>(
        &mut self,
        name: &str,
        edit: impl FnOnce(&mut Item) -> Result<(), E>,
    ) -> Result<(), E> {
        let (times, point) = self.named(name)?;
        let mut alone = self.occurrence(name)?;
        edit(&mut alone)?;
        let mut edited = alone.main().cloned().ok_or_else(|| no_occurrence(name))?;
        edited.insert_after("UID", self.recurrence_id(&times, &point));
        let described: Vec<Component> = alone
            .calendar()
            .map(|calendar| calendar.children("VTIMEZONE").cloned().collect())
            .unwrap_or_default();
        self.without_exception(&times, &point, Some(edited));
        self.describe(described);
        Ok(())
    }

    /// Takes one occurrence out of the series.
    ///
    /// # Errors
    /// There is no such occurrence. The item is as it was then.
    pub fn remove_occurrence(&mut self, name: &str) -> Result<(), EditError> {
        let (times, point) = self.named(name)?;
        self.without_exception(&times, &point, None);
        let excluded = self.in_the_series_form("EXDATE", &times, &point);
        self.edit_main(|main| main.push(excluded));
        Ok(())
    }

    fn named(&self, name: &str) -> Result<(Times, Point), EditError> {
        let wrong = || no_occurrence(name);
        let times = self.times().ok_or_else(wrong)?;
        let point = crate::when::date::Date::parse(name)
            .map(|day| day.days() * 86_400)
            .or_else(|| {
                crate::when::date::DateTime::parse(name).map(crate::when::date::DateTime::seconds)
            })
            .map(|clock| times.at(clock))
            .ok_or_else(wrong)?;
        if times.name_of(&point) != name {
            return Err(wrong());
        }
        Ok((times, point))
    }

    /// The exception as it stands, or one made of the series.
    fn own_component(
        &self,
        times: &Times,
        point: &Point,
        name: &str,
    ) -> Result<Component, EditError> {
        let known = self
            .siblings()
            .into_iter()
            .find(|sibling| stands_for(sibling.component, self, times, point));
        if let Some(known) = known {
            return Ok(known.component.clone());
        }
        let mut component = self.main().cloned().ok_or_else(|| no_occurrence(name))?;
        component.remove_where(|property| SERIES.contains(&property.name()));
        let shifted = self.in_the_series_form("DTSTART", times, point);
        component.set(shifted);
        let moved = |clock: i64| times.at(clock);
        if let Some(end) = component.first("DTEND").cloned() {
            let length = self.length_by_the_clock(times, &end);
            let mut line = end;
            line.set_raw(&written(&moved(point.clock + length), is_utc(&line)));
            component.set(line);
        }
        Ok(component)
    }

    /// From the start to this line, as both stand on the clock.
    fn length_by_the_clock(&self, times: &Times, end: &Property) -> i64 {
        let zones = zones::described(&self.document);
        let end = crate::when::moment::Moment::read(
            &end.raw_value(),
            end.parameter("TZID").as_deref(),
            &zones,
        );
        end.clock()
            .map_or(0, |end| end.seconds() - times.start.clock)
    }

    fn recurrence_id(&self, times: &Times, point: &Point) -> Property {
        self.in_the_series_form("RECURRENCE-ID", times, point)
    }

    /// A line that says a time as the series' own start does: the same zone, the same value type.
    fn in_the_series_form(&self, name: &str, times: &Times, point: &Point) -> Property {
        let mut line = Property::new_in(self.syntax(), name);
        let start = self.main().and_then(|main| main.first("DTSTART"));
        for parameter in ["VALUE", "TZID"] {
            if let Some(value) = start.and_then(|start| start.parameter(parameter)) {
                line.set_parameter(parameter, &value);
            }
        }
        line.set_raw(&times.name_of(point));
        line
    }

    /// Takes the exception for an occurrence out, and puts another in its place.
    fn without_exception(&mut self, times: &Times, point: &Point, with: Option<Component>) {
        let gone: Vec<usize> = self
            .siblings()
            .into_iter()
            .filter(|sibling| stands_for(sibling.component, self, times, point))
            .map(|sibling| sibling.at)
            .collect();
        let kind = self.kind;
        let document = self.document.edit();
        let Some(Place::Inside { top, .. }) = Place::find(kind, document) else {
            return;
        };
        if let Some(calendar) = document.components_mut().nth(top) {
            let mut at = 0;
            let entries = calendar.take_entries();
            let kept: Vec<Entry> = entries
                .into_iter()
                .filter(|_| {
                    at += 1;
                    !gone.contains(&(at - 1))
                })
                .collect();
            calendar.put_entries(kept);
            if let Some(component) = with {
                calendar.push_component(component);
            }
        }
    }

    /// Adds the zones that the calendar does not describe yet.
    fn describe(&mut self, zones: Vec<Component>) {
        let kind = self.kind;
        let document = self.document.edit();
        let Some(Place::Inside { top, .. }) = Place::find(kind, document) else {
            return;
        };
        if let Some(calendar) = document.components_mut().nth(top) {
            let known: Vec<String> = calendar
                .children("VTIMEZONE")
                .filter_map(|zone| Some(zone.first("TZID")?.text()))
                .collect();
            for zone in zones {
                let tzid = zone.first("TZID").map(Property::text).unwrap_or_default();
                if !known.contains(&tzid) {
                    calendar.push_component(zone);
                }
            }
        }
    }
}

fn is_utc(line: &Property) -> bool {
    line.raw_value().trim().ends_with(['Z', 'z'])
}

fn stands_for(component: &Component, item: &Item, times: &Times, point: &Point) -> bool {
    let Some(line) = component.first("RECURRENCE-ID") else {
        return false;
    };
    let zones = zones::described(&item.document);
    let moment = crate::when::moment::Moment::read(
        &line.raw_value(),
        line.parameter("TZID").as_deref(),
        &zones,
    );
    super::times::point(&moment).is_some_and(|of| times.is_same(&of, point))
}

fn no_occurrence(name: &str) -> EditError {
    EditError::NoSuchOccurrence(name.to_owned())
}
