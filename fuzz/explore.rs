//! The short run of a fuzz target, for `cargo test`: its corpus, and changes of it that are the same every time.

use std::path::{Path, PathBuf};

/// Changes of each file of a corpus that are tried.
const CHANGES_PER_FILE: u64 = 2_000;
/// Changes on top of each other, before beginning with the file again.
const DEPTH: u64 = 4;
/// What parsers care about.
const TOKENS: [&[u8]; 16] = [
    b"\0",
    b"\xFF",
    b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01",
    b"\n",
    b"\n\n",
    b"---\n",
    b"+++\n",
    b"\"",
    b"'",
    b"<",
    b">",
    b"`",
    b"*",
    b"%",
    b"&",
    b"\xC3\xA9",
];

/// Calls with every file of a target's corpus, and with changes of it.
pub fn explore(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("fuzz/corpus").join(target))
        .find(|folder| folder.is_dir())
        .expect("every target has a corpus");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "an empty corpus tries nothing");
    let corpus: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    for (file, original) in files.iter().zip(&corpus) {
        let mut bytes = original.clone();
        try_with(file, 0, &bytes, check);
        for number in 0..CHANGES_PER_FILE {
            if number % DEPTH == 0 {
                bytes.clone_from(original);
            }
            change(&mut bytes, &corpus, &mut Dice::new(file, number));
            try_with(file, number + 1, &bytes, check);
        }
    }
}

/// Says which bytes it was, where the check panics.
fn try_with(file: &Path, number: u64, bytes: &[u8], check: fn(&[u8])) {
    if let Err(panic) = std::panic::catch_unwind(|| check(bytes)) {
        eprintln!("{}, change {number}: {}", file.display(), bytes.escape_ascii());
        std::panic::resume_unwind(panic);
    }
}

fn change(bytes: &mut Vec<u8>, corpus: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.below(bytes.len() + 1);
    let end = (at + 1 + dice.below(16)).min(bytes.len());
    match dice.below(7) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => bytes.extend_from_within(at..end),
        3 => bytes.splice(at..at, TOKENS[dice.below(TOKENS.len())].iter().copied()).for_each(drop),
        4 => {
            let other = &corpus[dice.below(corpus.len())];
            let from = dice.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        5 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << dice.below(8)),
        _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = dice.byte()),
    }
}

/// Random numbers that are the same for the same file and change: SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn new(file: &Path, number: u64) -> Self {
        let name = file.file_name().unwrap_or_default().as_encoded_bytes();
        Self(name.iter().fold(number, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(*byte))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or_default()
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}
