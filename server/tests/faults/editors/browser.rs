//! A browser on a line that loses things: requests, answers, and halves of either.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::island::LocalCopy;
use super::page::Fields;
use crate::process::{Chance, WAIT_MAX};

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    headers: Vec<(String, String)>,
}

impl Answer {
    /// Where it leads.
    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// What becomes of a request on its way.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    Arrives,
    /// After that many milliseconds.
    IsLate(u64),
    IsLost,
    /// The connection ends in the middle of it.
    IsTorn,
    /// The server has all of it, and that many milliseconds later nobody listens any more.
    AnswerIsLost(u64),
    /// Something on the way holds it back for so many milliseconds, while the browser thinks that it is lost.
    IsHeldBack(u64),
}

impl Fate {
    /// Most requests arrive.
    pub fn of(chance: &mut Chance) -> Self {
        match chance.below(20) {
            0 => Self::IsLost,
            1 => Self::IsTorn,
            2 => Self::AnswerIsLost(chance.below(3)),
            3 => Self::AnswerIsLost(chance.below(600)),
            4 => Self::AnswerIsLost(2_000 + chance.below(2_000)),
            5 | 6 => Self::IsLate(chance.below(300)),
            7 => Self::IsHeldBack(chance.below(3_000)),
            _ => Self::Arrives,
        }
    }
}

/// A request as a browser sends it.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    path: String,
    content_type: &'static str,
    token: String,
    body: String,
}

impl Request {
    pub fn page(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), content_type: "text/plain", token: String::new(), body: String::new() }
    }

    /// What a program asks.
    pub fn by_token(path: impl Into<String>, token: &str) -> Self {
        Self { token: format!("authorization: Bearer {token}\r\n"), ..Self::page(path) }
    }

    /// A form that a browser itself sends: with the line ends that such forms have.
    pub fn form(path: impl Into<String>, fields: &Fields) -> Self {
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.replace('\n', "\r\n")));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { method: "POST", content_type: "application/x-www-form-urlencoded", body, ..Self::page(path) }
    }

    /// A server function that a script calls.
    pub fn function(name: &str, arguments: &serde_json::Value) -> Self {
        let body = arguments.to_string();
        Self { method: "POST", content_type: "application/json", body, ..Self::page(format!("/api/fn/{name}")) }
    }
}

/// Where the server listens now: whenever it starts again, elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Line(Arc<Mutex<String>>);

impl Line {
    pub fn leads_to(&self, addr: &str) {
        addr.clone_into(&mut self.0.lock().unwrap());
    }

    /// Nothing when no whole answer comes.
    pub fn send(&self, request: &Request, cookie: &str, fate: Fate) -> Option<Answer> {
        if let Fate::IsLate(milliseconds) = fate {
            std::thread::sleep(Duration::from_millis(milliseconds));
        }
        if matches!(fate, Fate::IsLost) {
            return None;
        }
        if let Fate::IsHeldBack(milliseconds) = fate {
            let (line, request, cookie) = (self.clone(), request.clone(), cookie.to_owned());
            std::thread::spawn(move || line.send(&request, &cookie, Fate::IsLate(milliseconds)));
            return None;
        }
        let addr = self.0.lock().unwrap().clone();
        let Request { method, path, content_type, token, body } = request;
        let length = body.len();
        let bytes = format!(
            "{method} {path} HTTP/1.1\r\nhost: {addr}\r\norigin: http://{addr}\r\ncookie: {cookie}\r\n\
             {token}content-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        let mut connection = TcpStream::connect(&addr).ok()?;
        connection.set_read_timeout(Some(WAIT_MAX)).ok()?;
        let sent = if matches!(fate, Fate::IsTorn) { bytes.len() / 2 } else { bytes.len() };
        connection.write_all(&bytes.as_bytes()[..sent]).ok()?;
        match fate {
            Fate::AnswerIsLost(milliseconds) => {
                std::thread::sleep(Duration::from_millis(milliseconds));
                None
            }
            Fate::IsTorn | Fate::IsLost | Fate::IsHeldBack(_) => None,
            Fate::Arrives | Fate::IsLate(_) => {
                let mut answer = Vec::new();
                connection.read_to_end(&mut answer).ok()?;
                whole(&answer)
            }
        }
    }
}

/// An answer that is as long as it says.
fn whole(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let body = &bytes[end + 4..];
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let pairs = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    let headers = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    let mut answer = Answer { status, body: String::new(), headers };
    let body = match answer.header("content-length").map(str::parse::<usize>) {
        Some(length) => body.get(..length.ok()?)?.to_vec(),
        None if answer.header("transfer-encoding") == Some("chunked") => unchunked(body)?,
        None => body.to_vec(),
    };
    answer.body = String::from_utf8(body).ok()?;
    Some(answer)
}

fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).ok()?, 16).ok()?;
        let chunk = bytes.get(end + 2..end + 2 + length)?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunk);
        bytes = bytes.get(end + 4 + length..)?;
    }
}

/// What a browser has beyond its pages.
#[derive(Debug)]
pub struct Browser {
    pub line: Line,
    pub cookie: String,
    /// What scripts keep there.
    pub storage: HashMap<String, LocalCopy>,
    /// What they offer back.
    pub offered: HashMap<String, Vec<LocalCopy>>,
    pub handle: &'static str,
    password: &'static str,
}

impl Browser {
    pub fn of(line: &Line, handle: &'static str, password: &'static str) -> Self {
        let (storage, offered) = (HashMap::new(), HashMap::new());
        Self { line: line.clone(), cookie: String::new(), storage, offered, handle, password }
    }

    pub fn send(&self, request: &Request, fate: Fate) -> Option<Answer> {
        self.line.send(request, &self.cookie, fate)
    }

    /// Signs in, in this window or another. Whether the server answered.
    pub fn sign_in(&mut self, fate: Fate) -> bool {
        let fields = [("handle", self.handle), ("password", self.password)];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let Some(answer) = self.line.send(&Request::form("/admin/login", &fields), "", fate) else { return false };
        if answer.status == 503 {
            return false;
        }
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        self.cookie = cookie.unwrap_or_else(|| panic!("{} can't sign in: {}", self.handle, answer.status)).to_owned();
        true
    }

    /// The session ends as if it had expired: the browser still has its cookie.
    pub fn lose_session(&self, fate: Fate) {
        let _ = self.line.send(&Request::form("/admin/logout", &Fields::new()), &self.cookie, fate);
    }
}
