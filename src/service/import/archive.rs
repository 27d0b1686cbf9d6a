//! A zip archive, unpacked within bounds into a folder of its own: what is read then is a folder like any other.

use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::ZipArchive;
use zip::result::ZipError;

use super::report::Problem;

/// No site has more files.
const ENTRIES_MAX: u64 = 200_000;
/// A larger file is left out.
const ENTRY_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// All files together may have so many times the bytes of the archive: texts have ten times, a bomb thousands.
const RATIO_MAX: u64 = 100;
/// A small archive may have so many bytes whatever its ratio, and none may have more than the second.
const BYTES_MIN: u64 = 256 * 1024 * 1024;
const BYTES_MAX: u64 = 64 * 1024 * 1024 * 1024;

/// What an archive held.
#[derive(Debug)]
pub struct Unpacked {
    /// The folder that it is in, which goes with this.
    pub folder: TempDir,
    /// What was left out.
    pub notices: Vec<Problem>,
}

/// Whether a file is an archive, by its first bytes.
pub fn is_archive(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(b"PK\x05\x06")
}

/// Unpacks an archive. An entry that is broken, locked, or leads out is told and left out.
///
/// # Errors
/// When the archive itself is broken, or has more entries or bytes than any site has.
pub fn unpack(path: &Path) -> io::Result<Unpacked> {
    let bytes = fs::metadata(path)?.len();
    unpack_up_to(path, bytes.saturating_mul(RATIO_MAX).clamp(BYTES_MIN, BYTES_MAX))
}

fn unpack_up_to(path: &Path, bytes_max: u64) -> io::Result<Unpacked> {
    let mut file = File::open(path)?;
    // The library makes room for every entry that the archive claims to have.
    if claimed_entries(&mut file)? > ENTRIES_MAX {
        return Err(refused(format!("a zip archive with more than {ENTRIES_MAX} files")));
    }
    let broken = |error: ZipError| refused(format!("a broken zip archive: {error}"));
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    let folder = tempfile::Builder::new().prefix("lithair-import-").tempdir()?;
    let (mut written, mut notices) = (0, Vec::new());
    for index in 0..archive.len() {
        match unpack_entry(&mut archive, index, folder.path(), bytes_max - written)? {
            Ok(bytes) => written += bytes,
            Err(problem) => notices.push(problem),
        }
    }
    Ok(Unpacked { folder, notices })
}

/// The folder that everything is in: archives often have one around all that they hold. `is_whole` says of a folder that
/// it is something by itself.
pub fn inner_folder(folder: &Path, is_whole: impl Fn(&Path) -> bool) -> PathBuf {
    const DEPTH_MAX: usize = 8;
    let mut inner = folder.to_owned();
    for _ in 0..DEPTH_MAX {
        let entries = inner.read_dir().into_iter().flatten().filter_map(Result::ok);
        let mut entries = entries.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
        match (entries.next(), entries.next()) {
            (Some(only), None) if only.path().is_dir() && !is_whole(&inner) => inner = only.path(),
            _ => break,
        }
    }
    inner
}

/// How many entries the end of an archive says that there are.
fn claimed_entries(file: &mut File) -> io::Result<u64> {
    const TAIL_BYTES: u64 = 128 * 1024;
    let bytes = file.metadata()?.len();
    file.seek(SeekFrom::Start(bytes.saturating_sub(TAIL_BYTES)))?;
    let mut tail = Vec::new();
    file.by_ref().take(TAIL_BYTES).read_to_end(&mut tail)?;
    file.rewind()?;
    let after = |mark: &[u8], offset: usize, length: usize| {
        let start = memchr::memmem::rfind(&tail, mark)? + offset;
        tail.get(start..start + length)
    };
    let small = after(b"PK\x05\x06", 10, 2).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes);
    let large = after(b"PK\x06\x06", 32, 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    Ok(large.unwrap_or(0).max(small.map_or(0, u64::from)))
}

