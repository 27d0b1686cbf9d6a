//! A link between nodes and servers that is slow, loses what comes back, or is cut: a small proxy.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How a link behaves now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// As it should.
    Good,
    /// Each piece takes so many milliseconds, either way.
    Slow(u16),
    /// What is sent arrives, and what is answered doesn't.
    Deaf,
    /// Nothing arrives, either way, and nobody is told.
    Silent,
    /// Connections break at once.
    Cut,
}

/// A link to one server, for as long as the test runs.
#[derive(Clone)]
pub struct Link {
    pub port: u16,
    behaviour: Arc<AtomicU64>,
}

impl Link {
    /// A good link to a port of this machine.
    pub fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let link = Self { port: listener.local_addr().unwrap().port(), behaviour: Arc::default() };
        let accepted = link.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                accepted.join(client, server);
            }
        });
        link
    }

    pub fn behave(&self, behaviour: Behaviour) {
        let code = match behaviour {
            Behaviour::Good => 0,
            Behaviour::Deaf => 1,
            Behaviour::Silent => 2,
            Behaviour::Cut => 3,
            Behaviour::Slow(milliseconds) => 1_000 + u64::from(milliseconds),
        };
        self.behaviour.store(code, Ordering::SeqCst);
    }

    fn behaviour(&self) -> Behaviour {
        match self.behaviour.load(Ordering::SeqCst) {
            1 => Behaviour::Deaf,
            2 => Behaviour::Silent,
            3 => Behaviour::Cut,
            slow @ 1_000.. => Behaviour::Slow(u16::try_from(slow - 1_000).unwrap_or(u16::MAX)),
            _ => Behaviour::Good,
        }
    }

    fn join(&self, client: TcpStream, server: TcpStream) {
        let (back_from, back_to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        let (there, back) = (self.clone(), self.clone());
        std::thread::spawn(move || there.carry(client, server, false));
        std::thread::spawn(move || back.carry(back_from, back_to, true));
    }

    /// Carries what comes from one end to the other until one of them closes.
    fn carry(&self, mut from: TcpStream, mut to: TcpStream, is_answer: bool) {
        let mut buffer = vec![0; 64 * 1024];
        from.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        loop {
            let length = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                    if self.behaviour() == Behaviour::Cut {
                        break;
                    }
                    continue;
                }
                Err(_) => break,
            };
            match self.behaviour() {
                Behaviour::Cut => break,
                // A stream can't go on behind a hole: whoever connects next has a whole one.
                Behaviour::Silent => self.wait_while(Behaviour::Silent),
                Behaviour::Deaf if is_answer => self.wait_while(Behaviour::Deaf),
                Behaviour::Slow(milliseconds) => std::thread::sleep(Duration::from_millis(milliseconds.into())),
                Behaviour::Good | Behaviour::Deaf => {}
            }
            if to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    }

    fn wait_while(&self, behaviour: Behaviour) {
        while self.behaviour() == behaviour {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
