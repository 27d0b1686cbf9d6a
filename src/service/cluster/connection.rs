//! Reaching the log's servers, and the names of what is kept there.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_nats::jetstream::{self, kv, object_store, stream};
use async_nats::{ConnectErrorKind, ConnectOptions};

use super::bucket::{self, Bucket};
use super::jetstream::STALE_LEADER_MAX;
use super::{ClusterError, ClusterOptions, User};

/// A server that does not answer for so long is taken for gone.
const ANSWER_MAX: Duration = Duration::from_secs(5);
const PING_INTERVAL: Duration = Duration::from_secs(3);
const RECONNECT_PAUSE_MAX: Duration = Duration::from_secs(2);
/// Within so long servers agree on a leader.
const LEADER_MAX: Duration = Duration::from_secs(10);
const CONNECT_PAUSE: Duration = Duration::from_millis(250);
const ASK_AGAIN_EVERY: Duration = Duration::from_secs(1);
/// A batch of the same name that comes within so long after the first is the same batch.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(120);
/// What a node says of itself is forgotten after so long.
const PRESENCE_MAX: Duration = Duration::from_secs(20);
/// The holder of the lease has to renew it within so long.
pub(super) const LEASE_MAX: Duration = Duration::from_secs(15);

const CHUNK_BYTES_MAX: usize = 256 * 1024;

/// Under this name the stream says which log it is.
pub(super) const LOG_ID: &str = "lithair-log-id";
/// Under this name it says in which version of the protocol.
const PROTOCOL: &str = "lithair-protocol";
/// The version of the protocol that this program speaks: raised when nodes of an older version could not follow.
const PROTOCOL_VERSION: u32 = 1;

/// A connection to the log's servers.
#[derive(Clone)]
pub struct Connection {
    pub(super) options: ClusterOptions,
    pub(super) client: async_nats::Client,
    pub(super) context: jetstream::Context,
    pub(super) bucket: Option<Arc<Bucket>>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connection").field("name", &self.options.name).finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects, and tries again for as long as the options say.
    ///
    /// # Errors
    /// In one line, why no server takes the connection.
    pub async fn open(options: &ClusterOptions) -> Result<Self, ClusterError> {
        let user = options.user.as_ref();
        let client = connect(options, user).await?;
        let mut context = jetstream::new(client.clone());
        context.set_timeout(ANSWER_MAX);
        Ok(Self { options: options.clone(), client, context, bucket: bucket::of(options)? })
    }

