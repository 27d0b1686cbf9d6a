//! Pictures of a site that moves here, fetched with the same care as those of cards.

use tokio::time::timeout;

use super::super::Blog;
use super::super::fetch::guard;
use super::ACCEPT_PICTURE;
use crate::domain::link_card::LinkCardRefusal;

/// A larger picture stays where it is.
const PICTURE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Whatever language it has words in.
const ANY_LANGUAGE: &str = "*";

impl Blog {
    /// A picture that is at an address of the web, for an operator who moves a site.
    ///
    /// # Errors
    /// Why there is none, in a sentence.
    pub(in crate::service) async fn fetch_picture(&self, url: &str) -> Result<Vec<u8>, String> {
        let cards = &self.link_cards;
        let fetch = async {
            let fetcher = cards.fetcher.get()?;
            fetcher.get(guard::parse(url)?, ACCEPT_PICTURE, ANY_LANGUAGE, PICTURE_BYTES_MAX).await
        };
        let fetched = timeout(cards.options.time_max * 2, fetch).await.unwrap_or(Err(LinkCardRefusal::TimedOut));
        let fetched = fetched.map_err(|refusal| refusal.to_string())?;
        if fetched.is_cut { Err(format!("larger than {PICTURE_BYTES_MAX} bytes")) } else { Ok(fetched.body) }
    }
}
