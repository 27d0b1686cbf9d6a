//! Addresses of pages that were shown in others.

/// The page at which what is shown in a frame can be watched.
pub fn watched(source: &str) -> String {
    let url = if source.starts_with("//") { format!("https:{source}") } else { source.to_owned() };
    let bare = url.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    let id = |rest: &str| {
        let id: String = rest
            .chars()
            .take_while(|character| character.is_ascii_alphanumeric() || "-_".contains(*character))
            .collect();
        (!id.is_empty()).then_some(id)
    };
    let behind = |prefixes: &[&str]| prefixes.iter().find_map(|prefix| bare.strip_prefix(prefix)).and_then(id);
    if let Some(id) = behind(&["youtube.com/embed/", "youtube-nocookie.com/embed/", "youtube.com/v/"]) {
        return format!("https://www.youtube.com/watch?v={id}");
    }
    if let Some(id) = behind(&["player.vimeo.com/video/"]) {
        return format!("https://vimeo.com/{id}");
    }
    url
}

/// Whether it is an address of the web.
pub fn is_web(url: &str) -> bool {
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    (begins("http://") || begins("https://")) && !url.contains(char::is_whitespace)
}

/// An address between angle brackets.
pub fn address(url: &str) -> String {
    url.replace('<', "%3C").replace('>', "%3E").replace('"', "%22").replace('`', "%60")
}

/// Words with single spaces between them.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of what is too long for a report.
pub fn shortened(text: &str) -> String {
    let line = folded(text);
    match line.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
