//! The search of readers: in what is published, now and then.

use std::collections::HashSet;

use super::cache::{Dependencies, Dependency};
use super::past::Past;
use super::readers::entries_of;
use super::reading::Reading;
use super::{Blog, Lookup, ServiceError};
use crate::domain::PostId;
use crate::domain::post::{Content, Post};
use crate::domain::views::{Pagination, PostPage, SearchHit, SearchPage};
use crate::search::{Pattern, Plan, Query, Stemmer, language_of, nearest, passage};
use crate::store::log;
use crate::store::search::{self, RANKED_MAX};

/// Texts on a page of what was found.
const PAGE_SIZE: u32 = 10;
/// Longer words that the last one may begin.
const BEGUN_WORDS_MAX: u32 = 8;
/// Words that are compared with one that is spelt like none.
const SPELLINGS_MAX: u32 = 20_000;

/// Whoever types so many words asks a question, of which not every word need be in the answer.
const QUESTION_WORDS_MIN: usize = 4;

/// How many texts say what is common, and how many are looked through where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// The newest texts, which say what is common.
    pub sample: u64,
    /// The newest texts that are looked through for what is rare and made of common words.
    pub looked_through: u64,
}

const BOUNDS: Bounds = Bounds { sample: 1_000, looked_through: 5_000 };

/// What was found, before a page of it is shown.
struct Found {
    plan: Plan,
    sequences: Vec<u64>,
    /// How many of these have all words.
    with_all_words: usize,
    has_more: bool,
    /// The newest texts that were looked through; `None` where all were.
    looked_through: Option<u64>,
}

/// How far a plan is followed.
enum Reach {
    /// Through all texts, and what it finds is ranked.
    Ranked,
    /// Through all texts, but ranking would look at most of them.
    Listed,
    /// Through titles, and through texts from this one on.
    Newest(u64),
}

impl Blog {
    /// A page of what a search finds. Pages count from 1.
    ///
    /// Where nothing is found, words that are nowhere are looked for as they may have been meant; where still no text
    /// has all words, those that have some are found. These fill the first page of a question as well.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search(
        &self,
        typed: &str,
        page: u32,
        dependencies: &mut Dependencies,
    ) -> Result<SearchPage, ServiceError> {
        dependencies.add(Dependency::Site);
        dependencies.add(Dependency::Search);
        let typed = typed.to_owned();
        self.reading(move |reading| reading.search(BOUNDS, &typed, page)).await
    }

    /// A page of the texts then that have what is looked for, the newest first. There is no index of the past, so every
    /// text is looked through.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn past_search(&self, past: &Past, typed: &str, page: u32) -> Result<SearchPage, ServiceError> {
        let nothing = SearchPage::empty(typed.trim().to_owned(), PAGE_SIZE);
        let typed = typed.to_owned();
        let Some(plan) = self.reading(move |reading| reading.past_plan(&typed)).await? else { return Ok(nothing) };
        let (candidates, moment): (Vec<PostId>, _) = (past.texts().collect(), past.moment());
        let wanted = plan.clone();
        let found: Vec<PostId> = self
            .database
            .scan(move |log| {
                let mut found = Vec::new();
                for id in candidates {
                    let post: Post = log::replay(log, &id.stream_id(), Some(moment))?;
                    if post.live().is_some_and(|live| is_found(&wanted, &live.content)) {
                        found.push(id);
                    }
                }
                Ok(found)
            })
            .await?;
        let (pagination, range) = entries_of(page, found.len(), PAGE_SIZE);
        let mut hits = Vec::new();
        for id in found.get(range).unwrap_or_default() {
            let Lookup::Found(PostPage { summary: post, .. }) = self.past_page(past, *id).await? else { continue };
            let stemmer = Stemmer::of(language_of(post.language.as_ref(), &post.excerpt));
            let snippet = passage(&post.excerpt, &plan.find(&post.excerpt, stemmer));
            hits.push(SearchHit { post, snippet });
        }
        Ok(SearchPage { hits, pagination, with_all_words: found.len() as u64, ..nothing })
    }
}

