//! What a search makes of texts, and of what people type: words in, words out. Pure.
//!
//! ```text
//! a text      ─ words ─► folded words, stems ─► the index
//! what's typed ─ Query ─► Plan: what finds a text ─► an expression for the index, passages with what was found
//! ```
//!
//! Both sides are cut by the same rules, so whatever is looked for can be found, and no expression can be unsound:
//!
//! - [`words`] cuts. Letters and digits make words; where a script has no spaces (Chinese, Japanese, Thai) or joins
//!   particles to words (Korean), every two characters that follow each other are one.
//! - [`fold`] takes away what people leave out when they type: case, accents, points, widths and ligatures.
//! - [`Stemmer`] knows which words are forms of one. A text is written in the language that it says, or reads like.
//! - [`Query`] reads what was typed: words, `"phrases"`, `-exclusions`, `tag:names`.
//! - [`passage`] shows where in a text it was found.

mod fold;
mod passage;
mod plan;
mod query;
mod spelling;
mod stem;
mod words;

pub use fold::fold;
pub use passage::passage;
pub use plan::{Pattern, Plan};
pub use query::Query;
pub use spelling::nearest;
pub use stem::{Stemmer, language_of};
pub use words::{Indexed, Word, indexed, words};

/// Begins what stands for a stem in the index: no letter or digit, so no word of a text does.
pub const STEM_MARK: char = '\u{2020}';