    /// A connection as a user of the system account, where the options name one.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub(super) async fn open_system(&self) -> Result<Option<async_nats::Client>, ClusterError> {
        match &self.options.system_user {
            Some(user) => connect(&self.options, Some(user)).await.map(Some),
            None => Ok(None),
        }
    }

    /// How large a part of a file may be to fit into a message.
    pub(super) fn chunk_bytes(&self) -> usize {
        CHUNK_BYTES_MAX.min(self.client.max_payload() / 2)
    }

    pub(super) fn stream_name(&self) -> String {
        format!("{}-log", self.options.name)
    }

    pub(super) fn subject(&self) -> String {
        format!("{}.log", self.options.name)
    }

    /// Where nodes tell each other what needs no log.
    pub(super) fn news(&self) -> String {
        format!("{}.news", self.options.name)
    }

    /// The stream, without asking for it.
    pub(super) async fn stream(&self) -> Result<stream::Stream<()>, ClusterError> {
        self.context.get_stream_no_info(self.stream_name()).await.map_err(ClusterError::failed("name its stream"))
    }

    /// What the stream says of itself; none where there is no such stream.
    ///
    /// # Errors
    /// When the servers don't answer, or nodes of another version share it.
    pub(super) async fn stream_info(&self) -> Result<Option<stream::Info>, ClusterError> {
        let info = match self.stream().await?.get_info().await {
            Ok(info) => info,
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(ClusterError::failed("describe its stream")(error)),
        };
        require_protocol(&self.options.name, info.config.metadata.get(PROTOCOL).map(String::as_str))?;
        Ok(Some(info))
    }

    /// The same once the servers have agreed on who orders the stream, for as long as the options say.
    pub(super) async fn stream_info_when_led(&self) -> Result<Option<stream::Info>, ClusterError> {
        ask_for(self.options.wait, || self.stream_info()).await
    }

    /// The furthest that the stream is said to be for as long as a server that was cut off could answer with what it had
    /// then.
    pub(super) async fn furthest_stream_info(&self) -> Result<Option<stream::Info>, ClusterError> {
        let deadline = Instant::now() + STALE_LEADER_MAX;
        let mut furthest: Option<stream::Info> = None;
        while let Some(info) = self.stream_info().await? {
            if furthest.as_ref().is_none_or(|known| info.state.last_sequence > known.state.last_sequence) {
                furthest = Some(info);
            }
            if Instant::now() >= deadline {
                break;
            }
            tokio::time::sleep(ASK_AGAIN_EVERY).await;
        }
        Ok(furthest)
    }

    /// Makes the stream, whose first message will have that place.
    ///
    /// # Errors
    /// When the servers refuse, as with fewer of them than replicas.
    pub(super) async fn create_stream(&self, log_id: &str, first_sequence: u64) -> Result<(), ClusterError> {
        let metadata = [(LOG_ID, log_id.to_owned()), (PROTOCOL, PROTOCOL_VERSION.to_string())];
        let config = stream::Config {
            name: self.stream_name(),
            subjects: vec![self.subject()],
            storage: stream::StorageType::File,
            num_replicas: self.options.replicas,
            discard: stream::DiscardPolicy::New,
            duplicate_window: DUPLICATE_WINDOW,
            deny_delete: true,
            first_sequence: Some(first_sequence),
            metadata: metadata.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            ..stream::Config::default()
        };
        self.context.create_stream(config).await.map_err(ClusterError::failed("make its stream"))?;
        Ok(())
    }

    pub(super) async fn delete_stream(&self) -> Result<(), ClusterError> {
        match self.context.delete_stream(self.stream_name()).await {
            Ok(_) => Ok(()),
            Err(error) => Err(ClusterError::failed("delete its stream")(error)),
        }
    }

    /// Where nodes say what they are, and forget those who no longer do.
    pub(super) async fn nodes(&self) -> Result<kv::Store, ClusterError> {
        self.bucket("nodes", PRESENCE_MAX).await
    }

    /// Where the holder of the lease is named.
    pub(super) async fn lease(&self) -> Result<kv::Store, ClusterError> {
        self.bucket("lease", LEASE_MAX).await
    }

    /// Which nodes have confirmed which snapshots.
    pub(super) async fn confirmations(&self) -> Result<kv::Store, ClusterError> {
        self.bucket("confirmations", Duration::ZERO).await
    }

    async fn bucket(&self, name: &str, max_age: Duration) -> Result<kv::Store, ClusterError> {
        let bucket = format!("{}-{name}", self.options.name);
        if let Ok(store) = self.context.get_key_value(&bucket).await {
            return Ok(store);
        }
        let config = kv::Config { bucket, max_age, num_replicas: self.options.replicas, ..kv::Config::default() };
        self.context.create_key_value(config).await.map_err(ClusterError::failed("make a bucket"))
    }

    /// Whole databases.
    pub(super) async fn snapshots(&self) -> Result<object_store::ObjectStore, ClusterError> {
        self.objects("snapshots").await
    }

    /// Files that posts show.
    pub(super) async fn media(&self) -> Result<object_store::ObjectStore, ClusterError> {
        self.objects("media").await
    }

    async fn objects(&self, name: &str) -> Result<object_store::ObjectStore, ClusterError> {
        let bucket = format!("{}-{name}", self.options.name);
        if let Ok(store) = self.context.get_object_store(&bucket).await {
            return Ok(store);
        }
        let num_replicas = self.options.replicas;
        let config = object_store::Config { bucket, num_replicas, ..object_store::Config::default() };
        self.context.create_object_store(config).await.map_err(ClusterError::failed("make a store of files"))
    }
}

