//! Machines of their own on this one: network namespaces on a bridge, whose cables can be pulled.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// The network of the bridge: addresses that RFC 2544 keeps for tests.
const NETWORK: &str = "198.18";

static NETWORKS: AtomicU32 = AtomicU32::new(0);

/// Some machines, which are gone with their test.
pub struct Network {
    name: String,
    number: u32,
    machines: usize,
}

impl Network {
    /// So many machines; none where this process may not make any, which it says.
    pub fn new(machines: usize) -> Option<Self> {
        let number = (std::process::id() + NETWORKS.fetch_add(1, Ordering::Relaxed)) % 250;
        let network = Self { name: format!("lb{}", std::process::id() % 100_000), number, machines };
        let bridge = network.bridge();
        if !run(&["link", "add", &bridge, "type", "bridge"]) {
            eprintln!("SKIPPED: network namespaces need root and iproute2");
            return None;
        }
        assert!(run(&["addr", "add", &format!("{NETWORK}.{number}.254/24"), "dev", &bridge]));
        assert!(run(&["link", "set", &bridge, "up"]));
        for machine in 0..machines {
            let (namespace, cable) = (network.namespace(machine), network.cable(machine));
            assert!(run(&["netns", "add", &namespace]));
            assert!(run(&["link", "add", &cable, "type", "veth", "peer", "name", "eth0", "netns", &namespace]));
            assert!(run(&["link", "set", &cable, "master", &bridge, "up"]));
            let address = format!("{}/24", network.host(machine));
            assert!(run(&["-n", &namespace, "addr", "add", &address, "dev", "eth0"]));
            assert!(run(&["-n", &namespace, "link", "set", "eth0", "up"]));
            assert!(run(&["-n", &namespace, "link", "set", "lo", "up"]));
        }
        Some(network)
    }

    /// The address of a machine.
    pub fn host(&self, machine: usize) -> String {
        format!("{NETWORK}.{}.{}", self.number, machine + 1)
    }

    /// The name of a machine's namespace.
    pub fn namespace(&self, machine: usize) -> String {
        format!("{}-{machine}", self.name)
    }

    /// Pulls a machine's cable, or puts it back.
    pub fn connect(&self, machine: usize, is_connected: bool) {
        assert!(run(&["link", "set", &self.cable(machine), if is_connected { "up" } else { "down" }]));
    }

    fn cable(&self, machine: usize) -> String {
        format!("{}v{machine}", self.name)
    }

    fn bridge(&self) -> String {
        format!("{}br", self.name)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for machine in 0..self.machines {
            run(&["netns", "del", &self.namespace(machine)]);
        }
        run(&["link", "del", &self.bridge()]);
    }
}

fn run(arguments: &[&str]) -> bool {
    Command::new("ip").args(arguments).output().is_ok_and(|output| output.status.success())
}
