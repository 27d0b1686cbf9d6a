//! The HTML that Ghost makes of its cards: what is left of them where only that was kept.

use super::super::markup::{has_class, html, own};
use crate::rich::{Element, Node, plain};

/// Reads a text.
pub fn tree(text: &str) -> Vec<Node> {
    settle(html::tree(text))
}

fn settle(nodes: Vec<Node>) -> Vec<Node> {
    nodes
        .into_iter()
        .flat_map(|node| match node {
            Node::Element(element) => card(element),
            text => vec![text],
        })
        .collect()
}

fn card(element: Element) -> Vec<Node> {
    let is = |class: &str| has_class(&element, class);
    let words = |class: &str| find(&element.children, class).map(|found| plain(&found.children)).unwrap_or_default();
    if is("kg-bookmark-card") {
        let link = find(&element.children, "kg-bookmark-container");
        let url = link.and_then(|link| link.attribute("href")).unwrap_or_default();
        let (title, about) = (words("kg-bookmark-title"), words("kg-bookmark-description"));
        return vec![own::element(own::CARD, &[("href", url), ("title", &title), ("alt", &about)], Vec::new())];
    }
    if is("kg-callout-card") {
        let sign = words("kg-callout-emoji");
        let text = find(&element.children, "kg-callout-text").map(|found| found.children.clone()).unwrap_or_default();
        return vec![own::element(own::CALLOUT, &[("title", &sign)], settle(text))];
    }
    if is("kg-toggle-card") {
        let heading = words("kg-toggle-heading-text");
        let content =
            find(&element.children, "kg-toggle-content").map(|found| found.children.clone()).unwrap_or_default();
        let summary = own::element("summary", &[], vec![own::text(&heading)]);
        return vec![own::element("details", &[], std::iter::once(summary).chain(settle(content)).collect())];
    }
    if is("kg-file-card") {
        let link = find(&element.children, "kg-file-card-container");
        let url = link.and_then(|link| link.attribute("href")).unwrap_or_default();
        let title = words("kg-file-card-title");
        return vec![own::element("p", &[], vec![own::element("a", &[("href", url)], vec![own::text(title.trim())])])];
    }
    if is("kg-signup-card") {
        return vec![own::lost("a form to sign up is left out")];
    }
    vec![Node::Element(Element { children: settle(element.children), ..element })]
}

fn find<'n>(nodes: &'n [Node], class: &str) -> Option<&'n Element> {
    nodes.iter().find_map(|node| match node {
        Node::Element(element) if has_class(element, class) => Some(element),
        Node::Element(element) => find(&element.children, class),
        Node::Text(_) => None,
    })
}
