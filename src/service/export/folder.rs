//! The folder that an export is written into, and written into again.
//!
//! A list beside the files says which of them an export wrote, each with the hash of its content. So a folder that isn't an
//! export's is never written into, and of one that is, nothing is removed but what an export wrote and nobody changed since.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;

/// The list of what was written.
const LIST: &str = ".lithair-export";
/// The version of the list's form.
const LIST_VERSION: u32 = 1;
/// What files are compared by, so much at a time.
const COMPARED_BYTES: usize = 64 * 1024;
/// A line of the list is no longer than that; a longer one is none of ours.
const LINE_BYTES_MAX: u64 = 16 * 1024;
/// What a file may be called, in bytes, on every file system in use.
const NAME_BYTES_MAX: usize = 255;

/// What kind of export a folder holds: one never becomes the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderKind {
    /// Markdown, to be imported again.
    Markdown,
    /// Pages, to be served as they are.
    Static,
}

impl FolderKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Static => "static",
        }
    }
}

/// Why a folder can't be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There are files in it that no export of this kind wrote.
    #[error("{0} is not empty and no {kind} export: name another folder", kind = .1.as_str())]
    NotOurs(PathBuf, FolderKind),
    /// A path that leads out of the folder, or that no file can have.
    #[error("{0:?} can't be the path of a file in an export")]
    Path(String),
    /// The system refuses something.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What became of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many files the export has.
    pub files: usize,
    /// How many of them are new or have another content than before.
    pub changed: usize,
    /// How many files were removed that an earlier export wrote.
    pub removed: usize,
    /// Files that an earlier export wrote, and that somebody changed since: they stay.
    pub kept: Vec<String>,
}

/// Whether an export of Markdown wrote that folder.
pub fn is_export(root: &Path) -> bool {
    let folder = Folder::in_root(root.to_owned(), FolderKind::Markdown);
    folder.is_ours().unwrap_or(false)
}

/// A folder that is being written.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    kind: FolderKind,
    files: BTreeMap<String, blake3::Hash>,
    written: Written,
}

impl Folder {
    /// Takes a folder that is empty, isn't there yet, or is an export of that kind.
    ///
    /// # Errors
    /// [`FolderError::NotOurs`] when it is something else, or when the system refuses to make it.
    pub fn open(root: &Path, kind: FolderKind) -> Result<Self, FolderError> {
        fs::create_dir_all(root).map_err(at(root))?;
        let root = root.canonicalize().map_err(at(root))?;
        let folder = Self::in_root(root, kind);
        let is_empty = folder.root.read_dir().map_err(at(&folder.root))?.next().is_none();
        if is_empty {
            // From now on the folder is ours, should the export not come to its end.
            folder.write_list()?;
        } else if !folder.is_ours()? {
            return Err(FolderError::NotOurs(folder.root, kind));
        }
        Ok(folder)
    }

    fn in_root(root: PathBuf, kind: FolderKind) -> Self {
        Self { root, kind, files: BTreeMap::new(), written: Written::default() }
    }

