//! What is counted for operators, and how it is told.
//!
//! Counting a hit of the page cache is one relaxed atomic addition; everything else is read when somebody asks.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use axum::http::{HeaderValue, StatusCode};
use blog::service::cluster::Cluster;
use blog::service::{Vitals, WriterMeters};
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::api;

/// The format of [`Metrics::encode`].
pub const CONTENT_TYPE: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

const PREFIX: &str = "lithair_blog";
const STATUS_CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

type Labels = [(&'static str, &'static str); 2];
type Requests = Counter<u64, AtomicU64>;

/// What kind of request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    ReaderHit,
    ReaderMiss,
    Admin,
    Api,
    Operator,
}

impl Kind {
    const ALL: [Self; 5] = [Self::ReaderHit, Self::ReaderMiss, Self::Admin, Self::Api, Self::Operator];

    const fn as_str(self) -> &'static str {
        match self {
            Self::ReaderHit => "reader_hit",
            Self::ReaderMiss => "reader_miss",
            Self::Admin => "admin",
            Self::Api => "api",
            Self::Operator => "operator",
        }
    }

    /// What is no hit, by its path.
    fn of_path(path: &str) -> Self {
        match path {
            _ if api::is_api(path) => Self::Api,
            "/healthz" | "/readyz" | "/metrics" => Self::Operator,
            _ if path == "/admin" || path.starts_with("/admin/") || path.starts_with("/api/") => Self::Admin,
            _ => Self::ReaderMiss,
        }
    }
}

/// Everything that is counted.
pub struct Metrics {
    started_at: Instant,
    registry: Registry,
    /// By kind and class of status: found without a lock.
    requests: [[Requests; STATUS_CLASSES.len()]; Kind::ALL.len()],
}

impl Metrics {
    /// Nothing counted yet.
    pub fn new(writer: &WriterMeters) -> Self {
        let mut registry = Registry::with_prefix(PREFIX);
        let families = Family::<Labels, Requests>::default();
        let requests = Kind::ALL.map(|kind| {
            STATUS_CLASSES.map(|class| families.get_or_create_owned(&[("kind", kind.as_str()), ("status", class)]))
        });
        registry.register("requests", "Answered requests; those for assets aside", families);
        registry.register("batches", "Batches that the writer committed or gave up", writer.batches.clone());
        registry.register("batch_requests", "Requests to write in a batch", writer.batch_requests.clone());
        let help = "From a batch's first decision to the disk";
        registry.register_with_unit("commit_duration", help, Unit::Seconds, writer.commit_seconds.clone());
        registry.register("build", "The program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        Self { started_at: Instant::now(), registry, requests }
    }

    /// Counts an answer out of the page cache.
    pub fn count_hit(&self, status: StatusCode) {
        self.counter(Kind::ReaderHit, status).inc();
    }

    /// Counts any other answer.
    pub fn count(&self, path: &str, status: StatusCode) {
        self.counter(Kind::of_path(path), status).inc();
    }

    fn counter(&self, kind: Kind, status: StatusCode) -> &Requests {
        let class = usize::from(status.as_u16() / 100).clamp(1, STATUS_CLASSES.len()) - 1;
        &self.requests[kind as usize][class]
    }

    /// All of it in the OpenMetrics text format, which Prometheus reads.
    ///
    /// # Errors
    /// When it can't be written, which memory doesn't make happen.
    pub fn encode(&self, vitals: &Vitals, cluster: Option<&Cluster>) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode_registry(&mut text, &self.registry)?;
        encode_registry(&mut text, &self.moment(vitals))?;
        if let Some(cluster) = cluster {
            encode_registry(&mut text, &replication(cluster))?;
        }
        encode_eof(&mut text)?;
        Ok(text)
    }

    /// What is not counted but looked up.
    fn moment(&self, vitals: &Vitals) -> Registry {
        let mut registry = Registry::with_prefix(PREFIX);
        for (name, help, kind) in [
            ("page_cache_hits", "Answers out of the page cache", Kind::ReaderHit),
            ("page_cache_misses", "Readers' answers that had to be made", Kind::ReaderMiss),
        ] {
            let sum: u64 = self.requests[kind as usize].iter().map(Counter::get).sum();
            registry.register(name, help, ConstCounter::new(sum));
        }
        for (name, help, value) in [
            ("page_cache_entries", "Pages in the page cache", vitals.page_entries),
            ("page_cache_size_bytes", "Bytes of the pages in the page cache", vitals.page_bytes),
            ("write_queue_length", "Requests that wait for the writer", vitals.queue_length),
            ("write_queue_capacity", "Requests that may wait before others are turned away", vitals.queue_capacity),
            ("log_head_position", "The position of the last event", vitals.log_position),
            ("log_segments", "Sealed ranges of the log", vitals.segments),
            ("database_size_bytes", "Bytes of the database, its write-ahead log aside", vitals.database_bytes),
            ("uptime_seconds", "How long the program has run", self.started_at.elapsed().as_secs()),
        ] {
            registry.register(name, help, ConstGauge::new(value));
        }
        registry
    }
}

/// How a node stands in its cluster.
fn replication(cluster: &Cluster) -> Registry {
    let mut registry = Registry::with_prefix(PREFIX);
    let silent = cluster.silent_for().map_or(0, |silent| silent.as_secs());
    for (name, help, value) in [
        ("cluster_sequence", "The last message of the shared log that this node has", cluster.sequence()),
        ("cluster_lag", "Messages of the shared log that this node lacks, as far as it knows", cluster.lag()),
        ("cluster_log_silent_seconds", "For how long the shared log has not answered", silent),
        ("cluster_ready", "Whether this node can serve as one of its cluster", u64::from(cluster.unready().is_none())),
    ] {
        registry.register(name, help, ConstGauge::new(value));
    }
    registry
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Metrics").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_the_kind() {
        let cases = [
            ("/", Kind::ReaderMiss),
            ("/administration", Kind::ReaderMiss),
            ("/admin/posts", Kind::Admin),
            ("/api/fn/save", Kind::Admin),
            ("/api/v1/posts", Kind::Api),
            ("/readyz", Kind::Operator),
        ];
        for (path, kind) in cases {
            assert_eq!(Kind::of_path(path), kind, "{path}");
        }
    }

    #[test]
    fn every_kind_has_its_place() {
        for (index, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, index);
        }
    }
}
