//! Ghost's cards: blocks of its editor that are no text. Lexical and mobiledoc keep the same fields of them.

use serde_json::Value;

use super::super::markup::html::tree;
use super::super::markup::{own, plain_text};
use crate::rich::Node;

/// A card as a tree; none where no such card is known.
pub fn card(kind: &str, fields: &Value) -> Option<Vec<Node>> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_on =
        |name: &str| fields.get(name).is_some_and(|value| value.as_bool() == Some(true) || value.as_i64() == Some(1));
    let one = |node: Node| Some(vec![node]);
    if is_for_some(fields) {
        let words = ["html", "textValue", "markdown", "calloutText", "content", "text"].map(text).join(" ");
        let words = shortened(&plain_text(&words));
        return Some(vec![own::lost(&format!("what was not for everybody is left out: {words:?}"))]);
    }
    match kind {
        "hr" | "horizontalrule" | "divider" => one(own::element("hr", &[], Vec::new())),
        "html" => Some(tree(text("html"))),
        "markdown" | "card-markdown" => one(own::element(own::MARKDOWN, &[], vec![own::text(text("markdown"))])),
        "code" | "codeblock" => Some(captioned(code(text("code"), text("language")), text("caption"))),
        "image" => one(picture(fields, text("caption"))),
        "gallery" => Some(gallery(fields, text("caption"))),
        "bookmark" => Some(captioned(bookmark(fields), text("caption"))),
        "embed" => Some(captioned(embed(fields), text("caption"))),
        "video" => {
            let video = own::element("video", &[("src", text("src")), ("poster", text("thumbnailSrc"))], Vec::new());
            Some(captioned(video, text("caption")))
        }
        "audio" => Some(captioned(own::element("audio", &[("src", text("src"))], Vec::new()), text("title"))),
        "file" => one(file(fields)),
        "callout" => {
            let sign = if text("calloutEmoji").trim().is_empty() { "" } else { text("calloutEmoji") };
            one(own::element(own::CALLOUT, &[("title", sign)], tree(text("calloutText"))))
        }
        "toggle" => {
            let mut children = vec![own::element("summary", &[], tree(text("heading")))];
            children.extend(tree(text("content")));
            one(own::element("details", &[], children))
        }
        "button" => Some(vec![button(text("buttonText"), text("buttonUrl"))]),
        "header" => Some(header(fields, is_on("buttonEnabled"))),
        "product" => Some(product(fields, is_on("productButtonEnabled"))),
        "call-to-action" => {
            let mut nodes = vec![own::lost("a call to action comes in as what can be read of it")];
            nodes.extend(
                Some(text("imageUrl"))
                    .filter(|url| !url.is_empty())
                    .map(|url| own::figure(&[("src", url)], Vec::new())),
            );
            nodes.extend(tree(text("textValue")));
            nodes.extend(is_on("showButton").then(|| button(text("buttonText"), text("buttonUrl"))));
            Some(nodes)
        }
        "before-after" => {
            let image = |name: &str| fields.get(name).map(|image| picture(image, ""));
            Some(["beforeImage", "afterImage"].into_iter().filter_map(image).collect())
        }
        "nft" => Some(vec![
            own::element(own::CARD, &[("href", text("url")), ("title", text("title"))], Vec::new()),
            own::lost("a token (NFT) comes in as a link"),
        ]),
        "transistor" => Some(vec![own::lost("a podcast of Transistor is left out")]),
        "email" | "email-cta" => Some(vec![own::lost(&format!(
            "what was for letters alone is left out: {:?}",
            shortened(&plain_text(text("html")))
        ))]),
        "signup" => Some(vec![own::lost(&format!(
            "a form to sign up is left out: {:?}",
            shortened(&plain_text(&format!("{} {}", text("header"), text("subheader"))))
        ))]),
        "paywall" => Some(vec![own::lost("the line between what everybody and what members could read is left out")]),
        _ => None,
    }
}

/// Whether a card was shown to members alone, or in letters alone, whoever could read the rest of the text.
fn is_for_some(fields: &Value) -> bool {
    let Some(visibility) = fields.get("visibility") else { return false };
    let is_no = |value: Option<&Value>| value.and_then(Value::as_bool) == Some(false);
    is_no(visibility.get("web").and_then(|web| web.get("nonMember"))) || is_no(visibility.get("showOnWeb"))
}

