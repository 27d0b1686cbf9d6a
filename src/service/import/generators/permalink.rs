//! Patterns of addresses: `/:year/:month/:title/`, as Hugo and Jekyll write them.

use jiff::civil::DateTime;

/// What a pattern's names stand for.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The date it shows, by the calendar of its place.
    pub date: Option<DateTime>,
    /// What `:title` says.
    pub title: String,
    /// What `:slug` says.
    pub slug: String,
    /// Its slug; where it has none, its file's name.
    pub slug_or_filename: String,
    /// Its file's name.
    pub filename: String,
    /// The section with those around it, or the categories.
    pub folders: Vec<String>,
    /// The collection.
    pub collection: String,
    /// What its address ends with.
    pub output_ext: &'static str,
}

/// The address that a pattern gives; none where it has a name that means nothing here, or asks for a date that isn't there.
pub fn expand(pattern: &str, names: &Names) -> Option<String> {
    let mut address = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(':') {
        address.push_str(before);
        let end = after.find(|character: char| !(character.is_ascii_lowercase() || character == '_'));
        let (name, behind) = after.split_at(end.unwrap_or(after.len()));
        address.push_str(&value(name, names)?);
        rest = behind;
    }
    address.push_str(rest);
    Some(address)
}

fn value(name: &str, names: &Names) -> Option<String> {
    if let Some(format) = date_format(name) {
        return Some(names.date?.strftime(format).to_string());
    }
    Some(match name {
        "title" => names.title.clone(),
        "slug" => names.slug.clone(),
        "slugorfilename" | "slugorcontentbasename" => names.slug_or_filename.clone(),
        "filename" | "contentbasename" | "basename" | "name" => names.filename.clone(),
        "section" => names.folders.first().cloned().unwrap_or_default(),
        "sections" | "categories" | "slugified_categories" | "path" => names.folders.join("/"),
        "collection" => names.collection.clone(),
        "output_ext" => names.output_ext.to_owned(),
        _ => return None,
    })
}

fn date_format(name: &str) -> Option<&'static str> {
    Some(match name {
        "year" => "%Y",
        "short_year" => "%y",
        "w_year" => "%G",
        "month" => "%m",
        "i_month" => "%-m",
        "monthname" | "long_month" => "%B",
        "short_month" => "%b",
        "week" => "%V",
        "day" => "%d",
        "i_day" => "%-d",
        "y_day" => "%j",
        "yearday" => "%-j",
        "w_day" => "%u",
        "weekday" => "%w",
        "weekdayname" | "long_day" => "%A",
        "short_day" => "%a",
        "hour" => "%H",
        "minute" => "%M",
        "second" => "%S",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_become_addresses() {
        let names = Names {
            date: Some("2024-03-05T06:07:08".parse().unwrap()),
            title: "the-title".to_owned(),
            slug: "the-slug".to_owned(),
            slug_or_filename: "the-slug".to_owned(),
            filename: "the-file".to_owned(),
            folders: vec!["news".to_owned(), "local".to_owned()],
            collection: "recipes".to_owned(),
            output_ext: ".html",
        };
        let cases = [
            ("/:year/:month/:day/:title/", Some("/2024/03/05/the-title/")),
            ("/:section/:slug", Some("/news/the-slug")),
            ("/:sections/:slugorfilename/", Some("/news/local/the-slug/")),
            ("/:categories/:y_day/:filename:output_ext", Some("/news/local/065/the-file.html")),
            ("/:short_year-:i_month-:i_day/:monthname/:short_month", Some("/24-3-5/March/Mar")),
            ("/:w_year/W:week/:short_day/:yearday/:weekday", Some("/2024/W10/Tue/65/2")),
            ("/:hour:minute:second", Some("/060708")),
            ("/:collection/:name", Some("/recipes/the-file")),
            ("/plain/", Some("/plain/")),
            ("/:nonsense/", None),
            ("/:sections[1:]/", None),
        ];
        for (pattern, expected) in cases {
            assert_eq!(expand(pattern, &names).as_deref(), expected, "{pattern}");
        }
        assert_eq!(expand("/:year/:title", &Names { date: None, ..names }), None);
    }
}
