//! Many who ask for the same page at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::site::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_simultaneous_misses_make_a_page_once() {
    let site = Arc::new(Site::new().await);
    site.published("Hello").await;
    for address in ["/posts/hello", "/", "/feed.xml"] {
        let barrier = Arc::new(tokio::sync::Barrier::new(1_000));
        let mut askers = JoinSet::new();
        for _ in 0..1_000 {
            let (site, barrier) = (Arc::clone(&site), Arc::clone(&barrier));
            askers.spawn(async move {
                barrier.wait().await;
                site.get(address).await
            });
        }
        let mut outcomes = BTreeMap::<String, usize>::new();
        let mut bodies = Vec::new();
        for answer in askers.join_all().await {
            assert_eq!(answer.status.as_u16(), 200);
            *outcomes.entry(answer.header("cache-status").to_owned()).or_default() += 1;
            bodies.push(answer.body);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{address}");
        assert_eq!(outcomes.get("lithair-blog; fwd=miss; stored"), Some(&1), "{address}: {outcomes:?}");
        let known = ["lithair-blog; fwd=miss; stored", "lithair-blog; fwd=miss; collapsed", "lithair-blog; hit"];
        assert!(outcomes.keys().all(|outcome| known.contains(&outcome.as_str())), "{address}: {outcomes:?}");
    }
}
