//! Files that posts show in a bucket that speaks S3, where operators name one: by `object_store`.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{Certificate, ClientOptions, ObjectStoreExt, RetryConfig};

use super::{BucketOptions, ClusterError, ClusterOptions};

/// A request that takes longer counts as failed.
const ANSWER_MAX: Duration = Duration::from_secs(30);
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// What failed for a reason that may pass is tried again for so long.
const RETRIES_MAX: Duration = Duration::from_secs(10);
/// What a node writes to see that it may.
const PROOF: &str = "written-by";

/// The files of one cluster in a bucket.
#[derive(Debug)]
pub struct Bucket {
    store: AmazonS3,
    cluster: String,
}

impl Bucket {
    /// The bucket that the options name.
    ///
    /// # Errors
    /// When they are no bucket's, or a certificate can't be read.
    pub fn of(options: &ClusterOptions, bucket: &BucketOptions) -> Result<Self, ClusterError> {
        let mut client = ClientOptions::new().with_timeout(ANSWER_MAX).with_connect_timeout(CONNECT_MAX);
        if let Some(file) = &options.ca_file {
            let certificates = Certificate::from_pem_bundle(&std::fs::read(file)?).map_err(unusable)?;
            client = certificates.into_iter().fold(client, ClientOptions::with_root_certificate);
        }
        // The client takes whichever cryptography the program has chosen; the log's client brings this one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let retry = RetryConfig { retry_timeout: RETRIES_MAX, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.access_key.name)
            .with_secret_access_key(&bucket.access_key.password)
            .with_client_options(client.with_allow_http(true))
            .with_retry(retry);
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        Ok(Self { store: builder.build().map_err(unusable)?, cluster: options.name.clone() })
    }

    /// Makes sure that the bucket is there and takes files.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn require_writable(&self, node: &str) -> Result<(), ClusterError> {
        let proof = self.store.put(&self.path(PROOF), node.to_owned().into()).await;
        proof.map(drop).map_err(unusable)
    }

    /// Keeps a file under its hash.
    ///
    /// # Errors
    /// When the bucket does not take it.
    pub async fn keep(&self, hash: &str, bytes: &[u8]) -> Result<(), ClusterError> {
        match self.store.head(&self.path(hash)).await {
            Ok(_) => return Ok(()),
            Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(ClusterError::failed("look for a file")(error)),
        }
        let kept = self.store.put(&self.path(hash), bytes.to_vec().into()).await;
        kept.map(drop).map_err(ClusterError::failed("keep a file"))
    }

    /// What is kept under a hash; none where there is nothing.
    ///
    /// # Errors
    /// When the bucket does not answer.
    pub async fn fetch(&self, hash: &str) -> Result<Option<Vec<u8>>, ClusterError> {
        let found = match self.store.get(&self.path(hash)).await {
            Ok(found) => found.bytes().await,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => Err(error),
        };
        found.map(|bytes| Some(bytes.into())).map_err(ClusterError::failed("give a file back"))
    }

    /// Has nothing kept under a hash any more.
    ///
    /// # Errors
    /// When the bucket does not answer.
    pub async fn forget(&self, hash: &str) -> Result<(), ClusterError> {
        match self.store.delete(&self.path(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(ClusterError::failed("let go of a file")(error)),
        }
    }

    fn path(&self, name: &str) -> Path {
        Path::from_iter([self.cluster.as_str(), "media", name])
    }
}

fn unusable(error: object_store::Error) -> ClusterError {
    ClusterError::Bucket(error.to_string())
}

pub(super) fn of(options: &ClusterOptions) -> Result<Option<Arc<Bucket>>, ClusterError> {
    options.bucket.as_ref().map(|bucket| Bucket::of(options, bucket).map(Arc::new)).transpose()
}