    /// Whether a file of that path belongs to the export by now.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Writes a file, unless it is there with just these bytes. At every moment there is the old file or the new one.
    ///
    /// # Errors
    /// When the path leads out of the folder, or the system refuses.
    pub fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let file = self.place(path)?;
        self.files.insert(path.to_owned(), blake3::hash(bytes));
        if is_same(&file, bytes) {
            return Ok(());
        }
        put(&file, bytes)?;
        self.written.changed += 1;
        Ok(())
    }

    /// Removes what an earlier export wrote and this one didn't, and writes the list.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn finish(mut self) -> Result<Written, FolderError> {
        let former = self.former()?;
        for (path, hash) in former {
            if !self.files.contains_key(&path) {
                self.remove(path, hash)?;
            }
        }
        self.write_list()?;
        self.written.files = self.files.len();
        Ok(self.written)
    }

    /// The file of that path, whose folder is made; nothing on the way may be a symbolic link that leads elsewhere.
    fn place(&self, path: &str) -> Result<PathBuf, FolderError> {
        let refused = || FolderError::Path(path.to_owned());
        let mut folder = self.root.clone();
        let (parent, name) = checked(path).ok_or_else(refused)?;
        for part in parent {
            folder.push(part);
            match fs::symlink_metadata(&folder) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => return Err(refused()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    fs::create_dir(&folder).map_err(at(&folder))?
                }
                Err(source) => return Err(FolderError::Io { path: folder, source }),
            }
        }
        Ok(folder.join(name))
    }

    fn remove(&mut self, path: String, hash: blake3::Hash) -> Result<(), FolderError> {
        let Ok(file) = self.place(&path) else { return Ok(()) };
        match hash_of(&file) {
            Ok(found) if found == hash => {
                fs::remove_file(&file).map_err(at(&file))?;
                self.written.removed += 1;
            }
            Ok(_) => self.written.kept.push(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(FolderError::Io { path: file, source }),
        }
        // Folders go with the last file in them; one that holds something refuses to go.
        let mut folder = file.parent();
        while let Some(empty) = folder.filter(|folder| *folder != self.root) {
            if fs::remove_dir(empty).is_err() {
                break;
            }
            folder = empty.parent();
        }
        Ok(())
    }

    fn is_ours(&self) -> Result<bool, FolderError> {
        let file = self.root.join(LIST);
        match File::open(&file) {
            Ok(file) => {
                let head = BufReader::new(file).take(LINE_BYTES_MAX).lines().next();
                Ok(head.and_then(Result::ok).is_some_and(|head| head == self.head()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(FolderError::Io { path: file, source }),
        }
    }

    /// What the export before wrote. A line that isn't one of ours counts as none.
    fn former(&self) -> Result<Vec<(String, blake3::Hash)>, FolderError> {
        let file = self.root.join(LIST);
        let mut reader = BufReader::new(File::open(&file).map_err(at(&file))?);
        let mut former = Vec::new();
        loop {
            let mut line = String::new();
            match reader.by_ref().take(LINE_BYTES_MAX).read_line(&mut line) {
                Ok(0) => return Ok(former),
                Ok(_) => {}
                Err(source) => return Err(FolderError::Io { path: file, source }),
            }
            let entry = line.trim_end_matches('\n').split_once(' ');
            if let Some((hash, path)) = entry.and_then(|(hash, path)| Some((blake3::Hash::from_hex(hash).ok()?, path)))
            {
                former.push((path.to_owned(), hash));
            }
        }
    }

    fn write_list(&self) -> Result<(), FolderError> {
        let mut list = self.head();
        list.push('\n');
        for (path, hash) in &self.files {
            list.push_str(&format!("{} {path}\n", hash.to_hex()));
        }
        let file = self.root.join(LIST);
        if is_same(&file, list.as_bytes()) { Ok(()) } else { put(&file, list.as_bytes()) }
    }

    fn head(&self) -> String {
        format!("lithair-blog export {LIST_VERSION} {}", self.kind.as_str())
    }
}

/// The folders of a path and its last part, where all of them are names and nothing else.
fn checked(path: &str) -> Option<(Vec<&str>, &str)> {
    let is_name = |part: &str| {
        let mut components = Path::new(part).components();
        let is_normal = matches!(components.next(), Some(Component::Normal(name)) if name == part);
        is_normal
            && components.next().is_none()
            && part.len() <= NAME_BYTES_MAX
            && !part.chars().any(|character| character.is_control() || character == '\\')
    };
    let mut parts: Vec<&str> = path.split('/').collect();
    if path == LIST || !parts.iter().all(|part| is_name(part)) {
        return None;
    }
    let name = parts.pop()?;
    Some((parts, name))
}

fn put(file: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut temporary = new_file(folder).map_err(at(file))?;
    temporary.write_all(bytes).map_err(at(file))?;
    temporary.persist(file).map_err(|error| FolderError::Io { path: file.to_owned(), source: error.error })?;
    Ok(())
}

/// A file under a name of its own, which others may read as they may any file: what is exported is to be served.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lithair-").suffix(".part");
    #[cfg(unix)]
    let permissions = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o644);
    #[cfg(unix)]
    builder.permissions(permissions);
    builder.tempfile_in(folder)
}

/// Whether a file, and no symbolic link, has just these bytes.
fn is_same(file: &Path, bytes: &[u8]) -> bool {
    let has_length = fs::symlink_metadata(file).is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
    has_length && hash_of(file).is_ok_and(|hash| hash == blake3::hash(bytes))
}

fn hash_of(file: &Path) -> io::Result<blake3::Hash> {
    let mut file = File::open(file)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; COMPARED_BYTES];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize()),
            length => drop(hasher.update(&buffer[..length])),
        }
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> FolderError {
    move |source| FolderError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(root: &Path, files: &[(&str, &str)]) -> Written {
        let mut folder = Folder::open(root, FolderKind::Markdown).unwrap();
        for (path, text) in files {
            folder.write(path, text.as_bytes()).unwrap();
        }
        folder.finish().unwrap()
    }

    #[test]
    fn what_belongs_no_longer_goes_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("new/export");
        let first = export(&root, &[("a/one.md", "1"), ("a/two.md", "2"), ("b/c/three.md", "3"), ("four.md", "4")]);
        assert_eq!((first.files, first.changed, first.removed), (4, 4, 0));
        fs::write(root.join("a/own.txt"), "mine").unwrap();
        fs::write(root.join("four.md"), "changed by hand").unwrap();
        let second = export(&root, &[("a/one.md", "1 again")]);
        assert_eq!((second.files, second.changed, second.removed, second.kept), (1, 1, 2, vec!["four.md".to_owned()]));
        assert_eq!(fs::read_to_string(root.join("a/one.md")).unwrap(), "1 again");
        assert!(root.join("a/own.txt").exists() && root.join("four.md").exists());
        assert!(!root.join("a/two.md").exists() && !root.join("b").exists());
        let third = export(&root, &[("a/one.md", "1 again")]);
        assert_eq!((third.changed, third.removed), (0, 0));
    }

    #[test]
    fn a_folder_of_somebody_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
        let error = Folder::open(folder.path(), FolderKind::Markdown).unwrap_err();
        assert!(error.to_string().contains("not empty and no markdown export"), "{error}");
        let other = folder.path().join("other");
        export(&other, &[("a.md", "a")]);
        assert!(matches!(Folder::open(&other, FolderKind::Static), Err(FolderError::NotOurs(..))));
        let file = folder.path().join("thesis.txt");
        assert!(matches!(Folder::open(&file, FolderKind::Static), Err(FolderError::Io { .. })));
    }

    #[test]
    fn no_path_climbs_out() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("export");
        let mut export = Folder::open(&root, FolderKind::Markdown).unwrap();
        let long = "x".repeat(256);
        for path in ["../a", "/a", "a/../../b", "a//b", "", ".", "a/.", "a\nb", "a\\b", LIST, long.as_str(), "a/"] {
            assert!(matches!(export.write(path, b"x"), Err(FolderError::Path(_))), "{path:?}");
        }
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    }

    /// A list that somebody else wrote removes nothing outside, and links are not followed.
    #[cfg(unix)]
    #[test]
    fn a_hostile_list_and_hostile_links_lead_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("export");
        export(&root, &[("a/one.md", "1")]);
        let outside = folder.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("x.md"), "x").unwrap();
        std::os::unix::fs::symlink(&outside, root.join("link")).unwrap();
        let hash = blake3::hash(b"x").to_hex();
        let list = format!("lithair-blog export 1 markdown\n{hash} ../outside/x.md\n{hash} link/x.md\nrubbish\n");
        fs::write(root.join(LIST), list).unwrap();
        assert_eq!(export(&root, &[]).removed, 0);
        assert!(outside.join("x.md").exists());
        let mut again = Folder::open(&root, FolderKind::Markdown).unwrap();
        assert!(matches!(again.write("link/y.md", b"y"), Err(FolderError::Path(_))));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_can_be_served() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        export(folder.path(), &[("a.html", "a")]);
        let mode = fs::metadata(folder.path().join("a.html")).unwrap().permissions().mode();
        // What the user's mask takes away is taken away.
        assert_eq!(mode & 0o600, 0o600);
        assert_eq!(mode & 0o133, 0);
    }
}
