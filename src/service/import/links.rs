//! Where the destinations in a text lead, once everything has its new address.

use std::collections::HashMap;

use super::address::{decode, join, numbered_address};
use crate::domain::Slug;

/// The old names of everything, and what they lead to.
#[derive(Debug, Default)]
pub struct Targets {
    /// New addresses, by the path of the file.
    pub files: HashMap<String, String>,
    /// New addresses, by the old ones.
    pub addresses: HashMap<String, String>,
    /// Images, by their path in the content folder.
    pub images: HashMap<String, usize>,
    /// Images, by their old address.
    pub image_addresses: HashMap<String, usize>,
    /// Whether texts come from a blog like this one: they lead where they shall already, but for images that are stored
    /// otherwise.
    pub are_current: bool,
    /// The site whose addresses texts have in full.
    pub old: OldSite,
}

/// The site that texts come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OldSite {
    /// Its own address without the path.
    origin: String,
    /// The path that it had on its host, without a slash at its end.
    folder: String,
    /// The names that it and its files have, without `www.`.
    hosts: Vec<String>,
}

impl OldSite {
    /// The site with these addresses; the first is its own.
    pub fn new<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let mut site = Self::default();
        for address in addresses {
            let Some((origin, host, path)) = parted(address) else { continue };
            if site.origin.is_empty() {
                site.origin = origin.to_owned();
                site.folder = path.trim_end_matches('/').to_owned();
            }
            if !site.hosts.contains(&host) {
                site.hosts.push(host);
            }
        }
        site
    }

    /// What stands behind the host in an address of this site; empty at its root.
    pub fn local<'d>(&self, destination: &'d str) -> Option<&'d str> {
        let (_, host, local) = parted(destination)?;
        if self.hosts.contains(&host) {
            return Some(local);
        }
        // WordPress's own network of copies has the whole address in its path.
        let is_copy = host.len() == "i0.wp.com".len() && host.starts_with('i') && host.ends_with(".wp.com");
        let (inner, path) = local.strip_prefix('/').filter(|_| is_copy)?.split_once('/')?;
        self.hosts
            .iter()
            .any(|own| own == inner.trim_start_matches("www."))
            .then(|| &local[local.len() - path.len() - 1..])
    }

    /// An address in full.
    pub fn whole(&self, address: &str) -> String {
        if address.starts_with('/') { format!("{}{address}", self.origin) } else { address.to_owned() }
    }
}

/// An address of the web: up to the path, the host's name without `www.`, and the rest.
fn parted(address: &str) -> Option<(&str, String, &str)> {
    let begins = |prefix: &str| address.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let scheme = ["https://", "http://", "//"].into_iter().find(|scheme| begins(scheme))?;
    let rest = &address[scheme.len()..];
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    (!host.is_empty()).then(|| (&address[..scheme.len() + end], host, &rest[end..]))
}

/// Where a text stands that links to something.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'o> {
    /// Its folder in the content folder.
    pub folder: &'o str,
    /// The address that it had.
    pub old_address: Option<&'o str>,
}

/// Where a destination leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Out of the import: it stays as it is.
    Elsewhere,
    /// To an address of this site.
    Address(String),
    /// To an image, and what stands behind its address.
    Image(usize, String),
    /// To the old site, of which this is nothing that came along: it stays as it is.
    OldSite,
    /// To nothing that there is.
    Nowhere,
}

impl Targets {
    /// Follows a destination.
    pub fn follow(&self, origin: Origin<'_>, destination: &str) -> Lead {
        let end = destination.find(['#', '?']).unwrap_or(destination.len());
        let (path, suffix) = destination.split_at(end);
        if let Some(local) = self.old.local(destination) {
            return self.follow_old(local);
        }
        if path.is_empty() || path.starts_with("//") || has_scheme(path) {
            return Lead::Elsewhere;
        }
        let path = decode(path);
        if self.are_current {
            let image = self.image_addresses.get(path.as_ref());
            return image.map_or(Lead::Elsewhere, |image| Lead::Image(*image, suffix.to_owned()));
        }
        if let Some(file) = path.strip_prefix("@/") {
            self.follow_file("", file, suffix)
        } else if path.starts_with('/') {
            self.follow_address(&path, suffix)
        } else {
            self.follow_relative(origin, &path, suffix)
        }
    }

