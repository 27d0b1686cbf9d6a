//! The lists of a site of Hugo's: sections, and terms of taxonomies. Their pages are made here anew; their texts are told.

use std::collections::{BTreeSet, HashMap};

use super::super::fields::{Document, Fields};
use super::super::with_base;
use super::{Hugo, Text};
use crate::domain::Label;
use crate::service::import::address::absolute;
use crate::service::import::front_matter::Malformed;
use crate::service::import::page::{Place, Section};
use crate::service::import::plan::Redirect;
use crate::service::import::report::Problem;
use crate::service::import::site::{Folder, read_text};
use crate::service::import::text::title_from_name;

/// What the feeds of lists are called.
const FEED: &str = "index.xml";

impl Hugo {
    /// Reads what the files of lists say. Every section leads to its category, and has a feed.
    pub fn read_lists(&mut self, site: &mut Folder, texts: &[Text]) {
        let mut written: HashMap<String, Fields> = HashMap::new();
        for text in texts.iter().filter(|text| text.place.is_section()) {
            let source = &text.place.source;
            let content = read_text(&text.file);
            match content.as_ref().map_err(Clone::clone).and_then(|content| Document::parse(content)) {
                Ok(document) => {
                    self.note_list(site, &text.place, &document);
                    if text.place.language.is_none() {
                        written.insert(text.place.section.clone(), document.fields);
                    }
                }
                Err(Malformed { line, reason }) => site.report.fail([Problem::at(source, line, reason)]),
            }
        }
        let mut folders: BTreeSet<String> = texts.iter().map(|text| text.place.section.clone()).collect();
        let taxonomies = self.config.taxonomies();
        folders.retain(|folder| !taxonomies.iter().any(|name| folder.split('/').next() == Some(name)));
        // Further down only folders with a file of their own are sections.
        folders.retain(|folder| !folder.is_empty() && (!folder.contains('/') || written.contains_key(folder)));
        for folder in folders {
            let section = self.section(&folder, &written.remove(&folder).unwrap_or_default());
            site.sections.push(section);
        }
        for from in with_base(&self.config.base_path, FEED) {
            site.redirects.push(Redirect::to_address(from, "/rss.xml".to_owned(), "_index.md"));
        }
        if !self.config.base_path.is_empty() {
            let from = self.config.base_path.clone();
            site.redirects.push(Redirect::to_address(from, "/".to_owned(), "_index.md"));
        }
    }

    /// Keeps what a list says of the texts below it, and tells what it says of itself and readers lose.
    fn note_list(&mut self, site: &mut Folder, place: &Place, document: &Document<'_>) {
        let mut tell = |line, reason: &str| site.report.notices.push(Problem::at(&place.source, line, reason));
        if !document.parts.body.trim().is_empty() {
            tell(document.parts.body_line, "the text of this list is left out");
        }
        for mut cascade in document.fields.tables("cascade") {
            // A draft must stay one, whichever of the texts is meant.
            if cascade.has("target") || cascade.has("_target") {
                tell(document.line_of("cascade"), "what it says of some texts alone holds for all below it");
            }
            let known = cascade.table("params");
            cascade.fill(&known);
            self.cascades.entry(place.section.clone()).or_default().push(cascade);
        }
    }

    fn section(&self, folder: &str, fields: &Fields) -> Section {
        let name = folder.rsplit('/').next().unwrap_or(folder);
        let path: Vec<String> = folder.split('/').map(|part| self.config.urlize(part)).collect();
        let path = fields.text(&["url"]).unwrap_or_else(|| path.join("/"));
        let mut addresses = with_base(&self.config.base_path, &path);
        let aliases = fields.texts(&["aliases", "alias"]);
        let title = fields.text(&["title"]).unwrap_or_else(|| title_from_name(name));
        let old_address = addresses.pop().and_then(|address| absolute(&address));
        addresses.extend(aliases.iter().flat_map(|alias| with_base(&self.config.base_path, alias)));
        Section {
            place: Place::new(&format!("{folder}/_index.md"), &[]),
            title: Some(title).filter(|_| !self.config.is_main(folder)),
            description: None,
            old_address,
            aliases: addresses,
            is_draft: false,
            feed: Some(FEED),
            title_line: 1,
            aliases_line: 1,
        }
    }

    /// The lists of terms that readers see, and their feeds.
    pub fn redirect_terms(&self, site: &mut Folder) {
        let mut terms: BTreeSet<(&str, &str, String)> = BTreeSet::new();
        for page in site.pages.iter().filter(|page| page.is_published) {
            let category = page.draft.category.iter().map(|label| ("categories", label));
            let tags = page.draft.tags.iter().map(|label| ("tags", label));
            let series = page.draft.series.iter().map(|part| ("series", &part.series));
            for (list, label) in category.chain(tags).chain(series) {
                // Other categories than the first are tags here.
                let was_in = if list == "tags" { vec!["tags", "categories"] } else { vec![list] };
                terms.extend(was_in.into_iter().map(|old| (old, list, label.as_str().to_owned())));
            }
        }
        for (old, list, name) in terms {
            let Ok(slug) = Label::parse(&name).map(|label| label.slug()) else { continue };
            for from in with_base(&self.config.base_path, &format!("{old}/{}", self.config.urlize(&name))) {
                let redirect = Redirect::to_address(from, format!("/{list}/{slug}"), "_index.md");
                site.redirects.extend(redirect.of_feed(FEED));
                site.redirects.push(redirect);
            }
        }
    }
}
