//! Smaller copies of pictures, made in the background, one picture after the other.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::task::AbortHandle;

use super::pictures;
use super::readers::Lookup;
use super::writer::Command;
use super::{Blog, ServiceError};
use crate::domain::Principal;
use crate::domain::media::{self, MediaCommand};
use crate::store::{Database, StoreError, media as stored, variants};

/// How often this node looks for pictures that others added.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// A smaller copy of a picture, or where the picture itself is while there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variant {
    /// As WebP.
    Copy(Vec<u8>),
    /// The picture's own address.
    Original(String),
}

/// What makes copies until it is dropped.
#[derive(Debug)]
pub(super) struct Maker(AbortHandle);

impl Drop for Maker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Blog {
    /// Makes what is missing, now and whenever pictures are added, until the blog is closed.
    pub fn make_variants_in_background(self: &Arc<Self>) {
        let task = tokio::spawn(make_now_and_then(Arc::downgrade(self)));
        *self.maker.lock() = Some(Maker(task.abort_handle()));
    }

    /// Makes the copies of every picture that has none yet, once it is known how large it is. Gives how many pictures that
    /// were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_missing_variants(&self) -> Result<u64, ServiceError> {
        let measures = self.cluster().is_none_or(|cluster| cluster.holds_lease());
        while measures && self.measure_next().await? {}
        let mut made = 0;
        while self.make_next_variants().await? {
            made += 1;
        }
        Ok(made)
    }

    /// Puts on record how large a picture is that was added before that was.
    async fn measure_next(&self) -> Result<bool, ServiceError> {
        let Some((hash, former_name)) = self.database.read(variants::next_unmeasured).await? else { return Ok(false) };
        let _permit = self.media.decoding.acquire().await.map_err(|_| ServiceError::Stopping)?;
        let (file, limits, measured_hash) = (self.file.clone(), self.media.limits, hash.clone());
        let measured = tokio::task::spawn_blocking(move || {
            let mut connection = Database::open_beside(&file)?;
            let bytes = stored::bytes(&connection, &measured_hash)?.unwrap_or_default();
            // A decoder that panics has met a picture that stays without a size.
            let measured = std::panic::catch_unwind(|| pictures::measure(&bytes, &limits)).unwrap_or_default();
            if measured.is_none() {
                variants::keep(&mut connection, &measured_hash, &[])?;
            }
            Ok::<_, StoreError>(measured)
        });
        if let Some((picture, extension)) = measured.await.map_err(|_| ServiceError::Stopping)?? {
            let file_name = media::file_name(&former_name, Some(picture), extension);
            let command = MediaCommand::MeasureMedia { file_name, picture };
            self.write(&Principal::SYSTEM, vec![Command::Media { hash, command }]).await?;
        }
        Ok(true)
    }

    async fn make_next_variants(&self) -> Result<bool, ServiceError> {
        let Some(hash) = self.database.read(variants::next_missing).await? else { return Ok(false) };
        // No more than one picture is in memory at once, whether it is looked at or made smaller.
        let _permit = self.media.decoding.acquire().await.map_err(|_| ServiceError::Stopping)?;
        let (file, limits) = (self.file.clone(), self.media.limits);
        let made = tokio::task::spawn_blocking(move || {
            let mut connection = Database::open_beside(&file)?;
            let bytes = stored::bytes(&connection, &hash)?.unwrap_or_default();
            // A decoder that panics has met a picture without copies.
            let made = std::panic::catch_unwind(|| pictures::variants(&bytes, &limits)).unwrap_or_default();
            let made: Vec<_> = made.into_iter().map(|variant| (variant.width, variant.bytes)).collect();
            variants::keep(&mut connection, &hash, &made)
        });
        made.await.map_err(|_| ServiceError::Stopping)??;
        Ok(true)
    }

    /// The copy of a picture that is so wide. One that is not made yet will be; until then the picture itself serves.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn media_variant(&self, hash: &str, width: u32) -> Result<Lookup<Variant>, ServiceError> {
        let pool = self.database.readers();
        let Some(address) = stored::find_address(pool, hash).await? else { return Ok(Lookup::Missing) };
        if address.is_deleted {
            return Ok(Lookup::Gone);
        }
        Ok(Lookup::Found(match variants::find(pool, hash, width).await? {
            Some(bytes) => Variant::Copy(bytes),
            None => {
                self.media.wanted.notify_one();
                Variant::Original(media::path(hash, &address.file_name))
            }
        }))
    }
}

async fn make_now_and_then(blog: Weak<Blog>) {
    while let Some(strong) = blog.upgrade() {
        match strong.make_missing_variants().await {
            Ok(0) => {}
            Ok(pictures) => tracing::info!(pictures, "smaller copies were made"),
            Err(error) => tracing::error!(%error, "smaller copies could not be made"),
        }
        // Whoever waits doesn't keep the blog.
        let studio = Arc::clone(&strong.media);
        drop(strong);
        let _ = tokio::time::timeout(LOOK_EVERY, studio.wanted.notified()).await;
    }
}