fn picture(fields: &Value, caption: &str) -> Node {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let attributes = [("src", text("src")), ("alt", text("alt")), ("title", text("title"))];
    let Some(href) = Some(text("href")).filter(|href| !href.is_empty()) else {
        return own::figure(&attributes, tree(caption));
    };
    let link = own::element("a", &[("href", href)], vec![own::element("img", &attributes, Vec::new())]);
    let caption = Some(tree(caption)).filter(|caption| !caption.is_empty());
    let caption = caption.map(|caption| own::element("figcaption", &[], caption));
    own::element("figure", &[], std::iter::once(link).chain(caption).collect())
}

fn gallery(fields: &Value, caption: &str) -> Vec<Node> {
    let images = fields.get("images").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut nodes: Vec<Node> = images.iter().map(|image| picture(image, "")).collect();
    if !caption.trim().is_empty() {
        nodes.push(own::element("p", &[], vec![own::element("em", &[], tree(caption))]));
    }
    nodes
}

fn code(code: &str, language: &str) -> Node {
    let class = if language.is_empty() { String::new() } else { format!("language-{language}") };
    let code = own::element("code", &[("class", &class)], vec![own::text(code)]);
    own::element("pre", &[], vec![code])
}

fn bookmark(fields: &Value) -> Node {
    let metadata = fields.get("metadata").unwrap_or(fields);
    let text = |name: &str| metadata.get(name).and_then(Value::as_str).unwrap_or_default();
    let url = fields.get("url").and_then(Value::as_str).unwrap_or_else(|| text("url"));
    // Only a picture of the site's own comes along with it.
    let picture = Some(text("thumbnail")).filter(|picture| picture.starts_with('/')).unwrap_or_default();
    own::element(
        own::CARD,
        &[("href", url), ("title", text("title")), ("alt", text("description")), ("src", picture)],
        Vec::new(),
    )
}

fn embed(fields: &Value) -> Node {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let title = fields.get("metadata").and_then(|metadata| metadata.get("title")).and_then(Value::as_str);
    if text("url").is_empty() {
        return own::element("div", &[], tree(text("html")));
    }
    own::element(own::EMBED, &[("href", text("url")), ("title", title.unwrap_or_default())], Vec::new())
}

fn file(fields: &Value) -> Node {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = [text("fileTitle"), text("fileName"), text("src")].into_iter().find(|name| !name.is_empty());
    let link = own::element("a", &[("href", text("src"))], vec![own::text(name.unwrap_or_default())]);
    let about =
        Some(text("fileCaption")).filter(|about| !about.is_empty()).map(|about| own::text(&format!(" {about}")));
    own::element("p", &[], std::iter::once(link).chain(about).collect())
}

fn button(words: &str, url: &str) -> Node {
    own::element("p", &[], vec![own::element("a", &[("href", url)], vec![own::text(words)])])
}

fn header(fields: &Value, has_button: bool) -> Vec<Node> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut nodes = Vec::new();
    let image = Some(text("backgroundImageSrc")).filter(|image| !image.is_empty());
    nodes.extend(image.map(|image| own::figure(&[("src", image)], Vec::new())));
    nodes.push(own::element("h2", &[], tree(text("header"))));
    nodes.push(own::element("p", &[], tree(text("subheader"))));
    nodes.extend(has_button.then(|| button(text("buttonText"), text("buttonUrl"))));
    nodes
}

fn product(fields: &Value, has_button: bool) -> Vec<Node> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut nodes = Vec::new();
    let image = Some(text("productImageSrc")).filter(|image| !image.is_empty());
    nodes.extend(image.map(|image| own::figure(&[("src", image)], Vec::new())));
    nodes.push(own::element("h4", &[], tree(text("productTitle"))));
    let stars = fields.get("productStarRating").and_then(Value::as_u64).filter(|stars| *stars <= 5);
    if let Some(stars) = stars.filter(|_| fields.get("productRatingEnabled").and_then(Value::as_bool) == Some(true)) {
        nodes.push(own::element("p", &[], vec![own::text(&format!("{stars}/5"))]));
    }
    nodes.extend(tree(text("productDescription")));
    nodes.extend(has_button.then(|| button(text("productButton"), text("productUrl"))));
    nodes
}

/// A card in a figure, where it has a caption.
fn captioned(card: Node, caption: &str) -> Vec<Node> {
    let caption = tree(caption);
    if caption.is_empty() {
        return vec![card];
    }
    vec![own::element("figure", &[], vec![card, own::element("figcaption", &[], caption)])]
}

fn shortened(text: &str) -> String {
    super::super::text::cut(text, 80)
}
