//! Writers' pages and their forms, as a browser without a script sends them.

mod bulk;
mod comments;
mod details;
mod editor;
mod email;
mod functions;
mod held;
mod history;
mod labels;
mod link_cards;
mod login;
mod media;
mod merge;
mod notes;
mod people;
mod post_list;
mod posts;
mod previews;
mod review;
mod schedule;
mod settings;
mod setup;
mod versions;

use axum::http::Method;

use crate::site::{Answer, Site};

const FORM: &str = "application/x-www-form-urlencoded";

/// Sends a form as somebody who signed in, or as nobody with an empty cookie.
async fn send_form(site: &Site, address: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    send_bytes(site, address, cookie, body.into_bytes()).await
}

async fn send_bytes(site: &Site, address: &str, cookie: &str, body: Vec<u8>) -> Answer {
    let headers = [("content-type", FORM), ("cookie", cookie), ("origin", "https://blog.example.org")];
    site.ask(Method::POST, address, &headers, body).await
}

impl Answer {
    #[track_caller]
    fn leads_to(&self, address: &str) {
        assert_eq!(self.status, 303, "{}", self.text());
        assert_eq!(self.header("location"), address);
    }

    #[track_caller]
    fn refused_with(&self, status: u16, parts: &[&str]) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(self.header("cache-control"), "private, no-store");
        for part in parts {
            assert!(self.text().contains(part), "{part} is missing in\n{}", self.text());
        }
    }
}
