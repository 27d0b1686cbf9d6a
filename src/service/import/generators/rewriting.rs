//! A text that is gone through once, from its beginning to its end, and written anew.

/// What is read, and what was written of it so far.
pub struct Rewriting<'t> {
    /// What is still to be read.
    pub rest: &'t str,
    /// The line at which that begins.
    line: usize,
    written: String,
    notices: &'t mut Vec<(usize, String)>,
}

impl<'t> Rewriting<'t> {
    /// Nothing is read yet.
    pub fn new(text: &'t str, first_line: usize, notices: &'t mut Vec<(usize, String)>) -> Self {
        Self { rest: text, line: first_line, written: String::with_capacity(text.len()), notices }
    }

    /// Notes something of the line at hand.
    pub fn tell(&mut self, what: impl Into<String>) {
        self.notices.push((self.line, what.into()));
    }

    /// Writes so many bytes as they are.
    pub fn keep(&mut self, length: usize) {
        let kept = self.pass(length);
        self.written.push_str(kept);
    }

    /// Writes something in the place of so many bytes.
    pub fn replace(&mut self, length: usize, text: &str) {
        self.written.push_str(text);
        self.pass(length);
    }

    /// What was written, with the rest as it is.
    pub fn finish(mut self) -> String {
        self.written.push_str(self.rest);
        self.written
    }

    fn pass(&mut self, length: usize) -> &'t str {
        let (passed, rest) = self.rest.split_at(length);
        self.line += passed.matches('\n').count();
        self.rest = rest;
        passed
    }
}
