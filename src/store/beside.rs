//! What stands beside a post: its neighbours by date, and those that share its labels.

use rusqlite::{Connection, ToSql, params_from_iter};

use super::archive::read_entry;
use super::{StoreError, select_all, select_first, unsigned};
use crate::domain::PostId;
use crate::domain::views::ArchiveEntry;

/// Of a post's labels, so many are looked at, the rarest first: they say most of what it is about.
const LABELS_MAX: usize = 8;
/// Of the posts with a label, so many are looked at, the newest first.
const POSTS_OF_A_LABEL_MAX: usize = 50;

/// A label by its list (`tag` or `category`) and its address.
pub type LabelOf<'l> = (&'static str, &'l str);

/// The post before one by date.
///
/// # Errors
/// When SQLite fails.
pub fn older(connection: &Connection, id: PostId) -> Result<Option<ArchiveEntry>, StoreError> {
    let select = "select slug, title, published_at, language from published
         where kind = 'post' and (published_at, sequence) < (
            select published_at, sequence from published where post_id = ? and kind = 'post'
         )
         order by published_at desc, sequence desc limit 1";
    select_first(connection, select, [id.to_string()], read_entry)
}

/// The post after one by date.
///
/// # Errors
/// When SQLite fails.
pub fn newer(connection: &Connection, id: PostId) -> Result<Option<ArchiveEntry>, StoreError> {
    let select = "select slug, title, published_at, language from published
         where kind = 'post' and (published_at, sequence) > (
            select published_at, sequence from published where post_id = ? and kind = 'post'
         )
         order by published_at, sequence limit 1";
    select_first(connection, select, [id.to_string()], read_entry)
}

/// Other posts with these labels: those with the most of them first, where a label counts the less the more posts have
/// it; of equals, the newest.
///
/// # Errors
/// When SQLite fails.
pub fn related(
    connection: &Connection,
    id: PostId,
    labels: &[LabelOf<'_>],
    limit: usize,
) -> Result<Vec<ArchiveEntry>, StoreError> {
    let weights = weights(connection, labels)?;
    if weights.is_empty() {
        return Ok(Vec::new());
    }
    let candidates = format!(
        "select sequence, published_at, ? as weight from (
            select sequence, published_at from published_terms where taxonomy = ? and slug = ?
            order by published_at desc, sequence desc limit {POSTS_OF_A_LABEL_MAX}
         )"
    );
    let candidates = vec![candidates.as_str(); weights.len()].join(" union all ");
    let select = format!(
        "select slug, title, published.published_at, language from (
            select sequence, max(published_at) as shown_at, sum(weight) as closeness from ({candidates})
            where sequence <> (select sequence from published where post_id = ?)
            group by sequence order by closeness desc, shown_at desc, sequence desc limit {limit}
         ) join published using (sequence) order by closeness desc, shown_at desc, sequence desc"
    );
    let id = id.to_string();
    let mut values: Vec<&dyn ToSql> = Vec::with_capacity(weights.len() * 3 + 1);
    for (list, part, weight) in &weights {
        values.extend([weight as &dyn ToSql, list, part]);
    }
    values.push(&id);
    select_all(connection, &select, params_from_iter(values), read_entry)
}

/// The rarest of these labels that other posts have as well, with what each counts.
fn weights(connection: &Connection, labels: &[LabelOf<'_>]) -> Result<Vec<(String, String, f64)>, StoreError> {
    if labels.is_empty() {
        return Ok(Vec::new());
    }
    // Each label is looked up: from `in (values …)` SQLite would make a search through all labels.
    let select = format!(
        "with wanted (list, part) as (values {})
         select list, part, length from wanted cross join list_lengths using (list, part) where length > 1
         order by length, list, part limit {LABELS_MAX}",
        vec!["(?, ?)"; labels.len()].join(", "),
    );
    let values = labels.iter().flat_map(|(list, part)| [*list, *part]);
    select_all(connection, &select, params_from_iter(values), |row| {
        Ok((row.get(0)?, row.get(1)?, weight(unsigned(row.get(2)?))))
    })
}

/// What a label counts that so many posts have.
pub fn weight(posts: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no site has as many posts as a float can't count")]
    let posts = posts.max(1) as f64;
    1.0 / (1.0 + posts.ln())
}
