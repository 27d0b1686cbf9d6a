//! Whose words a text has, told from what became of it version by version.

use super::changes;

/// The versions from which the words of a text come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// Lengths in bytes, and the version of each.
    stretches: Vec<(usize, u64)>,
}

impl Origins {
    /// Notes that a text became another in that version.
    pub fn note(&mut self, old: &str, new: &str, version: u64) {
        let before = std::mem::take(&mut self.stretches);
        let (mut before, mut left) = (before.into_iter(), (0, 0));
        let mut end = 0;
        for change in changes(old, new) {
            take(&mut before, &mut left, change.old.start - end, |length, origin| self.add(length, origin));
            take(&mut before, &mut left, change.old.len(), |_, _| {});
            self.add(change.new.len(), version);
            end = change.old.end;
        }
        take(&mut before, &mut left, old.len() - end, |length, origin| self.add(length, origin));
    }

    /// The parts of the text and the version of each.
    pub fn parts<'t>(&self, text: &'t str) -> Vec<(&'t str, u64)> {
        let mut start = 0;
        let parts = self.stretches.iter().filter_map(|(length, version)| {
            let part = text.get(start..start + length)?;
            start += length;
            Some((part, *version))
        });
        parts.collect()
    }

    fn add(&mut self, length: usize, version: u64) {
        match self.stretches.last_mut() {
            _ if length == 0 => {}
            Some((last, origin)) if *origin == version => *last += length,
            _ => self.stretches.push((length, version)),
        }
    }
}

/// Takes so many bytes of the stretches that are left.
fn take(
    stretches: &mut impl Iterator<Item = (usize, u64)>,
    left: &mut (usize, u64),
    mut length: usize,
    mut each: impl FnMut(usize, u64),
) {
    while length > 0 {
        if left.0 == 0 {
            let Some(next) = stretches.next() else { return };
            *left = next;
        }
        let taken = length.min(left.0);
        each(taken, left.1);
        left.0 -= taken;
        length -= taken;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn origins(versions: &[&str]) -> Origins {
        let mut origins = Origins::default();
        let mut before = "";
        for (index, version) in versions.iter().enumerate() {
            origins.note(before, version, index as u64 + 1);
            before = version;
        }
        origins
    }

    #[test]
    fn each_word_is_of_the_version_that_brought_it() {
        let versions = [
            "The fog came in over the old harbour.\n",
            "The thick fog came in over the old harbour.\n",
            "The thick fog came in over the new harbour.\n\nAnd stayed.\n",
        ];
        let told = origins(&versions);
        let expected = [
            ("The ", 1),
            ("thick ", 2),
            ("fog came in over the ", 1),
            ("new", 3),
            (" harbour.\n", 1),
            ("\nAnd stayed.\n", 3),
        ];
        assert_eq!(told.parts(versions[2]), expected);
    }

    proptest! {
        #[test]
        fn every_byte_has_an_origin(versions in prop::collection::vec("[ab \n霧]{0,30}", 1..6)) {
            let texts: Vec<&str> = versions.iter().map(String::as_str).collect();
            let parts = origins(&texts);
            let last = texts[texts.len() - 1];
            let whole: String = parts.parts(last).into_iter().map(|(part, _)| part).collect();
            prop_assert_eq!(whole, last);
        }
    }
}
