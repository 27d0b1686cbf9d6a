//! Where everything stands in an export: Zola's layout, so that other programs find their way around in it.

use crate::domain::post::PostKind;
use crate::domain::{PostId, Slug};

/// The version of the layout and of what the files say. A program refuses what is newer than its own.
pub const FORMAT: u32 = 1;
/// The site's settings.
pub const SETTINGS: &str = "config.toml";
/// The site's own stylesheet.
pub const STYLESHEET: &str = "custom.css";
/// The site's footer.
pub const FOOTER: &str = "footer.md";
/// Where old addresses lead that are no post's.
pub const REDIRECTS: &str = "redirects.toml";
/// Posts and pages; of what readers see, the copy that they see.
pub const CONTENT: &str = "content";
/// Working copies of posts that readers see in another state, under the path that the post has in [`CONTENT`].
pub const WORKING_COPIES: &str = "working-copies";
/// The comments under each post, under the path that the post has in [`CONTENT`], with another ending.
pub const COMMENTS: &str = "comments";
/// What is known of each file, by its hash.
pub const MEDIA: &str = "media";
/// What a site serves as it is.
pub const STATIC: &str = "static";

/// The longest name of a file, without its ending; file systems take some more.
const STEM_BYTES_MAX: usize = 180;

/// The folder of texts of a kind, in [`CONTENT`] and in [`WORKING_COPIES`].
pub const fn folder(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Post => "posts",
        PostKind::Page => "pages",
    }
}

/// The kind of a text, by its path in [`CONTENT`].
pub fn kind(path: &str) -> Option<PostKind> {
    let (folder_name, _) = path.split_once('/')?;
    [PostKind::Post, PostKind::Page].into_iter().find(|kind| folder(*kind) == folder_name)
}

/// The file of a post's comments, by the post's path in [`CONTENT`].
pub fn comments(path: &str) -> String {
    format!("{COMMENTS}/{}.toml", path.strip_suffix(".md").unwrap_or(path))
}

/// A post's path in [`CONTENT`]. Where its slug is no name for a file, or one that means something else to others, a part of
/// its identifier stands behind it.
pub fn path(kind: PostKind, slug: &Slug, id: PostId) -> String {
    let slug = slug.as_str();
    let is_plain =
        slug.len() <= STEM_BYTES_MAX && !matches!(slug.to_ascii_lowercase().as_str(), "" | "index" | "_index");
    let stem = if is_plain {
        slug.to_owned()
    } else {
        let end = (0..=slug.len().min(STEM_BYTES_MAX)).rev().find(|end| slug.is_char_boundary(*end)).unwrap_or(0);
        let id = id.to_string();
        let last = id.rsplit('-').next().unwrap_or_default();
        format!("{}-{last}", slug[..end].trim_end_matches('.'))
    };
    format!("{}/{stem}.md", folder(kind))
}

/// What is said of the file with a hash.
pub fn about_media(hash: &str) -> String {
    format!("{MEDIA}/{hash}.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_names_its_file_where_it_can() {
        let id: PostId = "01900000-0000-7000-8000-00000000abcd".parse().unwrap();
        let long = "書".repeat(200);
        let cases = [
            (PostKind::Post, "harbour", "posts/harbour.md".to_owned()),
            (PostKind::Page, "a.fr", "pages/a.fr.md".to_owned()),
            (PostKind::Post, "Index", "posts/Index-00000000abcd.md".to_owned()),
            (PostKind::Page, "_index", "pages/_index-00000000abcd.md".to_owned()),
            (PostKind::Post, long.as_str(), format!("posts/{}-00000000abcd.md", "書".repeat(60))),
        ];
        for (kind_of, slug, expected) in cases {
            let path = path(kind_of, &Slug::parse(slug).unwrap(), id);
            assert_eq!(path, expected);
            assert!(path.len() < 255);
            assert_eq!(kind(&path), Some(kind_of));
        }
    }
}