    fn follow_file(&self, folder: &str, path: &str, suffix: &str) -> Lead {
        let path = join(folder, path).unwrap_or_default();
        if let Some(address) = self.files.get(&path) {
            Lead::Address(format!("{address}{suffix}"))
        } else if let Some(image) = self.images.get(&path) {
            Lead::Image(*image, suffix.to_owned())
        } else {
            Lead::Nowhere
        }
    }

    /// An address of the old site, which can't stay as it was written.
    fn follow_old(&self, local: &str) -> Lead {
        let (address, fragment) = local.split_at(local.find('#').unwrap_or(local.len()));
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let Some(path) = join("", &decode(path)).map(|path| format!("/{path}")) else { return Lead::OldSite };
        if let Some(image) = self.image(&path) {
            return Lead::Image(image, fragment.to_owned());
        }
        let numbered = numbered_address(&path, query).and_then(|numbered| self.addresses.get(&numbered));
        match numbered.or_else(|| self.addresses.get(&path)) {
            Some(address) => Lead::Address(format!("{address}{fragment}")),
            None if path == "/" && query.is_empty() => Lead::Address(format!("/{fragment}")),
            None => Lead::OldSite,
        }
    }

    /// The image at an address, with the path that the site had on its host or without.
    fn image(&self, address: &str) -> Option<usize> {
        let inner = address.strip_prefix(self.old.folder.as_str()).filter(|inner| inner.starts_with('/'));
        [Some(address), inner].into_iter().flatten().find_map(|address| self.image_addresses.get(address)).copied()
    }

    /// An old address redirects, and stays as it was written; an image is shown without a detour.
    fn follow_address(&self, path: &str, suffix: &str) -> Lead {
        let Some(path) = join("", path) else { return Lead::Nowhere };
        let first_segment = path.split('/').next().unwrap_or_default();
        let is_ours = path.is_empty() || Slug::parse(first_segment).is_ok_and(|slug| slug.is_reserved());
        let address = format!("/{path}");
        match self.image(&address) {
            Some(image) => Lead::Image(image, suffix.to_owned()),
            None if is_ours || self.addresses.contains_key(&address) => Lead::Elsewhere,
            None => Lead::Nowhere,
        }
    }

    /// As a path from the file, which is how people read it, and else as an address from that of the page,
    /// which is how browsers did. The page is elsewhere now, so that it can't stay as it was written.
    fn follow_relative(&self, origin: Origin<'_>, path: &str, suffix: &str) -> Lead {
        let lead = self.follow_file(origin.folder, path, suffix);
        if lead != Lead::Nowhere {
            return lead;
        }
        let address = origin.old_address.and_then(|old| join(old, path)).map(|path| format!("/{path}"));
        let address = address.unwrap_or_default();
        if let Some(image) = self.image_addresses.get(&address) {
            Lead::Image(*image, suffix.to_owned())
        } else if let Some(address) = self.addresses.get(&address) {
            Lead::Address(format!("{address}{suffix}"))
        } else {
            Lead::Nowhere
        }
    }
}

/// Whether it begins like `https:` or `mailto:`.
fn has_scheme(destination: &str) -> bool {
    destination.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|character: char| character.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

/// Finds the lines of destinations that are met in the order of the text.
#[derive(Debug)]
pub struct LineFinder<'t> {
    text: &'t str,
    first_line: usize,
    position: usize,
}

impl<'t> LineFinder<'t> {
    /// Begins at the top of a text whose first line has that number.
    pub fn new(text: &'t str, first_line: usize) -> Self {
        Self { text, first_line, position: 0 }
    }

