//! What the renderer says itself, in the language of the text around it.

/// Words that the renderer adds to a text: names of its parts for people who hear them, and titles of alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Name of the section that holds the footnotes.
    pub footnotes: &'static str,
    /// Name of a reference to a footnote; its number follows.
    pub footnote: &'static str,
    /// Name of the link from a footnote back to the text; the footnote's number follows.
    pub back_to_reference: &'static str,
    /// Name of a heading's link to itself, with its punctuation; the heading's text follows.
    pub permalink: &'static str,
    /// Name of a block of code; its number and language follow.
    pub code: &'static str,
    /// Name of a formula on lines of its own; its number follows.
    pub formula: &'static str,
    /// Name of a table; its number follows.
    pub table: &'static str,
    /// Name of a ticked box in a task list.
    pub done: &'static str,
    /// Name of an empty box in a task list.
    pub to_do: &'static str,
    /// Name of the mark on a card that leads to a video.
    pub video: &'static str,
    /// Title of a `[!NOTE]` quote.
    pub note: &'static str,
    /// Title of a `[!TIP]` quote.
    pub tip: &'static str,
    /// Title of an `[!IMPORTANT]` quote.
    pub important: &'static str,
    /// Title of a `[!WARNING]` quote.
    pub warning: &'static str,
    /// Title of a `[!CAUTION]` quote.
    pub caution: &'static str,
}

/// The labels of English texts.
pub const LABELS_EN: Labels = Labels {
    footnotes: "Footnotes",
    footnote: "Footnote",
    back_to_reference: "Back to reference",
    permalink: "Permalink: ",
    code: "Code",
    formula: "Formula",
    table: "Table",
    done: "Done",
    to_do: "To do",
    video: "Video",
    note: "Note",
    tip: "Tip",
    important: "Important",
    warning: "Warning",
    caution: "Caution",
};

/// The labels of French texts.
pub const LABELS_FR: Labels = Labels {
    footnotes: "Notes de bas de page",
    footnote: "Note",
    back_to_reference: "Retour à l’appel de note",
    permalink: "Lien permanent\u{a0}: ",
    code: "Code",
    formula: "Formule",
    table: "Tableau",
    done: "Fait",
    to_do: "À faire",
    video: "Vidéo",
    note: "Note",
    tip: "Astuce",
    important: "Important",
    warning: "Avertissement",
    caution: "Attention",
};
