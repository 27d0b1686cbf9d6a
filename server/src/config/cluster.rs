//! What nodes of a cluster are told.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use blog::service::cluster::{BucketOptions, ClusterOptions, User};

use super::{ConfigError, Layers, wrong_value};

/// Where Linux says what the machine is called.
const MACHINE_NAME: &str = "/proc/sys/kernel/hostname";

impl Layers {
    /// The cluster that the settings name; none where they name no servers.
    pub(super) fn cluster(&self, addr: SocketAddr) -> Result<Option<ClusterOptions>, ConfigError> {
        let urls: Vec<String> = self.list("cluster_url")?;
        if urls.is_empty() {
            return Ok(None);
        }
        Ok(Some(ClusterOptions {
            urls,
            name: self.cluster_name()?,
            node: self.node_name()?,
            address: addr.to_string(),
            user: self.user("cluster_user", "cluster_password", "cluster_password_file")?,
            credentials_file: self.path("cluster_credentials_file")?,
            ca_file: self.path("cluster_ca_file")?,
            certificate: self.path("cluster_certificate_file")?.zip(self.path("cluster_key_file")?),
            replicas: self.parse("cluster_replicas")?,
            system_user: self.user("cluster_system_user", "cluster_system_password", "cluster_system_password_file")?,
            is_unsafe_sync_taken: self.parse("cluster_unsafe_sync")?,
            wait: Duration::from_secs(self.parse("cluster_wait_seconds")?),
            snapshot_after: self.parse("cluster_snapshot_after")?,
            lag_max: self.parse("cluster_lag_max")?,
            bucket: self.bucket()?,
        }))
    }

    /// Where files that posts show are kept, if not by the log's servers.
    fn bucket(&self) -> Result<Option<BucketOptions>, ConfigError> {
        let (name, origin) = self.text("cluster_bucket");
        if name.is_empty() {
            return Ok(None);
        }
        let key = self.user("cluster_bucket_key", "cluster_bucket_secret", "cluster_bucket_secret_file")?;
        let access_key = key.ok_or_else(|| wrong_value(origin, name.clone(), &"needs --cluster-bucket-key as well"))?;
        let endpoint = Some(self.text("cluster_bucket_endpoint").0).filter(|endpoint| !endpoint.is_empty());
        Ok(Some(BucketOptions { name, endpoint, region: self.text("cluster_bucket_region").0, access_key }))
    }

    /// Streams and subjects are named after it, in which dots and spaces mean something else.
    fn cluster_name(&self) -> Result<String, ConfigError> {
        let (name, origin) = self.text("cluster_name");
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        if !name.is_empty() && name.chars().all(is_plain) {
            return Ok(name);
        }
        Err(wrong_value(origin, name, &"must be letters, digits, hyphens and underscores"))
    }

    fn node_name(&self) -> Result<String, ConfigError> {
        let (name, origin) = self.text("cluster_node");
        if !name.is_empty() {
            return Ok(name);
        }
        let machine = std::fs::read_to_string(MACHINE_NAME).unwrap_or_default();
        match machine.trim() {
            "" => Err(wrong_value(origin, name, &"must be set: the machine does not say what it is called")),
            machine => Ok(machine.to_owned()),
        }
    }

    fn path(&self, name: &str) -> Result<Option<PathBuf>, ConfigError> {
        self.parse_if_set(name)
    }

    /// A user with the password, from wherever that is.
    fn user(&self, user: &str, password: &str, file: &str) -> Result<Option<User>, ConfigError> {
        let (name, _) = self.text(user);
        if name.is_empty() {
            return Ok(None);
        }
        let Some(path) = self.path(file)? else { return Ok(Some(User { name, password: self.text(password).0 })) };
        match std::fs::read_to_string(&path) {
            Ok(content) => {
                let password = content.trim_end_matches(['\r', '\n']).to_owned();
                Ok(Some(User { name, password }))
            }
            Err(error) => Err(ConfigError::File { path, reason: error.to_string() }),
        }
    }
}
