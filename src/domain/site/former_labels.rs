//! Labels that were renamed: where their old addresses lead.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::post::Taxonomy;

/// Where the addresses of renamed labels lead. No label that one of them leads to was renamed itself, so whoever follows one
/// arrives, however often labels took each other's names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerLabels(BTreeMap<Taxonomy, BTreeMap<String, String>>);

impl FormerLabels {
    /// What a label is called now; `None` where it was never renamed, or is called that again.
    pub fn successor(&self, taxonomy: Taxonomy, slug: &str) -> Option<&str> {
        self.0.get(&taxonomy)?.get(slug).map(String::as_str)
    }

    /// Every label that was renamed, with what it is called now.
    pub fn all(&self, taxonomy: Taxonomy) -> impl Iterator<Item = (&str, &str)> {
        let successors = self.0.get(&taxonomy).into_iter().flatten();
        successors.map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// A label is called otherwise from now on.
    pub(super) fn add(&mut self, taxonomy: Taxonomy, from: &str, to: &str) {
        let successors = self.0.entry(taxonomy).or_default();
        successors.remove(to);
        for successor in successors.values_mut().filter(|successor| *successor == from) {
            to.clone_into(successor);
        }
        successors.insert(from.to_owned(), to.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: Taxonomy = Taxonomy::Tag;

    fn renamed(steps: &[(&str, &str)]) -> FormerLabels {
        let mut labels = FormerLabels::default();
        steps.iter().for_each(|(from, to)| labels.add(TAG, from, to));
        labels
    }

    #[test]
    fn an_old_name_leads_to_the_newest() {
        let labels = renamed(&[("a", "b"), ("b", "c"), ("x", "c")]);
        let found = ["a", "b", "x", "c"].map(|slug| labels.successor(TAG, slug));
        assert_eq!(found, [Some("c"), Some("c"), Some("c"), None]);
    }

    #[test]
    fn names_that_are_taken_back_lead_in_no_circle() {
        let labels = renamed(&[("a", "b"), ("b", "a")]);
        assert_eq!(["a", "b"].map(|slug| labels.successor(TAG, slug)), [None, Some("a")]);
        let labels = renamed(&[("a", "b"), ("b", "a"), ("a", "c")]);
        assert_eq!(["a", "b", "c"].map(|slug| labels.successor(TAG, slug)), [Some("c"), Some("c"), None]);
        let labels = renamed(&[("a", "b"), ("b", "c"), ("c", "a")]);
        assert_eq!(["a", "b", "c"].map(|slug| labels.successor(TAG, slug)), [None, Some("a"), Some("a")]);
    }

    #[test]
    fn tags_and_categories_have_names_of_their_own() {
        let labels = renamed(&[("a", "b")]);
        assert_eq!(labels.successor(Taxonomy::Category, "a"), None);
    }
}
