//! What operators want to know of the service.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};

use super::writer::QUEUE_REQUESTS_MAX;
use super::{Blog, ServiceError};

/// What the writer counts. Cheap to clone; every copy shows the same.
#[derive(Clone, Debug)]
pub struct WriterMeters {
    /// Batches that were written or given up.
    pub batches: Counter,
    /// How many requests were in each.
    pub batch_requests: Histogram,
    /// How long each took, from its first decision to the disk, in seconds.
    pub commit_seconds: Histogram,
}

impl Default for WriterMeters {
    fn default() -> Self {
        Self {
            batches: Counter::default(),
            // 1 to 256, the most that a batch can have.
            batch_requests: Histogram::new(exponential_buckets(1.0, 2.0, 9)),
            // 0.1 ms to 1.6 s.
            commit_seconds: Histogram::new(exponential_buckets(1e-4, 2.0, 15)),
        }
    }
}

impl WriterMeters {
    /// Counts a batch.
    pub(super) fn note(&self, requests: usize, duration: Duration) {
        self.batches.inc();
        self.batch_requests.observe(requests as f64);
        self.commit_seconds.observe(duration.as_secs_f64());
    }
}

/// How the service is at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// Pages in the page cache.
    pub page_entries: u64,
    /// Their bytes.
    pub page_bytes: u64,
    /// Requests that wait for the writer.
    pub queue_length: u64,
    /// How many may wait before further ones are turned away.
    pub queue_capacity: u64,
    /// The position of the last event.
    pub log_position: u64,
    /// How many segments there are.
    pub segments: u64,
    /// How many bytes the database has, its write-ahead log aside.
    pub database_bytes: u64,
}

impl Blog {
    /// What the writer counts.
    pub const fn writer_meters(&self) -> &WriterMeters {
        &self.meters
    }

    /// How the service is now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vitals(&self) -> Result<Vitals, ServiceError> {
        let extent = self.database.extent().await?;
        let (page_entries, page_bytes) = self.pages().size();
        Ok(Vitals {
            page_entries,
            page_bytes,
            queue_length: self.queue.len() as u64,
            queue_capacity: QUEUE_REQUESTS_MAX as u64,
            log_position: extent.position,
            segments: extent.segments,
            database_bytes: extent.bytes,
        })
    }
}