/// Writes one entry, and says how many bytes it had.
fn unpack_entry(
    archive: &mut ZipArchive<BufReader<File>>,
    index: usize,
    root: &Path,
    bytes_left: u64,
) -> io::Result<Result<u64, Problem>> {
    let name = archive.name_for_index(index).and_then(Result::ok).map(|name| name.into_owned());
    let name = name.unwrap_or_else(|| format!("entry {}", index + 1));
    let left_out = |reason: &dyn std::fmt::Display| Ok(Err(Problem::of(&name, format!("left out: {reason}"))));
    let mut entry = match archive.by_index(index) {
        Ok(entry) => entry,
        Err(error) => return left_out(&error),
    };
    // What Macs add to archives.
    if entry.is_dir() || name.starts_with("__MACOSX/") {
        return Ok(Ok(0));
    }
    if entry.is_symlink() {
        return left_out(&"a symbolic link");
    }
    let Some(path) = entry.enclosed_name() else { return left_out(&"its path leads out of the archive") };
    let path = root.join(path);
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
        let mut file = File::options().write(true).create_new(true).open(&path)?;
        io::copy(&mut entry.by_ref().take(bytes_left.min(ENTRY_BYTES_MAX) + 1), &mut file)
    });
    match written {
        Ok(bytes) if bytes > bytes_left => Err(refused("a zip archive that grows beyond what any site has".to_owned())),
        Ok(bytes) if bytes > ENTRY_BYTES_MAX => {
            fs::remove_file(&path)?;
            left_out(&format!("larger than {ENTRY_BYTES_MAX} bytes"))
        }
        Ok(bytes) => Ok(Ok(bytes)),
        Err(error) if error.kind() == ErrorKind::StorageFull => Err(error),
        Err(error) => {
            // The rest of a file that could not be read whole would be taken for all of it. One that was there stays.
            if error.kind() != ErrorKind::AlreadyExists {
                drop(fs::remove_file(&path));
            }
            left_out(&error)
        }
    }
}

fn refused(reason: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, reason)
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// An archive with these files.
    pub fn archive(folder: &Path, files: &[(&str, &[u8])]) -> PathBuf {
        let path = folder.join("a.zip");
        let mut writer = ZipWriter::new(File::create(&path).unwrap());
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap();
        path
    }

    fn shown(notices: &[Problem]) -> Vec<String> {
        notices.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn files_are_unpacked_where_they_belong() {
        let folder = tempfile::tempdir().unwrap();
        let path =
            archive(folder.path(), &[("site/content/a.md", b"text"), ("site/b.png", b"png"), ("__MACOSX/c", b"x")]);
        let unpacked = unpack(&path).unwrap();
        assert_eq!(shown(&unpacked.notices), Vec::<String>::new());
        let inner = inner_folder(unpacked.folder.path(), |_| false);
        assert!(inner.ends_with("site"));
        assert_eq!(fs::read(inner.join("content/a.md")).unwrap(), b"text");
        let root = unpacked.folder.path().to_owned();
        assert_eq!(inner_folder(&root, |_| true), root);
        drop(unpacked);
        assert!(!root.exists());
    }

    #[test]
    fn nothing_leads_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        let mut writer = ZipWriter::new(File::create(&path).unwrap());
        for name in ["../../escaped.txt", "/etc/escaped.txt", "a/../../escaped.txt", "good.txt"] {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(b"x").unwrap();
        }
        writer.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        writer.finish().unwrap();
        let unpacked = unpack(&path).unwrap();
        let root = unpacked.folder.path();
        assert!(root.join("good.txt").is_file() && !root.join("link").exists());
        assert!(!root.parent().unwrap().join("escaped.txt").exists() && !Path::new("/etc/escaped.txt").exists());
        let told = shown(&unpacked.notices);
        assert!(told.contains(&"link: left out: a symbolic link".to_owned()), "{told:?}");
        assert!(told.iter().any(|line| line.ends_with("left out: its path leads out of the archive")), "{told:?}");
    }

    #[test]
    fn bombs_and_broken_archives_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path(), &[("a.txt", &[0; 4000]), ("b.txt", &[0; 4000])]);
        assert!(unpack_up_to(&path, 8000).is_ok());
        let error = unpack_up_to(&path, 7999).unwrap_err();
        assert!(error.to_string().ends_with("grows beyond what any site has"), "{error}");

        let whole = fs::read(archive(folder.path(), &[("a.txt", b"some text"), ("b.txt", b"more")])).unwrap();
        let cut = folder.path().join("cut.zip");
        fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
        assert!(unpack(&cut).unwrap_err().to_string().starts_with("a broken zip archive"));

        let mut many = whole.clone();
        let end = many.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
        many.splice(end..end, [b"PK\x06\x06".as_slice(), &[0; 28], &u64::MAX.to_le_bytes(), &[0; 16]].concat());
        fs::write(&cut, many).unwrap();
        assert!(unpack(&cut).unwrap_err().to_string().ends_with("more than 200000 files"));

        let mut damaged = whole;
        let text = damaged.windows(9).position(|window| window == b"some text");
        if let Some(text) = text {
            damaged[text] ^= 1;
        }
        fs::write(&cut, damaged).unwrap();
        let unpacked = unpack(&cut).unwrap();
        assert!(unpacked.folder.path().join("b.txt").is_file());
        if text.is_some() {
            assert!(shown(&unpacked.notices)[0].starts_with("a.txt: left out"), "{:?}", unpacked.notices);
        }
    }
}
