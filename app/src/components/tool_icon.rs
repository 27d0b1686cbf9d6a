//! The pictures on the editor's buttons.

use leptos::prelude::*;

use crate::writing::emphasis::Mark;
use crate::writing::lists::ListKind;
use crate::writing::tool::Tool;

/// A tool's picture; its button has the name.
#[component]
pub fn ToolIcon(
    /// Whose picture.
    tool: Tool,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path(tool) />
        </svg>
    }
}

fn path(tool: Tool) -> &'static str {
    match tool {
        Tool::Heading(1) => "M4 6v12M12 6v12M4 12h8M17 12l3-2v8",
        Tool::Heading(2) => "M4 6v12M12 6v12M4 12h8M16.5 12a2 2 0 1 1 3.6 1.2L16.5 18h4",
        Tool::Heading(_) => "M4 6v12M12 6v12M4 12h8M16.5 10H20l-2 3a2.5 2.5 0 1 1-2 4",
        Tool::Mark(Mark::Bold) => "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
        Tool::Mark(Mark::Italic) => "M10 5h8M6 19h8M14 5l-4 14",
        Tool::Mark(Mark::Struck) => {
            "M4 12h16M16 7.5C15.2 6 13.8 5 12 5c-2.5 0-4 1.4-4 3.2 0 1.6 1 2.6 2.5 3.300M8 16.500c.8 1.5 2.2 2.5 4 2.5 2.5 0 4-1.4 4-3.2 0-.7-.2-1.3-.6-1.8"
        }
        Tool::Mark(Mark::Code) => "M8 7l-5 5 5 5M16 7l5 5-5 5",
        Tool::Quote => "M4 6v12M9 7h11M9 12h11M9 17h7",
        Tool::CodeBlock => "M4 4h16v16H4zM10 9.5 7.5 12l2.5 2.500M14 9.500l2.5 2.5-2.5 2.5",
        Tool::List(ListKind::Bullets) => "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
        Tool::List(ListKind::Numbers) => {
            "M10 6h10M10 12h10M10 18h10M4 5l1.5-1v5M4 14.500c0-1.5 2.5-1.5 2.5 0 0 1-2.5 2-2.5 3.500h2.5"
        }
        Tool::List(ListKind::Tasks) => "M3.5 6.5 5 8l3-3M3.5 15.5 5 17l3-3M12 7h8M12 16h8",
        Tool::Link => {
            "M10 14a4 4 0 0 0 5.7 0l3.5-3.500a4 4 0 0 0-5.7-5.700l-1.2 1.200M14 10a4 4 0 0 0-5.7 0l-3.5 3.500a4 4 0 0 0 5.7 5.700l1.2-1.2"
        }
        Tool::Image => "M4 5h16v14H4zM4 16l5-5 5 5 3-3 3 3M15.5 9h.01",
        Tool::Table => "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14",
        Tool::Footnote => "M4 8h8M4 13h10M4 18h7M17 7l3-2v7",
        Tool::Rule => "M3 12h18",
        Tool::Undo => "M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3",
        Tool::Redo => "m16 5 4 4-4 4M20 9H10a5 5 0 0 0 0 10h3",
        Tool::Focus => "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4",
        Tool::FullScreen => "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
        Tool::Help | Tool::Save => {
            "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.500a2.5 2.5 0 1 1 3.6 2.200c-.7.4-1.1.9-1.1 1.800M12 17h.01"
        }
    }
}