    /// The line of the next such destination; where there is none ahead, that of the first.
    pub fn line_of(&mut self, destination: &str) -> usize {
        let ahead = self.text[self.position..].find(destination).map(|offset| self.position + offset);
        let found = ahead.or_else(|| self.text.find(destination)).unwrap_or(0);
        if ahead.is_some() {
            self.position = found + destination.len();
        }
        self.first_line + self.text[..found].matches('\n').count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_followed() {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let targets = Targets {
            files: map(&[("news/other.md", "/posts/other"), ("_index.md", "/")]),
            addresses: map(&[("/2020/01/02/other", "/posts/other")]),
            images: HashMap::from([("news/title/a b.png".to_owned(), 3)]),
            image_addresses: HashMap::from([("/2020/03/04/title/a b.png".to_owned(), 3), ("/logo.svg".to_owned(), 4)]),
            are_current: false,
            old: OldSite::new(["https://www.old.example/blog", "//files.old.example"]),
        };
        let origin = Origin { folder: "news/title", old_address: Some("/2020/03/04/title") };
        let address = |text: &str| Lead::Address(text.to_owned());
        let cases = [
            ("https://example.org/a.png", Lead::Elsewhere),
            ("//example.org/a.png", Lead::Elsewhere),
            ("mailto:a@example.org", Lead::Elsewhere),
            ("data:image/png;base64,AA", Lead::Elsewhere),
            ("#part", Lead::Elsewhere),
            ("", Lead::Elsewhere),
            ("http://OLD.example/2020/01/02/other/?a=b#part", address("/posts/other#part")),
            ("//www.old.example", address("/")),
            ("https://old.example/logo.svg?w=3", Lead::Image(4, String::new())),
            ("https://files.old.example/logo.svg", Lead::Image(4, String::new())),
            ("https://i0.wp.com/old.example/logo.svg?w=3", Lead::Image(4, String::new())),
            ("https://old.example/blog/logo.svg", Lead::Image(4, String::new())),
            ("/blog/logo.svg", Lead::Image(4, String::new())),
            ("/blogger/logo.svg", Lead::Nowhere),
            ("https://old.example/missing", Lead::OldSite),
            ("https://old.example/?p=5", Lead::OldSite),
            ("https://old.example/../../etc/passwd", Lead::OldSite),
            ("https://old.example.org/logo.svg", Lead::Elsewhere),
            ("@/news/other.md#part", address("/posts/other#part")),
            ("@/_index.md", address("/")),
            ("@/news/missing.md", Lead::Nowhere),
            ("@/../../etc/passwd", Lead::Nowhere),
            ("../other.md?x", address("/posts/other?x")),
            ("../../../other.md", Lead::Nowhere),
            ("a%20b.png", Lead::Image(3, String::new())),
            ("./a b.png#x", Lead::Image(3, "#x".to_owned())),
            ("/2020/03/04/title/a%20b.png", Lead::Image(3, String::new())),
            ("/logo.svg", Lead::Image(4, String::new())),
            ("/missing.svg", Lead::Nowhere),
            ("/2020/01/02/other/", Lead::Elsewhere),
            ("/2020/01/02/missing/", Lead::Nowhere),
            ("/", Lead::Elsewhere),
            ("/feed.xml", Lead::Elsewhere),
            ("/tags/rope", Lead::Elsewhere),
            ("../../../01/02/other/#x", address("/posts/other#x")),
            ("../../../../../logo.svg", Lead::Nowhere),
            ("missing.png", Lead::Nowhere),
            ("somewhere/else", Lead::Nowhere),
        ];
        for (destination, expected) in cases {
            assert_eq!(targets.follow(origin, destination), expected, "{destination}");
        }
    }

    #[test]
    fn lines_are_found_in_order() {
        let mut finder = LineFinder::new("a\nx.png\nb x.png\n", 10);
        assert_eq!([finder.line_of("x.png"), finder.line_of("x.png"), finder.line_of("x.png")], [11, 12, 11]);
        assert_eq!(finder.line_of("y"), 10);
    }
}
