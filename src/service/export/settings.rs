//! The site's settings as files, and where its old addresses lead.

use super::layout;
use super::run::Scope;
use super::toml::Toml;
use crate::domain::post::Taxonomy;
use crate::domain::site::Site;

/// The settings, with those first that other programs know.
pub fn config(site: &Site, base_url: &str, scope: Scope) -> String {
    let (general, appearance) = (&site.general, &site.appearance);
    let mut config = Toml::default();
    config.comment("Written by lithair-blog export, and read by lithair-blog import.");
    config.text("base_url", base_url);
    config.text("title", &general.name);
    config.text("description", &general.description);
    config.text("default_language", general.language.as_str());
    // Zola builds no page with labels of a kind that isn't named here.
    config.line("taxonomies", &r#"[{ name = "tags" }, { name = "categories" }, { name = "series" }]"#);
    config.table("[extra.lithair]");
    config.number("format", Some(layout::FORMAT));
    config.text("time_zone", general.time_zone.as_str());
    config.number("posts_per_page", Some(general.posts_per_page));
    config.text_if_some("logo", appearance.logo.as_deref());
    config.text_if_some("icon", appearance.icon.as_deref());
    config.text_if_some("social_image", appearance.social_image.as_deref());
    config.text_if_some("accent", appearance.accent.map(|accent| accent.to_string()).as_deref());
    config.text("comments", site.discussion.policy.as_str());
    config.number("close_after_days", Some(site.discussion.close_after_days));
    config.text("mentions", site.discussion.mentions.as_str());
    config.line("sends_mentions", &site.discussion.sends_mentions);
    if scope == Scope::Whole {
        // Whoever knew which words are held would write others.
        config.text("held_words", &site.discussion.held_words);
    }
    for entry in &site.navigation {
        config.table("[[extra.lithair.navigation]]");
        config.text("label", &entry.label);
        config.text("address", &entry.address);
    }
    config.finish()
}

/// Addresses that lead elsewhere and are no post's, and labels that were renamed; none where there are none.
pub fn redirects(site: &Site) -> Option<String> {
    let mut redirects = Toml::default();
    for redirect in &site.redirects {
        redirects.table("[[redirect]]");
        redirects.text("from", &redirect.from);
        redirects.text("to", &redirect.to);
    }
    for taxonomy in [Taxonomy::Tag, Taxonomy::Category, Taxonomy::Series] {
        for (from, to) in site.former_labels.all(taxonomy) {
            redirects.table("[[former_label]]");
            redirects.text("taxonomy", taxonomy.as_str());
            redirects.text("from", from);
            redirects.text("to", to);
        }
    }
    Some(redirects.finish()).filter(|redirects| !redirects.is_empty())
}
