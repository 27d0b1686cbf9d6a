//! Names that writers give versions of a post, to find them again. A name says nothing of the text, so giving one is in
//! the way of nobody who types.

use super::event::PostEvent;
use super::input::rules;
use super::state::Post;
use crate::domain::{DomainError, Rule, Violations};

impl Post {
    /// Gives a version a name, another one, or none any more.
    pub(super) fn name_version<'c>(
        &self,
        version: u64,
        name: Option<&'c str>,
    ) -> Result<Vec<PostEvent<'c>>, DomainError> {
        if !(1..=self.version).contains(&version) {
            return Err(DomainError::NotFound);
        }
        let known = self.version_names.get(&version).map(String::as_str);
        let name = name.map(str::trim);
        if let Some(name) = name {
            rules::VERSION_NAME.check(name).map_err(|rule| Violations::one("name", rule))?;
            if known.is_none() && self.version_names.len() >= rules::VERSION_NAMES_MAX {
                let rule = Rule::TooMany { entries_max: rules::VERSION_NAMES_MAX };
                return Err(Violations::one("name", rule).into());
            }
        }
        Ok(if name == known { Vec::new() } else { vec![PostEvent::VersionNamed { version, name }] })
    }

    pub(super) fn note_name(&mut self, version: u64, name: Option<&str>) {
        match name {
            Some(name) => {
                self.version_names.insert(version, name.to_owned());
            }
            None => {
                self.version_names.remove(&version);
            }
        }
    }
}
