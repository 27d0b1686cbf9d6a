//! Markdown in, HTML out. Tables of cases go through one `check` per file.

mod card;
mod code;
mod corpus;
mod destination;
mod hostile;
mod lines;
mod maths;
mod robust;
mod shapes;
mod soundness;
mod specification;
