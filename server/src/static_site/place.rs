//! Which file an address is, and what an address that stands in a page means.

use percent_encoding::percent_decode_str;

use crate::readers::address::{Address, ascii};

/// What only a running program answers.
const ANSWERED_ANEW: [&str; 9] =
    ["/admin", "/api", "/comments", "/healthz", "/metrics", "/preview", "/readyz", "/search", "/webmention"];

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Out of the site, or to a place in the same page.
    Elsewhere,
    /// To an address of the site, in its one canonical form.
    Here {
        /// The address.
        address: String,
        /// How the link has to be written where files are served, because it is seen from the page's own address.
        rewritten: Option<String>,
    },
    /// To what no file can answer.
    Program(String),
}

/// Follows a link from a page of the site.
pub fn follow(base_url: &str, page: &str, link: &str) -> Lead {
    let end = link.find(['?', '#']).unwrap_or(link.len());
    let (path, suffix) = link.split_at(end);
    let own = path.strip_prefix(base_url).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let (path, is_relative) = match own {
        Some("") => ("/".to_owned(), false),
        Some(path) => (path.to_owned(), false),
        None if path.is_empty() || path.starts_with("//") || has_scheme(path) => return Lead::Elsewhere,
        None if path.starts_with('/') => (path.to_owned(), false),
        None => match beside(page, path) {
            Some(path) => (path, true),
            None => return Lead::Elsewhere,
        },
    };
    let Some(address) = canonical(&path) else { return Lead::Elsewhere };
    let is_below =
        |prefix: &&str| address.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if ANSWERED_ANEW.iter().any(is_below) {
        return Lead::Program(address);
    }
    let rewritten = is_relative.then(|| format!("{address}{suffix}"));
    Lead::Here { address, rewritten }
}

/// An address as it is asked for: escaped in one way, without slashes at its end. None where it can't be one.
pub fn canonical(path: &str) -> Option<String> {
    let trimmed = path.trim_end_matches('/');
    let path = if trimmed.is_empty() { "/" } else { trimmed };
    let path = ascii(path);
    Address::parse(&path).map(|address| address.path.into_owned())
}

/// The file at an address. Pages stand in a folder of their own, so that the address stays without an ending.
pub fn file(address: &str, is_page: bool) -> Option<String> {
    let path = percent_decode_str(address.strip_prefix('/')?).decode_utf8().ok()?;
    let is_named = path.ends_with(".html") || path.ends_with(".htm");
    Some(match (path.as_ref(), is_page && !is_named) {
        ("", _) => "index.html".to_owned(),
        (path, true) => format!("{path}/index.html"),
        (path, false) => path.to_owned(),
    })
}

/// Whether a page could be served at an address, by what its end says of it.
pub fn can_be_page(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_none_or(|(_, extension)| {
        matches!(extension.to_ascii_lowercase().as_str(), "html" | "htm") || !is_extension(extension)
    })
}

/// `xml`, `png`, `php`; but not what stands behind a dot in a title, such as `0-released`.
fn is_extension(text: &str) -> bool {
    (2..=5).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A path that is seen from a page's address, as browsers see it.
fn beside(page: &str, path: &str) -> Option<String> {
    let mut segments: Vec<&str> = page.split('/').collect();
    segments.pop();
    for segment in path.split('/') {
        match segment {
            "." => {}
            // Above the root there is the root.
            ".." if segments.len() > 1 => drop(segments.pop()),
            ".." => {}
            segment => segments.push(segment),
        }
    }
    let path = segments.join("/");
    path.starts_with('/').then_some(path)
}

fn has_scheme(link: &str) -> bool {
    link.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|character: char| character.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_as_browsers_follow_them() {
        let here = |address: &str| Lead::Here { address: address.to_owned(), rewritten: None };
        let rewritten =
            |address: &str, link: &str| Lead::Here { address: address.to_owned(), rewritten: Some(link.to_owned()) };
        let cases = [
            ("/posts/b?x#y", here("/posts/b")),
            ("/posts/b/", here("/posts/b")),
            ("/posts/書", here("/posts/%E6%9B%B8")),
            ("https://blog.example.org", here("/")),
            ("https://blog.example.org/feed.xml", here("/feed.xml")),
            ("https://blog.example.organic/feed.xml", Lead::Elsewhere),
            ("b#c", rewritten("/posts/b", "/posts/b#c")),
            ("../../about", rewritten("/about", "/about")),
            ("mailto:a@example.org", Lead::Elsewhere),
            ("//example.org/a", Lead::Elsewhere),
            ("#top", Lead::Elsewhere),
            ("", Lead::Elsewhere),
            ("/search?q=x", Lead::Program("/search".to_owned())),
            ("/admin/posts", Lead::Program("/admin/posts".to_owned())),
            ("/administration", here("/administration")),
        ];
        for (link, expected) in cases {
            assert_eq!(follow("https://blog.example.org", "/posts/a", link), expected, "{link}");
        }
    }

    #[test]
    fn addresses_have_files() {
        let cases = [
            ("/", true, "index.html"),
            ("/posts/a", true, "posts/a/index.html"),
            ("/posts/%E6%9B%B8", true, "posts/書/index.html"),
            ("/2015/old.html", true, "2015/old.html"),
            ("/feed.xml", false, "feed.xml"),
        ];
        for (address, is_page, expected) in cases {
            assert_eq!(file(address, is_page).as_deref(), Some(expected), "{address}");
        }
        let cases = [
            ("/a", true),
            ("/a.html", true),
            ("/index.xml", false),
            ("/a/b.PNG", false),
            ("/rust-1.0", true),
            ("/v1.0-released", true),
        ];
        for (address, expected) in cases {
            assert_eq!(can_be_page(address), expected, "{address}");
        }
    }
}
