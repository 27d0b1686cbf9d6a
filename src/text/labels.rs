//! Writers' pages: tags, categories and series, and what becomes of them.

use super::Text;
use crate::domain::post::Taxonomy;

catalogue! {
    event_label_renamed: "Label renamed", "Classement renommé";

    labels_tags: "Tags", "Étiquettes";
    labels_categories: "Categories", "Catégories";
    labels_tag(name: &str): "Tag “{name}”", "Étiquette «\u{a0}{name}\u{a0}»";
    labels_category(name: &str): "Category “{name}”", "Catégorie «\u{a0}{name}\u{a0}»";
    labels_series(name: &str): "Series “{name}”", "Série «\u{a0}{name}\u{a0}»";
    labels_kinds: "What posts are arranged by", "Ce qui classe les articles";
    labels_published(count): "{count} of them published" | "{count} of them published", "dont {count} publié" | "dont {count} publiés";
    labels_posts: "Its posts", "Ses articles";
    labels_as_read: "As readers see it", "Vue du public";
    labels_search: "Search names", "Chercher un nom";
    labels_search_clear: "All names", "Tous les noms";
    labels_none: "No post has one.", "Aucun article n’en a.";
    labels_none_found(search: &str): "None has “{search}” in its name.", "Aucun nom ne contient «\u{a0}{search}\u{a0}».";
    labels_previous: "Previous names", "Noms précédents";
    labels_next: "Next names", "Noms suivants";
    labels_back: "Back to all of them", "Retour à la liste";
    labels_name: "Name", "Nom";
    labels_rename: "Rename", "Renommer";
    labels_rename_hint:
        "It changes in every post that has it, for readers too. Links to the old name lead to the new one.",
        "Il change dans tous les articles concernés, pour le public aussi. Les liens vers l’ancien nom mènent au nouveau.";
    labels_taken_title: "That name is there already", "Ce nom existe déjà";
    labels_taken(name: &str):
        "“{name}” has posts of its own. Make both one, and they stand together under that name; they can’t be told apart afterwards.",
        "«\u{a0}{name}\u{a0}» a ses propres articles. Fusionnez pour tout réunir sous ce nom\u{a0}; rien ne les distinguera plus ensuite.";
    labels_merge: "Make both one", "Fusionner";
    labels_delete: "Take it away", "Retirer";
    labels_delete_explained:
        "Posts stay where they are; they lose this name. Each post’s history says so.",
        "Les articles restent\u{a0}; ils perdent ce nom. L’historique de chacun le dit.";
    labels_delete_begin: "Take it from every post…", "Retirer de tous les articles…";
    labels_delete_submit(count): "Take it from {count} post" | "Take it from {count} posts", "Retirer de {count} article" | "Retirer de {count} articles";
    done_label_renamed:
        "Renamed. Links to the old name lead here.",
        "Renommé. Les liens vers l’ancien nom mènent ici.";
    done_label_merged:
        "Both are one now. Links to the old name lead here.",
        "Fusionné. Les liens vers l’ancien nom mènent ici.";
    done_label_deleted: "Taken from every post.", "Retiré de tous les articles.";
}

impl Text {
    /// What all labels of a taxonomy are called.
    pub const fn taxonomy(self, taxonomy: Taxonomy) -> &'static str {
        match taxonomy {
            Taxonomy::Tag => self.labels_tags(),
            Taxonomy::Category => self.labels_categories(),
            Taxonomy::Series => self.series(),
        }
    }

    /// The heading of a label's page.
    pub fn label_title(self, taxonomy: Taxonomy, name: &str) -> String {
        match taxonomy {
            Taxonomy::Tag => self.labels_tag(name),
            Taxonomy::Category => self.labels_category(name),
            Taxonomy::Series => self.labels_series(name),
        }
    }
}
