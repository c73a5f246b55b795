//! `CTCap`: which properties of a type are kept.

use super::ContentType;
use crate::codec::tag::devinf;
use crate::codec::{DecodeError, Element};
use crate::message::Version;

/// The properties of one type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CtCap {
    /// The type; its version is only said in 1.2.
    pub kind: ContentType,
    /// Fields can be replaced alone (1.2).
    pub field_level: bool,
    /// The properties kept.
    pub properties: Vec<Property>,
}

/// One property.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Property {
    /// Its name: `TEL`.
    pub name: String,
    /// Its type.
    pub data_type: Option<String>,
    /// How often it may occur (1.2).
    pub max_occur: Option<u64>,
    /// Its longest value, in bytes.
    pub max_size: Option<u64>,
    /// It is not cut (1.2).
    pub no_truncate: bool,
    /// Its name for people.
    pub display_name: Option<String>,
    /// The only values it may have; none: any.
    pub values: Vec<String>,
    /// Its parameters.
    pub params: Vec<Param>,
}

/// A parameter of a property.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Param {
    /// Its name: `TYPE`.
    pub name: String,
    /// Its type.
    pub data_type: Option<String>,
    /// Its name for people.
    pub display_name: Option<String>,
    /// The only values it may have; none: any.
    pub values: Vec<String>,
}

impl CtCap {
    /// The property of this name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn describes(&self, kind: &ContentType) -> bool {
        self.kind.fits(kind)
    }

    /// One element may describe several types, one after the other (1.0 and 1.1).
    pub(super) fn read(element: Element) -> Result<Vec<Self>, DecodeError> {
        let mut flat = Flat::default();
        for child in element.into_elements() {
            flat.take(child)?;
        }
        Ok(flat.caps)
    }
}

/// The flat list of 1.0 and 1.1: what follows a name belongs to it. The nested one of 1.2 reads the same way.
#[derive(Default)]
struct Flat {
    caps: Vec<CtCap>,
    /// The last name was a parameter's.
    in_param: bool,
}

impl Flat {
    fn take(&mut self, child: Element) -> Result<(), DecodeError> {
        match child.tag {
            devinf::CT_TYPE => {
                let kind = ContentType::new(child.text()?, "");
                self.in_param = false;
                self.caps.push(CtCap {
                    kind,
                    ..CtCap::default()
                });
            }
            devinf::PROPERTY => {
                let property = Property::read(child)?;
                self.cap().properties.push(property);
            }
            devinf::PROP_NAME => {
                let name = child.text()?;
                self.in_param = false;
                self.cap().properties.push(Property {
                    name,
                    ..Property::default()
                });
            }
            devinf::PARAM_NAME => {
                let name = child.text()?;
                self.in_param = true;
                self.property().params.push(Param {
                    name,
                    ..Param::default()
                });
            }
            devinf::VER_CT => self.cap().kind.version = child.text()?,
            devinf::FIELD_LEVEL => self.cap().field_level = true,
            _ if self.in_param => {
                if let Some(param) = self.property().params.last_mut() {
                    param.take(child)?;
                }
            }
            _ => self.property().take(child)?,
        }
        Ok(())
    }

    fn cap(&mut self) -> &mut CtCap {
        if self.caps.is_empty() {
            self.caps.push(CtCap::default());
        }
        // Invariant: there is one now.
        self.caps.last_mut().expect("just pushed")
    }

    fn property(&mut self) -> &mut Property {
        let properties = &mut self.cap().properties;
        if properties.is_empty() {
            properties.push(Property::default());
        }
        // Invariant: there is one now.
        properties.last_mut().expect("just pushed")
    }
}

