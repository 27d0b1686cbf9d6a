//! Small disks, to be filled: a process sees one in place of a folder, and nobody else does.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// Puts the disk in place of the folder, with all that is in it, and becomes the program.
const BEGIN: &str = r#"
set -e
folder=$1 size=$2
shift 2
cp -a "$folder" "$folder.before"
mount -t tmpfs -o "size=$size,mode=$(stat -c %a "$folder")" none "$folder"
cp -a "$folder.before/." "$folder/"
rm -rf "$folder.before"
exec "$@"
"#;

/// Whether this process may mount disks; if not, it says so.
pub fn are_possible() -> bool {
    let are_possible =
        Command::new("unshare").args(["--mount", "true"]).output().is_ok_and(|output| output.status.success());
    if !are_possible {
        eprintln!("SKIPPED: small disks need root");
    }
    are_possible
}

/// The same command, with a disk of that size in place of a folder, which has to be there.
pub fn under(command: &Command, folder: &Path, size: &str) -> Command {
    let mut under = Command::new("unshare");
    under.args(["--mount", "sh", "-c", BEGIN, "sh"]).arg(folder).args([OsStr::new(size), command.get_program()]);
    under.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => under.env(name, value),
            None => under.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        under.current_dir(folder);
    }
    under
}

/// The disk that a process began with.
pub struct SmallDisk {
    /// What the process sees, which stays as long as this is open.
    namespace: File,
    folder: PathBuf,
    /// What takes all the room, as others see it.
    filler: PathBuf,
}

impl SmallDisk {
    /// The disk of a process that is up.
    pub fn of(process: &Child, folder: &Path) -> Self {
        let id = process.id();
        let seen = PathBuf::from(format!("/proc/{id}/root")).join(folder.strip_prefix("/").unwrap());
        let namespace = File::open(format!("/proc/{id}/ns/mnt")).unwrap();
        Self { namespace, folder: folder.to_owned(), filler: seen.join("filler") }
    }

    /// Takes all the room there is.
    pub fn fill(&self) {
        let mut file = File::create(&self.filler).unwrap();
        for chunk_bytes in [1 << 16, 1 << 12, 1] {
            while file.write_all(&vec![b'x'; chunk_bytes]).is_ok() {}
        }
    }

    /// Gives the room back.
    pub fn make_room(&self) {
        fs::remove_file(&self.filler).unwrap();
    }

    /// Brings what is on the disk into the folder that it stood in place of, once its process has ended.
    pub fn bring_back(self) {
        let namespace = format!("--mount=/proc/{}/fd/{}", std::process::id(), self.namespace.as_raw_fd());
        let mut after = self.folder.clone().into_os_string();
        after.push(".after");
        let mut copy = Command::new("nsenter");
        copy.args([&namespace, "cp", "-a"]).args([self.folder.as_os_str(), &after]);
        assert!(copy.status().unwrap().success());
        fs::remove_dir_all(&self.folder).unwrap();
        fs::rename(&after, &self.folder).unwrap();
    }
}