/// Asks the servers, and asks again for a while when that fails: what was just made on some of them is not yet known to
/// all, and after a server's death nobody answers for what it ordered until the others have agreed on who does.
///
/// # Errors
/// The failure, once it has been tried for long enough.
pub(super) async fn patiently<T, Answer>(ask: impl Fn() -> Answer) -> Result<T, ClusterError>
where
    Answer: Future<Output = Result<T, ClusterError>>,
{
    ask_for(LEADER_MAX, ask).await
}

async fn ask_for<T, Answer>(max: Duration, ask: impl Fn() -> Answer) -> Result<T, ClusterError>
where
    Answer: Future<Output = Result<T, ClusterError>>,
{
    let deadline = Instant::now() + max;
    loop {
        match ask().await {
            Err(error @ ClusterError::Failed { .. }) if Instant::now() < deadline => {
                tracing::debug!(%error, "tried again");
                tokio::time::sleep(CONNECT_PAUSE).await;
            }
            answer => return answer,
        }
    }
}

/// Nodes of one cluster speak the same version of its protocol.
fn require_protocol(cluster: &str, spoken: Option<&str>) -> Result<(), ClusterError> {
    if spoken == Some(&PROTOCOL_VERSION.to_string()) {
        return Ok(());
    }
    let spoken = spoken.unwrap_or("no");
    Err(ClusterError::Stranger(format!(
        "the nodes of cluster {cluster:?} speak version {spoken} of its protocol, and this program speaks version \
         {PROTOCOL_VERSION}: start the version of the program that they are"
    )))
}

fn is_missing(error: &stream::InfoError) -> bool {
    use async_nats::jetstream::ErrorCode;
    use std::error::Error;
    error
        .source()
        .and_then(|source| source.downcast_ref::<jetstream::Error>())
        .is_some_and(|error| error.error_code() == ErrorCode::STREAM_NOT_FOUND)
        || error.to_string().contains("stream not found")
}

async fn connect(options: &ClusterOptions, user: Option<&User>) -> Result<async_nats::Client, ClusterError> {
    let deadline = Instant::now() + options.wait;
    let urls = options.urls.join(", ");
    loop {
        let error = match connect_options(options, user).await?.connect(options.urls.as_slice()).await {
            Ok(client) => return Ok(client),
            Err(error) => error,
        };
        let may_come =
            matches!(error.kind(), ConnectErrorKind::Io | ConnectErrorKind::TimedOut | ConnectErrorKind::Dns);
        if !may_come || Instant::now() >= deadline {
            let reason = match error.kind() {
                ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => {
                    "it does not take this user or these credentials".to_owned()
                }
                _ => error.to_string(),
            };
            return Err(ClusterError::Unreachable { urls, reason });
        }
        tokio::time::sleep(CONNECT_PAUSE).await;
    }
}

async fn connect_options(options: &ClusterOptions, user: Option<&User>) -> Result<ConnectOptions, ClusterError> {
    let mut connect = ConnectOptions::new()
        .name(format!("lithair-blog {}", options.node))
        // What a node tells, it knows already.
        .no_echo()
        .connection_timeout(ANSWER_MAX)
        .request_timeout(Some(ANSWER_MAX))
        .ping_interval(PING_INTERVAL)
        .reconnect_delay_callback(|attempts| {
            (Duration::from_millis(100) * u32::try_from(attempts).unwrap_or(u32::MAX).min(20)).min(RECONNECT_PAUSE_MAX)
        })
        .event_callback(|event| async move { tracing::info!(%event, "the cluster's log") });
    if let Some(User { name, password }) = user {
        connect = connect.user_and_password(name.clone(), password.clone());
    } else if let Some(file) = &options.credentials_file {
        connect = connect.credentials_file(file).await?;
    }
    if let Some(file) = &options.ca_file {
        connect = connect.add_root_certificates(file.clone());
    }
    if let Some((certificate, key)) = &options.certificate {
        connect = connect.add_client_certificate(certificate.clone(), key.clone());
    }
    Ok(connect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_protocol_is_refused_by_its_version() {
        assert!(require_protocol("blog", Some("1")).is_ok());
        for (spoken, said) in [(Some("2"), "version 2"), (None, "version no")] {
            let refused = require_protocol("blog", spoken).unwrap_err().to_string();
            assert!(refused.contains(said) && refused.contains("version 1"), "{refused}");
        }
    }
}
