//! A server that takes letters (SMTP, RFC 5321), as far as tests need one.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

const LETTER_MAX: Duration = Duration::from_secs(20);

/// The letters that come.
pub struct PostOffice {
    /// The address to send them to.
    pub url: String,
    letters: UnboundedReceiver<String>,
}

impl PostOffice {
    /// Opens it.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (sender, letters) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, sender.clone()));
            }
        });
        Self { url, letters }
    }

    /// Whether a letter lies here.
    pub fn has_letter(&self) -> bool {
        !self.letters.is_empty()
    }

    /// The next letter: to whom, a line's end, and all of it as its reader sees it.
    pub async fn letter(&mut self) -> String {
        decode(&timeout(LETTER_MAX, self.letters.recv()).await.unwrap().unwrap())
    }
}

/// Undoes quoted-printable (RFC 2045, section 6.7).
fn decode(letter: &str) -> String {
    let joined = letter.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        let (decoded, length) = match code {
            Some(decoded) if *byte == b'=' => (decoded, 2),
            _ => (*byte, 0),
        };
        bytes.push(decoded);
        rest = &after[length..];
    }
    String::from_utf8(bytes).unwrap()
}

async fn take(stream: TcpStream, sender: UnboundedSender<String>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let _ = write.write_all(b"220 post office\r\n").await;
    let mut letter = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => "250-post office\r\n250 8BITMIME\r\n",
            "RCPT" => {
                letter = format!("{line}\r\n");
                "250 yes\r\n"
            }
            "DATA" => {
                let _ = write.write_all(b"354 go on\r\n").await;
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter.push_str(&line);
                    letter.push_str("\r\n");
                }
                let _ = sender.send(std::mem::take(&mut letter));
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 yes\r\n",
        };
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}