impl Reading<'_> {
    /// See [`Blog::search`].
    pub fn search(&self, bounds: Bounds, typed: &str, page: u32) -> Result<SearchPage, ServiceError> {
        let nothing = SearchPage::empty(typed.trim().to_owned(), PAGE_SIZE);
        let Some(query) = Query::of(typed) else { return Ok(nothing) };
        let mut found = self.found(self.plan(&query, bounds)?, bounds)?;
        let mut corrected = None;
        if found.is_empty()
            && let Some(meant) = self.spelt_right(&query)?
            && let Some(meant_query) = Query::of(&meant)
        {
            corrected = Some(meant.trim().to_owned());
            found = self.found(self.plan(&meant_query, bounds)?, bounds)?;
        }
        let few = PAGE_SIZE as usize;
        let is_question = found.plan.wanted.len() >= QUESTION_WORDS_MIN;
        if (found.is_empty() || is_question && found.sequences.len() < few)
            && let Some(any) = found.plan.any_word()
        {
            found = found.filled_up(self.found(any, bounds)?, few);
        }
        let (has_more, looked_through) = (found.has_more, found.looked_through);
        if found.is_empty() {
            return Ok(SearchPage { looked_through, ..nothing });
        }
        let mut pagination = Pagination::new(page, found.sequences.len() as u64, PAGE_SIZE);
        pagination.page = page.clamp(1, pagination.pages);
        let (pagination, range) = entries_of(pagination.page, found.sequences.len(), PAGE_SIZE);
        let shown = found.sequences.get(range).unwrap_or_default();
        let hits = self.hits(&found.plan, shown)?;
        let with_all_words = found.with_all_words as u64;
        Ok(SearchPage { hits, pagination, has_more, corrected, with_all_words, looked_through, ..nothing })
    }

    /// The expression of what readers find; `None` where there is no word in what was typed.
    pub fn search_expression(&self, typed: &str) -> Result<Option<String>, ServiceError> {
        let Some(query) = Query::of(typed) else { return Ok(None) };
        Ok(Some(self.plan(&query, BOUNDS)?.expression()))
    }

    /// What finds texts as they were: there is no index of them, so no word is known that the last one may begin.
    pub fn past_plan(&self, typed: &str) -> Result<Option<Plan>, ServiceError> {
        let Some(query) = Query::of(typed) else { return Ok(None) };
        let languages = search::languages(self.connection)?;
        Ok(Some(Plan::of(&query, &languages, &[])))
    }

    fn plan(&self, query: &Query, bounds: Bounds) -> Result<Plan, ServiceError> {
        let languages = search::languages(self.connection)?;
        let begun: Vec<String> = match query.beginning() {
            Some(beginning) => {
                let words = search::words_beginning(self.connection, beginning, BEGUN_WORDS_MAX)?;
                words.into_iter().map(|(word, _)| word).collect()
            }
            None => Vec::new(),
        };
        let mut plan = Plan::of(query, &languages, &begun);
        self.leave_out_common_words(&mut plan, bounds)?;
        Ok(plan)
    }

    /// A word that more than half of all texts have says nothing about any of them, and costs the most. It need not be
    /// there where others have to be. Small sites are looked through as they are.
    fn leave_out_common_words(&self, plan: &mut Plan, bounds: Bounds) -> Result<(), ServiceError> {
        if plan.wanted.len() < 2 {
            return Ok(());
        }
        let Some(first) = search::first_of_newest(self.connection, bounds.sample)? else { return Ok(()) };
        let mut rare = Vec::with_capacity(plan.wanted.len());
        for pattern in &plan.wanted {
            let is_common = pattern.is_word()
                && search::finds_more_than(self.connection, &pattern.expression(), first, bounds.sample / 2)?;
            if !is_common {
                rare.push(pattern.clone());
            }
        }
        if !rare.is_empty() {
            plan.wanted = rare;
        }
        Ok(())
    }

    /// What a plan finds, the best first.
    fn found(&self, plan: Plan, bounds: Bounds) -> Result<Found, ServiceError> {
        let expression = plan.expression();
        let (mut has_more, mut looked_through) = (false, None);
        let sequences = match self.reach(&plan, &expression, bounds)? {
            Reach::Newest(first) => {
                looked_through = Some(bounds.looked_through);
                let newest = search::newest_from(self.connection, &expression, first)?;
                self.behind_titled(&plan, &expression, newest)?
            }
            reach => {
                let newest = search::newest(self.connection, &expression)?;
                has_more = newest.len() > RANKED_MAX;
                match reach {
                    _ if newest.is_empty() => newest,
                    Reach::Ranked if !has_more => search::ranked(self.connection, &expression)?,
                    _ => self.behind_titled(&plan, &expression, newest)?,
                }
            }
        };
        Ok(Found { plan, with_all_words: sequences.len(), sequences, has_more, looked_through })
    }

    /// How far a plan is followed. The index looks at the places of words in every text that has all of them, so a phrase
    /// of common words that few texts have, or a common word that few texts lack, would cost a look at most of them.
    fn reach(&self, plan: &Plan, expression: &str, bounds: Bounds) -> Result<Reach, ServiceError> {
        if plan.unwanted.is_empty() && !plan.wanted.iter().any(Pattern::is_placed) {
            return Ok(Reach::Ranked);
        }
        let Some(first) = search::first_of_newest(self.connection, bounds.sample)? else { return Ok(Reach::Ranked) };
        let many = bounds.sample / 20;
        let (mut common, mut costs_much) = (0, false);
        for pattern in &plan.wanted {
            let is_common = self.have_each_word(pattern, first, many)?;
            common += usize::from(is_common);
            costs_much |= is_common && pattern.is_placed();
        }
        for pattern in &plan.unwanted {
            let many = if pattern.is_placed() { many } else { bounds.sample / 2 };
            costs_much |= self.have_each_word(pattern, first, many)?;
        }
        if !costs_much {
            return Ok(Reach::Ranked);
        }
        let is_common = if plan.is_any_enough { common > 0 } else { common == plan.wanted.len() };
        if is_common
            && !search::finds_more_than(self.connection, expression, first, bounds.sample / 10)?
            && let Some(first) = search::first_of_newest(self.connection, bounds.looked_through)?
        {
            return Ok(Reach::Newest(first));
        }
        Ok(Reach::Listed)
    }

    /// Whether each word of a pattern is in more than so many texts from one on.
    fn have_each_word(&self, pattern: &Pattern, first: u64, many: u64) -> Result<bool, ServiceError> {
        for word in pattern.word_expressions() {
            if !search::finds_more_than(self.connection, &word, first, many)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Those that have what is looked for in their title, then others.
    fn behind_titled(&self, plan: &Plan, expression: &str, others: Vec<u64>) -> Result<Vec<u64>, ServiceError> {
        // The index of titles hasn't what a text says, so it can rule nothing out.
        let mut sequences = match plan.unwanted.is_empty() {
            true => search::titled(self.connection, expression)?,
            false => Vec::new(),
        };
        let titled: HashSet<u64> = sequences.iter().copied().collect();
        sequences.extend(others.into_iter().filter(|sequence| !titled.contains(sequence)));
        sequences.truncate(search::LISTED_MAX);
        Ok(sequences)
    }

    /// What was typed with those words that are nowhere spelt as titles, tags and headings spell one like it. First
    /// letters are seldom wrong.
    fn spelt_right(&self, query: &Query) -> Result<Option<String>, ServiceError> {
        let mut meant = Vec::new();
        let plan = Plan::of(query, &search::languages(self.connection)?, &[]);
        for (place, word) in query.words() {
            let Some(pattern) = plan.wanted.get(place) else { continue };
            if search::finds_any(self.connection, &pattern.word_expressions().join(" AND "))? {
                continue;
            }
            let Some(first) = word.get(..word.chars().next().map_or(0, char::len_utf8)) else { continue };
            let known = search::words_beginning(self.connection, first, SPELLINGS_MAX)?;
            if let Some(nearest) = nearest(word, known.iter().map(|(word, texts)| (word.as_str(), *texts))) {
                meant.push((place, nearest.to_owned()));
            }
        }
        Ok((!meant.is_empty()).then(|| query.with_words(&meant)))
    }

    fn hits(&self, plan: &Plan, sequences: &[u64]) -> Result<Vec<SearchHit>, ServiceError> {
        let texts = search::texts(self.connection, sequences)?;
        let hits = texts.into_iter().map(|text| {
            let found = plan.find(&text.body, Stemmer::of(&text.language));
            // A text that was found by its title begins with what it is about.
            let snippet = match found.is_empty() {
                true => passage(&text.summary.excerpt, &plan.find(&text.summary.excerpt, Stemmer::of(&text.language))),
                false => passage(&text.body, &found),
            };
            SearchHit { post: text.summary, snippet }
        });
        Ok(hits.collect())
    }
}

impl Found {
    fn is_empty(&self) -> bool {
        self.sequences.is_empty()
    }

    /// The same with those behind it that have some of the words: up to so many texts, or all where it has none.
    fn filled_up(self, some: Self, most: usize) -> Self {
        if some.is_empty() {
            return self;
        }
        if self.is_empty() {
            return Self { with_all_words: 0, ..some };
        }
        let mut sequences = self.sequences;
        for sequence in some.sequences {
            if sequences.len() < most && !sequences.contains(&sequence) {
                sequences.push(sequence);
            }
        }
        Self { plan: some.plan, sequences, ..self }
    }
}

/// Whether a text has what is looked for, as the index would say.
pub(super) fn is_found(plan: &Plan, content: &Content) -> bool {
    let tags = content.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>().join(", ");
    let stemmer = Stemmer::of(language_of(content.language.as_ref(), &content.body));
    plan.finds(&content.title, &tags, &content.body, stemmer)
}
