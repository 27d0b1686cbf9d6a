//! A real blog, where it is there: what holds for any text holds for each of its posts.

use std::path::{Path, PathBuf};

use super::super::soundness::assert_sound;

#[test]
fn every_post_of_a_real_blog_is_sound() {
    let Some(root) = corpus() else { return };
    let mut posts = Vec::new();
    find(&root.join("content"), &mut posts);
    assert!(!posts.is_empty(), "no posts in {}", root.display());
    for post in posts {
        let text = std::fs::read_to_string(&post).expect("a post that can be read");
        let body = text.splitn(3, "+++").nth(2).unwrap_or(&text);
        assert_sound(body);
    }
}

fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/rust-blog");
    let root = std::env::var_os("LITHAIR_CORPUS").map_or_else(beside, PathBuf::from);
    root.is_dir().then_some(root)
}

fn find(folder: &Path, posts: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder that can be listed") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            find(&path, posts);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            posts.push(path);
        }
    }
}
