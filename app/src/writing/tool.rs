//! The editor's tools: their names in the page, the keys that use them, and what they do to a text.

use std::ops::Range;

use super::Edit;
use super::emphasis::{Mark, toggle};
use super::fence::code_block;
use super::insert::{footnote, rule};
use super::line::{toggle_heading, toggle_quote};
use super::lists::{ListKind, toggle_list};

/// What a button of the toolbar, or its keys, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Makes lines headings of that level.
    Heading(usize),
    /// Marks words.
    Mark(Mark),
    /// Makes lines a quote.
    Quote,
    /// Makes lines code.
    CodeBlock,
    /// Makes lines a list.
    List(ListKind),
    /// Opens the search for something to link to.
    Link,
    /// Lets an image be chosen.
    Image,
    /// Opens the question how large a table is to be.
    Table,
    /// Puts in a footnote.
    Footnote,
    /// Puts in a line across the text.
    Rule,
    /// Takes back what was done last.
    Undo,
    /// Does again what was taken back.
    Redo,
    /// Shows the text alone.
    Focus,
    /// Shows the text and its preview alone.
    FullScreen,
    /// Shows the keys.
    Help,
    /// Saves.
    Save,
}

/// The tools in the toolbar, in groups.
pub const GROUPS: [&[Tool]; 7] = [
    &[Tool::Heading(1), Tool::Heading(2), Tool::Heading(3)],
    &[Tool::Mark(Mark::Bold), Tool::Mark(Mark::Italic), Tool::Mark(Mark::Struck), Tool::Mark(Mark::Code)],
    &[Tool::List(ListKind::Bullets), Tool::List(ListKind::Numbers), Tool::List(ListKind::Tasks)],
    &[Tool::Quote, Tool::CodeBlock, Tool::Rule],
    &[Tool::Link, Tool::Image, Tool::Table, Tool::Footnote],
    &[Tool::Undo, Tool::Redo],
    &[Tool::Focus, Tool::FullScreen, Tool::Help],
];

/// What the keyboard says when a key goes down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Whether Ctrl is down, or Cmd on a Mac.
    pub control: bool,
    /// Whether Alt is down.
    pub alt: bool,
    /// Whether Shift is down.
    pub shift: bool,
    /// What the key writes, in lower case.
    pub key: String,
    /// Which key it is, whatever stands on it.
    pub code: String,
}

