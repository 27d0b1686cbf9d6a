//! What the clipboard holds, as the browser hands it over.

use blog::rich::{self, ATTRIBUTES, DEPTH_MAX};
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{DataTransfer, DomParser, Element, File, Node, SupportedType};

use crate::writing::paste::Pasted;
use crate::writing::styles::{SET_ASIDE, set_styles_aside};

/// Longer HTML is not read; its words are pasted as they are.
const HTML_CHARS_MAX: usize = 4_000_000;

const ELEMENT_NODE: u16 = 1;
const TEXT_NODE: u16 = 3;

/// What is pasted.
pub fn pasted(data: &DataTransfer, is_plain_wanted: bool) -> Pasted {
    let html = if is_plain_wanted { String::new() } else { data.get_data("text/html").unwrap_or_default() };
    Pasted {
        plain: data.get_data("text/plain").unwrap_or_default(),
        rich: if html.len() > HTML_CHARS_MAX { Vec::new() } else { tree(&html) },
        has_images: files(data).iter().any(is_image),
        is_plain_wanted,
    }
}

/// The files in it.
pub fn files(data: &DataTransfer) -> Vec<File> {
    let Some(files) = data.files() else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.item(index)).collect()
}

/// Whether what is dragged are files.
pub fn has_files(data: &DataTransfer) -> bool {
    data.types().includes(&JsValue::from_str("Files"), 0)
}

/// Whether the browser takes a file for an image. What it doesn't know, the server may.
pub fn is_image(file: &File) -> bool {
    let kind = file.type_();
    kind.is_empty() || kind.starts_with("image/")
}

/// Reads HTML without running or loading anything of it.
fn tree(html: &str) -> Vec<rich::Node> {
    if html.trim().is_empty() {
        return Vec::new();
    }
    let document =
        DomParser::new().and_then(|parser| parser.parse_from_string(&set_styles_aside(html), SupportedType::TextHtml));
    let body = document.ok().and_then(|document| document.body());
    body.map(|body| children(&body, 0)).unwrap_or_default()
}

fn children(parent: &Node, depth: usize) -> Vec<rich::Node> {
    let nodes = parent.child_nodes();
    (0..nodes.length()).filter_map(|index| node(&nodes.item(index)?, depth)).collect()
}

fn node(node: &Node, depth: usize) -> Option<rich::Node> {
    match node.node_type() {
        TEXT_NODE => Some(rich::Node::Text(node.text_content()?)),
        ELEMENT_NODE if depth >= DEPTH_MAX => Some(rich::Node::Text(node.text_content()?)),
        ELEMENT_NODE => {
            let element: &Element = node.dyn_ref()?;
            let attributes = ATTRIBUTES
                .iter()
                .filter_map(|name| {
                    Some((*name, element.get_attribute(if *name == "style" { SET_ASIDE } else { name })?))
                })
                .collect();
            Some(rich::Node::Element(rich::Element {
                name: element.local_name(),
                attributes,
                children: children(node, depth + 1),
            }))
        }
        _ => None,
    }
}
