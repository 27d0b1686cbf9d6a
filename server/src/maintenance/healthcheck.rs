//! `lithair-blog healthcheck`, for containers, in which there is no other program that could ask.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

/// A process that takes longer is not well.
const ANSWER_MAX: Duration = Duration::from_secs(5);
/// The first line of an answer is shorter.
const ANSWER_BYTES_MAX: u64 = 4_096;

/// Asks the serving process whether it is ready, and says so in one line.
///
/// # Errors
/// When that line can't be printed.
pub fn healthcheck<E: From<io::Error>>(addr: SocketAddr) -> Result<ExitCode, E> {
    let addr = reachable(addr);
    let (line, code) = match ask(addr) {
        Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => (format!("{addr} is ready"), ExitCode::SUCCESS),
        Ok(answer) => {
            (format!("{addr} is not ready: {}", answer.lines().next().unwrap_or_default()), ExitCode::FAILURE)
        }
        Err(error) => (format!("{addr} does not answer: {error}"), ExitCode::FAILURE),
    };
    writeln!(io::stdout(), "{line}")?;
    Ok(code)
}

/// Who listens on every address is asked on this machine's own.
fn reachable(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, addr.port())
}

fn ask(addr: SocketAddr) -> io::Result<String> {
    let mut connection = TcpStream::connect_timeout(&addr, ANSWER_MAX)?;
    connection.set_read_timeout(Some(ANSWER_MAX))?;
    connection.set_write_timeout(Some(ANSWER_MAX))?;
    write!(connection, "GET /readyz HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    connection.take(ANSWER_BYTES_MAX).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