impl Tool {
    /// Its name in the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading(1) => "heading-1",
            Self::Heading(2) => "heading-2",
            Self::Heading(_) => "heading-3",
            Self::Mark(Mark::Bold) => "bold",
            Self::Mark(Mark::Italic) => "italic",
            Self::Mark(Mark::Struck) => "struck",
            Self::Mark(Mark::Code) => "code",
            Self::Quote => "quote",
            Self::CodeBlock => "code-block",
            Self::List(ListKind::Bullets) => "bullets",
            Self::List(ListKind::Numbers) => "numbers",
            Self::List(ListKind::Tasks) => "tasks",
            Self::Link => "link",
            Self::Image => "image",
            Self::Table => "table",
            Self::Footnote => "footnote",
            Self::Rule => "rule",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Focus => "focus",
            Self::FullScreen => "full-screen",
            Self::Help => "help",
            Self::Save => "save",
        }
    }

    /// The tool of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        GROUPS.into_iter().flatten().copied().find(|tool| tool.name() == name)
    }

    /// Its keys as people write them, with `Mod` for Ctrl or Cmd.
    pub fn keys(self) -> &'static str {
        match self {
            Self::Heading(1) => "Mod+Alt+1",
            Self::Heading(2) => "Mod+Alt+2",
            Self::Heading(_) => "Mod+Alt+3",
            Self::Mark(Mark::Bold) => "Mod+B",
            Self::Mark(Mark::Italic) => "Mod+I",
            Self::Mark(Mark::Struck) => "Mod+Shift+X",
            Self::Mark(Mark::Code) => "Mod+E",
            Self::Quote => "Mod+Shift+.",
            Self::CodeBlock => "Mod+Shift+E",
            Self::List(ListKind::Numbers) => "Mod+Shift+7",
            Self::List(ListKind::Bullets) => "Mod+Shift+8",
            Self::List(ListKind::Tasks) => "Mod+Shift+9",
            Self::Link => "Mod+K",
            Self::Undo => "Mod+Z",
            Self::Redo => "Mod+Shift+Z",
            Self::FullScreen => "Mod+Shift+Enter",
            Self::Help => "Mod+/",
            Self::Save => "Mod+S",
            Self::Image | Self::Table | Self::Footnote | Self::Rule | Self::Focus => "",
        }
    }

    /// The tool that is meant by those keys. Undo and redo are the browser's own.
    pub fn of_keys(keys: &Keys) -> Option<Self> {
        if !keys.control {
            return None;
        }
        match (keys.alt, keys.shift, keys.key.as_str(), keys.code.as_str()) {
            (true, false, _, "Digit1") => Some(Self::Heading(1)),
            (true, false, _, "Digit2") => Some(Self::Heading(2)),
            (true, false, _, "Digit3") => Some(Self::Heading(3)),
            (false, true, _, "Digit7") => Some(Self::List(ListKind::Numbers)),
            (false, true, _, "Digit8") => Some(Self::List(ListKind::Bullets)),
            (false, true, _, "Digit9") => Some(Self::List(ListKind::Tasks)),
            (false, true, _, "Period") => Some(Self::Quote),
            (false, true, "enter", _) => Some(Self::FullScreen),
            (false, true, "x", _) => Some(Self::Mark(Mark::Struck)),
            (false, true, "e", _) => Some(Self::CodeBlock),
            (false, false, "b", _) => Some(Self::Mark(Mark::Bold)),
            (false, false, "i", _) => Some(Self::Mark(Mark::Italic)),
            (false, false, "e", _) => Some(Self::Mark(Mark::Code)),
            (false, false, "k", _) => Some(Self::Link),
            (false, false, "s", _) => Some(Self::Save),
            // Some keyboards have it behind Shift.
            (false, _, "/", _) => Some(Self::Help),
            _ => None,
        }
    }

    /// Whether its keys mean it wherever the cursor is in the form, and not in the text alone.
    pub fn is_everywhere(self) -> bool {
        matches!(self, Self::Save | Self::FullScreen | Self::Help)
    }

    /// What it writes, one after the other; nothing where it asks or shows something instead.
    pub fn edits(self, text: &str, selection: Range<usize>) -> Vec<Edit> {
        match self {
            Self::Heading(level) => vec![toggle_heading(text, selection, level)],
            Self::Mark(mark) => vec![toggle(text, selection, mark)],
            Self::Quote => vec![toggle_quote(text, selection)],
            Self::CodeBlock => vec![code_block(text, selection)],
            Self::List(kind) => vec![toggle_list(text, selection, kind)],
            Self::Rule => vec![rule(text, selection)],
            Self::Footnote => footnote(text, selection).into(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_has_a_name_of_its_own() {
        let mut names: Vec<&str> = GROUPS.into_iter().flatten().map(|tool| tool.name()).collect();
        for tool in GROUPS.into_iter().flatten() {
            assert_eq!(Tool::of_name(tool.name()), Some(*tool));
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn keys_mean_tools() {
        let keys = |control, alt, shift, key: &str, code: &str| {
            Tool::of_keys(&Keys { control, alt, shift, key: key.into(), code: code.into() })
        };
        assert_eq!(keys(true, false, false, "b", "KeyB"), Some(Tool::Mark(Mark::Bold)));
        // A French keyboard has digits behind Shift, and the same keys mean the same.
        assert_eq!(keys(true, true, false, "é", "Digit2"), Some(Tool::Heading(2)));
        assert_eq!(keys(true, false, true, "/", "Digit7"), Some(Tool::List(ListKind::Numbers)));
        assert_eq!(keys(true, false, true, "/", "Period"), Some(Tool::Quote));
        assert_eq!(keys(true, false, false, "/", "Slash"), Some(Tool::Help));
        for (alt, shift, key) in [(false, false, "z"), (false, true, "v"), (false, false, "tab"), (true, false, "b")] {
            assert_eq!(keys(true, alt, shift, key, ""), None, "{key}");
        }
        assert_eq!(keys(false, false, false, "b", "KeyB"), None);
    }
}
