//! Where images are, and what of them is shown.

use super::html::COMMENT;
use super::raw;
use crate::rich::{Element, Node};

/// The image that is all there is to see, perhaps in a link.
pub fn lone_image(nodes: &[Node]) -> Option<&Node> {
    let is_shown = |node: &&Node| match node {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(child) => child.name != COMMENT,
    };
    let mut shown = nodes.iter().filter(is_shown);
    let (Some(node @ Node::Element(only)), None) = (shown.next(), shown.next()) else { return None };
    match only.name.as_str() {
        "img" => Some(node),
        "a" => lone_image(&only.children).map(|_| node),
        "div" | "p" | "span" | "picture" => lone_image(&only.children),
        _ => None,
    }
}

/// An image as HTML.
pub fn image_html(image: &Node) -> String {
    let mut nodes = vec![image.clone()];
    settle_images(&mut nodes);
    raw::html(&nodes)
}

/// Gives images the address that they are shown from, and nothing that belongs to another page's looks.
fn settle_images(nodes: &mut [Node]) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        if element.name == "img" {
            let source = image_source(element).unwrap_or_default().to_owned();
            let alternative = element.attribute("alt").unwrap_or_default().to_owned();
            let title = element.attribute("title").map(str::to_owned);
            element.attributes = vec![("src", source), ("alt", alternative)];
            element.attributes.extend(title.map(|title| ("title", title)));
        }
        settle_images(&mut element.children);
    }
}

/// Where an image is: what is shown at first may be a placeholder, and the address elsewhere.
pub fn image_source(element: &Element) -> Option<&str> {
    let attribute = |name: &str| element.attribute(name).map(str::trim).filter(|value| !value.is_empty());
    let largest = attribute("srcset").and_then(|set| {
        let candidates = set.split(", ").filter_map(|candidate| {
            let (address, size) = candidate.trim().split_once(char::is_whitespace).unwrap_or((candidate.trim(), "0w"));
            let size = size.trim().trim_end_matches(['w', 'x']).parse::<f64>().ok()?;
            Some((address, size))
        });
        candidates.max_by(|one, other| one.1.total_cmp(&other.1)).map(|(address, _)| address)
    });
    let places = [attribute("src"), attribute("data-src"), attribute("data-lazy-src"), largest];
    places.into_iter().flatten().find(|source| !source.starts_with("data:") && !source.starts_with("javascript:"))
}
