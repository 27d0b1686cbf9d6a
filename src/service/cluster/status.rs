//! What operators see of a cluster.

use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};

use super::connection::patiently;
use super::snapshot::HOLDER;
use super::{ClusterError, ClusterOptions, Connection, Link};
use crate::store::PROGRAM_VERSION;

/// What a cluster says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClusterStatus {
    /// The shared log.
    pub stream: StreamStatus,
    /// The node that does what one node alone may do.
    pub lease_holder: Option<String>,
    /// The nodes that said something lately.
    pub nodes: Vec<NodeStatus>,
}

/// The shared log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StreamStatus {
    /// Its first message.
    pub first_sequence: u64,
    /// Its last message; the one before the first when there is none.
    pub last_sequence: u64,
    /// The bytes of its messages.
    pub bytes: u64,
    /// The server that orders it.
    pub leader: Option<String>,
    /// The servers that keep it besides.
    pub replicas: Vec<String>,
}

/// One node, as it said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeStatus {
    /// Its name.
    pub node: String,
    /// The program's version.
    pub version: String,
    /// The last message that it has.
    pub sequence: u64,
    /// The last event that it has.
    pub position: u64,
    /// The chain's hash there, in hexadecimal.
    pub hash: String,
    /// How many messages it is behind.
    pub lag: u64,
    /// Where it serves.
    pub address: String,
    /// Why it can't follow the log; none where it can.
    pub halted: Option<String>,
    /// When it said so, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub at: u64,
    /// How long ago that is, in milliseconds.
    #[serde(default)]
    pub seen_milliseconds_ago: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks in this way")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl NodeStatus {
    pub(super) fn of(options: &ClusterOptions, link: &Link) -> Self {
        let head = *link.head.lock();
        Self {
            node: options.node.clone(),
            version: PROGRAM_VERSION.to_owned(),
            sequence: link.applied(),
            position: head.position,
            hash: blake3::Hash::from_bytes(head.hash).to_hex().to_string(),
            lag: link.lag(),
            address: options.address.clone(),
            halted: link.halted.lock().clone(),
            at: now_milliseconds(),
            seen_milliseconds_ago: 0,
        }
    }
}

/// What a cluster says of itself, asked from outside.
///
/// # Errors
/// When its servers can't be reached, or there is no such cluster.
pub async fn status(options: &ClusterOptions) -> Result<ClusterStatus, ClusterError> {
    let connection = Connection::open(options).await?;
    patiently(|| of(&connection)).await
}

pub(super) async fn of(connection: &Connection) -> Result<ClusterStatus, ClusterError> {
    let info = connection.stream_info().await?.ok_or(ClusterError::Missing(connection.options.name.clone()))?;
    let cluster = info.cluster.unwrap_or_default();
    let replicas = cluster.replicas.into_iter().map(|peer| match (peer.offline, peer.current) {
        (true, _) => format!("{} (offline)", peer.name),
        (false, false) => format!("{} (behind)", peer.name),
        (false, true) => peer.name,
    });
    let stream = StreamStatus {
        first_sequence: info.state.first_sequence,
        last_sequence: info.state.last_sequence,
        bytes: info.state.bytes,
        leader: cluster.leader,
        replicas: replicas.collect(),
    };
    let lease = connection.lease().await?.get(HOLDER).await.map_err(ClusterError::failed("name the lease's holder"))?;
    let lease_holder = lease.map(|name| String::from_utf8_lossy(&name).into_owned());
    Ok(ClusterStatus { stream, lease_holder, nodes: nodes(connection).await? })
}

/// The nodes that said something lately, by name.
pub(super) async fn nodes(connection: &Connection) -> Result<Vec<NodeStatus>, ClusterError> {
    let store = connection.nodes().await?;
    let failed = "name its nodes";
    let keys = store.keys().await.map_err(ClusterError::failed(failed))?;
    let keys: Vec<String> = keys.try_collect().await.map_err(ClusterError::failed(failed))?;
    let mut nodes = Vec::with_capacity(keys.len());
    for key in keys {
        let value = store.get(key).await.map_err(ClusterError::failed(failed))?;
        let node = value.and_then(|value| serde_json::from_slice::<NodeStatus>(&value).ok());
        nodes.extend(node.map(|node| NodeStatus {
            seen_milliseconds_ago: now_milliseconds().saturating_sub(node.at),
            at: 0,
            ..node
        }));
    }
    nodes.sort_by(|one, other| one.node.cmp(&other.node));
    Ok(nodes)
}

fn now_milliseconds() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_millis());
    u64::try_from(elapsed).unwrap_or(u64::MAX)
}
