//! The proof that the log's servers write to their disks before they answer.
//!
//! By default a NATS server flushes its streams every two minutes, so that a power cut takes with it what was answered.
//! `sync_interval: always` changes that, and the system account tells who has it.

use std::collections::BTreeMap;
use std::time::Duration;

use async_nats::jetstream::stream::Info;
use futures_util::StreamExt;
use serde::Deserialize;
use tokio::time::timeout;

use super::{ClusterError, Connection};

/// Servers that don't answer within so long are taken for absent.
const ANSWERS_MAX: Duration = Duration::from_secs(2);
const ASK_ALL: &str = "$SYS.REQ.SERVER.PING.JSZ";

#[derive(Deserialize)]
struct Answer {
    server: Server,
    data: Option<JetStream>,
}

#[derive(Deserialize)]
struct Server {
    name: String,
}

#[derive(Deserialize)]
struct JetStream {
    config: Option<Config>,
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    sync_always: bool,
}

/// Checks that every server that keeps the stream, or could, writes to disk before it answers.
///
/// # Errors
/// [`ClusterError::Unsafe`] with the servers that don't, or when it can't be known; none where the options say that it
/// doesn't matter.
pub async fn require(connection: &Connection, stream: Option<&Info>) -> Result<(), ClusterError> {
    if connection.options.is_unsafe_sync_taken {
        tracing::warn!("servers of the cluster's log may lose answered writes: --cluster-unsafe-sync is set");
        return Ok(());
    }
    let Some(system) = connection.open_system().await? else {
        return Err(ClusterError::Unsafe(
            "without a user of the system account (--cluster-system-user) it can't be known".to_owned(),
        ));
    };
    let writes_first = ask(&system).await?;
    let unsafe_ones: Vec<&str> =
        writes_first.iter().filter(|(_, writes_first)| !**writes_first).map(|(name, _)| name.as_str()).collect();
    if !unsafe_ones.is_empty() {
        return Err(ClusterError::Unsafe(format!("{} write later than they answer", unsafe_ones.join(", "))));
    }
    let keepers = stream.and_then(|info| info.cluster.as_ref()).map(|cluster| {
        cluster
            .leader
            .iter()
            .cloned()
            .chain(cluster.replicas.iter().filter(|peer| !peer.offline).map(|peer| peer.name.clone()))
    });
    for keeper in keepers.into_iter().flatten() {
        if !writes_first.contains_key(&keeper) {
            return Err(ClusterError::Unsafe(format!("{keeper} did not say how it writes")));
        }
    }
    if writes_first.is_empty() { Err(ClusterError::Unsafe("no server said how it writes".to_owned())) } else { Ok(()) }
}

/// Every server with JetStream that answers, and whether it writes first.
async fn ask(system: &async_nats::Client) -> Result<BTreeMap<String, bool>, ClusterError> {
    const WHAT: &str = "say how its servers write";
    let inbox = system.new_inbox();
    let mut answers = system.subscribe(inbox.clone()).await.map_err(ClusterError::failed(WHAT))?;
    let question = br#"{"config": true}"#.as_slice();
    system.publish_with_reply(ASK_ALL, inbox, question.into()).await.map_err(ClusterError::failed(WHAT))?;
    system.flush().await.map_err(ClusterError::failed(WHAT))?;
    let mut writes_first = BTreeMap::new();
    // Nobody says how many there are: who is silent for a while is not there.
    while let Ok(Some(message)) = timeout(ANSWERS_MAX, answers.next()).await {
        let Ok(answer) = serde_json::from_slice::<Answer>(&message.payload) else { continue };
        if let Some(config) = answer.data.and_then(|data| data.config) {
            writes_first.insert(answer.server.name, config.sync_always);
        }
    }
    Ok(writes_first)
}
