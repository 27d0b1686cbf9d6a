//! A bucket in memory that answers as S3 does to whoever has its key. It takes signatures as they are: how S3 is spoken is
//! the library's business and tested there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, mpsc};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, ETAG, LAST_MODIFIED};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::put;
use tokio::net::TcpListener;

pub const KEY: &str = "the-key-of-the-bucket";
pub const NAME: &str = "images";

type Files = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// The bucket, for as long as the test runs.
pub struct Bucket {
    pub endpoint: String,
    files: Files,
}

impl Bucket {
    pub fn start() -> Self {
        let files = Files::default();
        let (told, endpoint) = mpsc::channel();
        let served = Arc::clone(&files);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                told.send(format!("http://{}", listener.local_addr().unwrap())).unwrap();
                let files = put(keep).get(give).with_state(served);
                let router = Router::new().route(&format!("/{NAME}/{{*key}}"), files).layer(from_fn(require_key));
                axum::serve(listener, router).await.unwrap();
            });
        });
        Self { endpoint: endpoint.recv().unwrap(), files }
    }

    /// The names of what it keeps.
    pub fn names(&self) -> Vec<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }

    /// Changes what is kept, as a broken disk does.
    pub fn damage(&self, is_meant: impl Fn(&str) -> bool) {
        let mut files = self.files.lock().unwrap();
        files
            .iter_mut()
            .filter(|(name, _)| is_meant(name))
            .for_each(|(_, bytes)| *bytes = Bytes::from_static(b"other"));
    }
}

async fn require_key(request: Request, next: Next) -> Response {
    let authorization = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if authorization.contains(&format!("Credential={KEY}/")) && authorization.contains("/s3/aws4_request") {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

async fn keep(State(files): State<Files>, request: Request) -> Response {
    let name = request.uri().path().to_owned();
    let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
    files.lock().unwrap().insert(name, bytes);
    [(ETAG, "\"kept\"")].into_response()
}

async fn give(State(files): State<Files>, request: Request) -> Response {
    match files.lock().unwrap().get(request.uri().path()) {
        Some(bytes) => {
            let headers = [(ETAG, "\"kept\""), (LAST_MODIFIED, "Mon, 23 Nov 2026 12:00:00 GMT")];
            (headers, bytes.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
