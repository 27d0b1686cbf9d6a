//! `/admin/cluster`: the nodes of the site, and the log that they share.

use blog::domain::Role;
use blog::service::cluster::{ClusterStatus, NodeStatus};
use blog::text::Text;
use leptos::prelude::*;

use super::layout::{Page, page};
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Where it is.
pub const CLUSTER_PATH: &str = "/admin/cluster";

/// The letters of a hash that tell logs apart.
const HASH_LETTERS: usize = 12;

/// Whether somebody is shown how the site's machines are.
pub fn may_see_cluster(caller: &Caller) -> bool {
    let is_admin = caller.signed_in.as_ref().is_some_and(|signed_in| signed_in.principal.role == Role::Admin);
    is_admin && caller.blog.cluster().is_some()
}

/// The nodes and their log.
#[component]
pub fn ClusterPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    page(async move {
        let caller = expect_context::<Caller>();
        let refuse = |error: FunctionError| {
            error.set_status();
            error
        };
        caller.principal()?;
        let cluster = caller.blog.cluster().filter(|_| may_see_cluster(&caller));
        let cluster = cluster.ok_or(FunctionError::NotFound).map_err(refuse)?;
        let node = cluster.node().to_owned();
        let status = cluster.status().await.inspect_err(|error| tracing::warn!(%error, "the cluster's log is away"));
        Ok(view! { <Cluster text node status=status.ok()/> })
    })
}

#[component]
fn Cluster(text: Text, node: String, status: Option<ClusterStatus>) -> impl IntoView {
    let body = match status {
        None => view! { <p class="message message-error" role="alert">{text.cluster_away()}</p> }.into_any(),
        Some(status) => view! { <Status text status/> }.into_any(),
    };
    view! {
        <Page title=text.cluster_title()>
            <div class="admin-heading"><h1>{text.cluster_title()}</h1></div>
            <p class="muted">{text.cluster_this_node(&node)}</p>
            {body}
        </Page>
    }
}

#[component]
fn Status(text: Text, status: ClusterStatus) -> impl IntoView {
    let ClusterStatus { stream, lease_holder, nodes } = status;
    let nobody = || text.cluster_nobody().to_owned();
    let leader = stream.leader.unwrap_or_else(nobody);
    let holder = lease_holder.unwrap_or_else(nobody);
    let rows: Vec<_> = nodes.into_iter().map(|node| view! { <Node text node/> }).collect();
    view! {
        <p>{text.cluster_log(stream.first_sequence, stream.last_sequence)}</p>
        <p>{text.cluster_leader(&leader)}" "{stream.replicas.join(", ")}</p>
        <p>{text.cluster_holder(&holder)}</p>
        <ol class="post-rows" role="list">{rows}</ol>
    }
}

#[component]
fn Node(text: Text, node: NodeStatus) -> impl IntoView {
    let hash = node.hash.get(..HASH_LETTERS).unwrap_or_default().to_owned();
    let lag = if node.lag == 0 { text.cluster_current().to_owned() } else { text.cluster_lag(node.lag) };
    let seen = text.cluster_seen(node.seen_milliseconds_ago.div_ceil(1_000));
    let halted = node.halted.map(|reason| view! { <span class="message message-error">{reason}</span> });
    view! {
        <li class="post-row">
            <span class="post-row-title">{node.node}</span>
            <span class="post-row-facts muted">
                {lag} " · " {text.cluster_event(node.position)} " " <code>{hash}</code> " · " {node.version} " · "
                {node.address} " · " {seen}
            </span>
            {halted}
        </li>
    }
}
