//! oEmbed (oembed.com): what a site says of one of its pages in JSON. Its HTML is not wanted here.

use reqwest::Url;
use serde_json::Value;

use crate::service::fetch::Fetcher;

const ANSWER_BYTES_MAX: usize = 256 * 1024;
const ACCEPT_JSON: &str = "application/json";

/// Sites that answer by oEmbed although they show programs no page, or one that asks for consent: their hosts, and where
/// they answer.
const PROVIDERS: [(&[&str], &str); 2] = [
    (
        &["youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be"],
        "https://www.youtube.com/oembed",
    ),
    (&["vimeo.com", "www.vimeo.com", "player.vimeo.com"], "https://vimeo.com/api/oembed.json"),
];

/// What a site says of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OEmbed {
    pub title: Option<String>,
    pub author: Option<String>,
    pub picture: Option<Url>,
    pub is_video: bool,
}

/// Where to ask about a page, where that is known beforehand.
pub(super) fn provider(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let (_, endpoint) = PROVIDERS.iter().find(|(hosts, _)| hosts.contains(&host))?;
    Url::parse_with_params(endpoint, [("url", url.as_str()), ("format", "json")]).ok()
}

/// Asks; whatever goes wrong, the page has its own words.
pub(super) async fn ask(fetcher: &Fetcher, address: Url, language: &str) -> Option<OEmbed> {
    let answer = fetcher.get(address, ACCEPT_JSON, language, ANSWER_BYTES_MAX).await.ok()?;
    read(&answer.body, &answer.url)
}

fn read(json: &[u8], address: &Url) -> Option<OEmbed> {
    let answer: Value = serde_json::from_slice(json).ok()?;
    let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(OEmbed {
        title: text("title"),
        author: text("author_name"),
        picture: text("thumbnail_url").and_then(|picture| address.join(&picture).ok()),
        is_video: text("type").as_deref() == Some("video"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_that_are_known_are_asked_where_they_answer() {
        let asked = |url: &str| provider(&Url::parse(url).unwrap()).map(String::from);
        assert_eq!(
            asked("https://youtu.be/a1?t=3").as_deref(),
            Some("https://www.youtube.com/oembed?url=https%3A%2F%2Fyoutu.be%2Fa1%3Ft%3D3&format=json")
        );
        assert!(asked("https://vimeo.com/1").is_some_and(|url| url.starts_with("https://vimeo.com/api/oembed.json?")));
        assert_eq!(asked("https://youtube.com.example.org/a"), None);
    }

    #[test]
    fn an_answer_may_lack_anything() {
        let address = Url::parse("https://a.example/oembed").unwrap();
        let answer = br#"{"type":"video","title":"T","author_name":3,"thumbnail_url":"/t.jpg","html":"<script>"}"#;
        let found = read(answer, &address).unwrap();
        assert_eq!((found.title.as_deref(), found.author, found.is_video), (Some("T"), None, true));
        assert_eq!(found.picture.map(String::from).as_deref(), Some("https://a.example/t.jpg"));
        assert_eq!(read(b"{}", &address), Some(OEmbed::default()));
        assert_eq!(read(b"<html>", &address), None);
    }
}