impl Property {
    /// Nothing but a name.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    fn read(element: Element) -> Result<Self, DecodeError> {
        let mut property = Self::default();
        for child in element.into_elements() {
            match child.tag {
                devinf::PROP_NAME => property.name = child.text()?,
                devinf::PROP_PARAM => property.params.push(Param::read(child)?),
                _ => property.take(child)?,
            }
        }
        Ok(property)
    }

    fn take(&mut self, child: Element) -> Result<(), DecodeError> {
        match child.tag {
            devinf::DATA_TYPE => self.data_type = Some(child.text()?),
            devinf::MAX_OCCUR => self.max_occur = child.number_if_any(),
            devinf::MAX_SIZE => self.max_size = child.number_if_any(),
            devinf::NO_TRUNCATE => self.no_truncate = true,
            devinf::DISPLAY_NAME => self.display_name = Some(child.text()?),
            devinf::VAL_ENUM => self.values.push(child.text()?),
            _ => {}
        }
        Ok(())
    }

    /// The elements, in the order of version 1.2; nested or flat.
    fn parts(&self, version: Version) -> Vec<Element> {
        let is_1_2 = version == Version::V1_2;
        let mut parts = vec![Element::of_text(devinf::PROP_NAME, &self.name)];
        parts.extend(text(devinf::DATA_TYPE, self.data_type.as_ref()));
        if is_1_2 {
            parts.extend(number(devinf::MAX_OCCUR, self.max_occur));
        }
        parts.extend(number(devinf::MAX_SIZE, self.max_size));
        if is_1_2 && self.no_truncate {
            parts.push(Element::new(devinf::NO_TRUNCATE));
        }
        parts.extend(
            self.values
                .iter()
                .map(|value| Element::of_text(devinf::VAL_ENUM, value)),
        );
        parts.extend(text(devinf::DISPLAY_NAME, self.display_name.as_ref()));
        for param in &self.params {
            if is_1_2 {
                parts.push(Element::new(devinf::PROP_PARAM).with_all(param.parts()));
            } else {
                parts.extend(param.parts());
            }
        }
        parts
    }
}

impl Param {
    fn read(element: Element) -> Result<Self, DecodeError> {
        let mut param = Self::default();
        for child in element.into_elements() {
            if child.tag == devinf::PARAM_NAME {
                param.name = child.text()?;
            } else {
                param.take(child)?;
            }
        }
        Ok(param)
    }

    fn take(&mut self, child: Element) -> Result<(), DecodeError> {
        match child.tag {
            devinf::DATA_TYPE => self.data_type = Some(child.text()?),
            devinf::DISPLAY_NAME => self.display_name = Some(child.text()?),
            devinf::VAL_ENUM => self.values.push(child.text()?),
            _ => {}
        }
        Ok(())
    }

    fn parts(&self) -> Vec<Element> {
        let mut parts = vec![Element::of_text(devinf::PARAM_NAME, &self.name)];
        parts.extend(text(devinf::DATA_TYPE, self.data_type.as_ref()));
        parts.extend(
            self.values
                .iter()
                .map(|value| Element::of_text(devinf::VAL_ENUM, value)),
        );
        parts.extend(text(devinf::DISPLAY_NAME, self.display_name.as_ref()));
        parts
    }
}

fn text(tag: crate::codec::tag::Tag, text: Option<&String>) -> Option<Element> {
    text.map(|text| Element::of_text(tag, text))
}

fn number(tag: crate::codec::tag::Tag, number: Option<u64>) -> Option<Element> {
    number.map(|number| Element::of_text(tag, number.to_string()))
}

/// One element for each type in 1.2; one for all before.
pub(super) fn write_all(caps: &[CtCap], version: Version) -> Vec<Element> {
    if caps.is_empty() {
        return Vec::new();
    }
    if version != Version::V1_2 {
        let flat = caps.iter().flat_map(|cap| {
            let kind = Element::of_text(devinf::CT_TYPE, &cap.kind.name);
            let properties = cap
                .properties
                .iter()
                .flat_map(|property| property.parts(version));
            std::iter::once(kind).chain(properties).collect::<Vec<_>>()
        });
        return vec![Element::new(devinf::CT_CAP).with_all(flat)];
    }
    let nested =
        caps.iter().map(|cap| {
            Element::new(devinf::CT_CAP)
                .with_text(devinf::CT_TYPE, &cap.kind.name)
                .with_text(devinf::VER_CT, &cap.kind.version)
                .with_flag(devinf::FIELD_LEVEL, cap.field_level)
                .with_all(cap.properties.iter().map(|property| {
                    Element::new(devinf::PROPERTY).with_all(property.parts(version))
                }))
        });
    nested.collect()
}
