//! What a node does all the time: follow the log, watch it, tell others how far it is, and look after snapshots.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

use super::connection::LOG_ID;
use super::jetstream::{TAIL_MAX, batch_of};
use super::snapshot::Housekeeper;
use super::status::NodeStatus;
use super::{Connection, Link};
use crate::service::log::Appended;

const PAUSE: Duration = Duration::from_millis(200);
const WATCH_EVERY: Duration = Duration::from_millis(500);
const TELL_EVERY: Duration = Duration::from_secs(2);
const ANSWER_MAX: Duration = Duration::from_secs(3);

/// Starts them. What was appended comes out of the receiver.
pub fn start(
    connection: &Connection,
    link: &Arc<Link>,
    log_id: &str,
    housekeeper: Housekeeper,
) -> (mpsc::Receiver<Appended>, Vec<AbortHandle>) {
    let (sender, receiver) = mpsc::channel(TAIL_MAX);
    let tasks = vec![
        tokio::spawn(follow(connection.clone(), Arc::clone(link), sender)).abort_handle(),
        tokio::spawn(watch(connection.clone(), Arc::clone(link), log_id.to_owned())).abort_handle(),
        tokio::spawn(tell(connection.clone(), Arc::clone(link))).abort_handle(),
        tokio::spawn(housekeeper.run()).abort_handle(),
    ];
    (receiver, tasks)
}

/// Hands over what is appended, in order, for ever.
async fn follow(connection: Connection, link: Arc<Link>, sender: mpsc::Sender<Appended>) {
    while !sender.is_closed() {
        if let Err(error) = follow_for_a_while(&connection, &link, &sender).await {
            tracing::debug!(%error, "following the shared log was interrupted");
        }
        sleep(PAUSE).await;
    }
}

async fn follow_for_a_while(
    connection: &Connection,
    link: &Link,
    sender: &mpsc::Sender<Appended>,
) -> Result<(), async_nats::Error> {
    let deliver_policy = DeliverPolicy::ByStartSequence { start_sequence: link.applied() + 1 };
    let config = pull::OrderedConfig { deliver_policy, ..pull::OrderedConfig::default() };
    let consumer = timeout(ANSWER_MAX, connection.stream().await?.create_consumer(config)).await??;
    let mut messages = consumer.messages().await?;
    while let Some(message) = messages.next().await {
        let message = message?;
        let sequence = message.info()?.stream_sequence;
        sender.send(batch_of(sequence, message.headers.as_ref(), message.payload.clone())).await?;
    }
    Ok(())
}

/// Asks the stream how far it is, and has the writer look where following lags or something is wrong.
async fn watch(connection: Connection, link: Arc<Link>, log_id: String) {
    let mut applied_before = 0;
    loop {
        sleep(WATCH_EVERY).await;
        let Ok(stream) = connection.stream().await else { continue };
        let Ok(Ok(info)) = timeout(ANSWER_MAX, stream.get_info()).await else { continue };
        *link.answered_at.lock() = Some(Instant::now());
        let (last_sequence, applied) = (info.state.last_sequence, link.applied());
        link.last_sequence.store(last_sequence, Ordering::Relaxed);
        let is_stuck = last_sequence > applied && applied == applied_before;
        let is_another = info.config.metadata.get(LOG_ID) != Some(&log_id);
        if is_stuck || is_another || last_sequence < applied {
            link.behind.notify_one();
        }
        applied_before = applied;
    }
}

/// Tells others how far this node is.
async fn tell(connection: Connection, link: Arc<Link>) {
    loop {
        let node = NodeStatus::of(&connection.options, &link);
        let tell = async {
            let value = serde_json::to_vec(&node)?;
            connection.nodes().await?.put(&key(&node.node), value.into()).await?;
            Ok::<_, async_nats::Error>(())
        };
        match timeout(ANSWER_MAX, tell).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "other nodes could not be told how far this one is"),
            Err(_) => tracing::debug!("other nodes could not be told how far this one is"),
        }
        sleep(TELL_EVERY).await;
    }
}

/// A node's name in the letters that keys may have.
pub(super) fn key(node: &str) -> String {
    node.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' }).collect()
}
