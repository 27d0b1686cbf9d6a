//! The search of readers: in what is published, now and then.

use super::cache::{Dependencies, Dependency};
use super::past::Past;
use super::readers::entries_of;
use super::{Blog, Lookup, ServiceError};
use crate::domain::PostId;
use crate::domain::post::{Content, Post};
use crate::domain::views::{Pagination, PostPage, SearchHit, SearchPage};
use crate::search::{Plan, Query, Stemmer, language_of, nearest, passage};
use crate::store::log;
use crate::store::search::{self, RANKED_MAX};

/// Texts on a page of what was found.
const PAGE_SIZE: u32 = 10;
/// Longer words that the last one may begin.
const BEGUN_WORDS_MAX: u32 = 8;
/// Words that are compared with one that is spelt like none.
const SPELLINGS_MAX: u32 = 20_000;
/// The newest texts say which words are common.
const COMMON_SAMPLE: u64 = 1_000;

/// Whoever types so many words asks a question, of which not every word need be in the answer.
const QUESTION_WORDS_MIN: usize = 4;

/// What was found, before a page of it is shown.
struct Found {
    plan: Plan,
    sequences: Vec<u64>,
    /// How many of these have all words.
    with_all_words: usize,
    has_more: bool,
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
        let nothing = SearchPage::empty(typed.trim().to_owned(), PAGE_SIZE);
        let Some(query) = Query::of(typed) else { return Ok(nothing) };
        let mut plan = self.plan(&query).await?;
        let mut found = self.found(&plan).await?;
        let mut corrected = None;
        if found.is_none()
            && let Some(meant) = self.spelt_right(&query).await?
            && let Some(meant_query) = Query::of(&meant)
        {
            corrected = Some(meant.trim().to_owned());
            plan = self.plan(&meant_query).await?;
            found = self.found(&plan).await?;
        }
        let few = PAGE_SIZE as usize;
        let is_answered = match &found {
            None => false,
            Some(found) => found.sequences.len() >= few || plan.wanted.len() < QUESTION_WORDS_MIN,
        };
        if !is_answered && let Some(any) = plan.any_word() {
            found = match (found, self.found(&any).await?) {
                (Some(all), Some(any)) => Some(all.filled_up(any, few)),
                (None, any) => any.map(|any| Found { with_all_words: 0, ..any }),
                (all, None) => all,
            };
        }
        let Some(found) = found else { return Ok(nothing) };
        let mut pagination = Pagination::new(page, found.sequences.len() as u64, PAGE_SIZE);
        pagination.page = page.clamp(1, pagination.pages);
        let (pagination, range) = entries_of(pagination.page, found.sequences.len(), PAGE_SIZE);
        let shown = found.sequences.get(range).unwrap_or_default();
        let hits = self.hits(&found.plan, shown).await?;
        let (has_more, with_all_words) = (found.has_more, found.with_all_words as u64);
        Ok(SearchPage { hits, pagination, has_more, corrected, with_all_words, ..nothing })
    }

    /// The expression of what readers find; `None` where there is no word in what was typed.
    pub(super) async fn search_expression(&self, typed: &str) -> Result<Option<String>, ServiceError> {
        let Some(query) = Query::of(typed) else { return Ok(None) };
        Ok(Some(self.plan(&query).await?.expression()))
    }

    /// What finds texts as they were: there is no index of them, so no word is known that the last one may begin.
    pub(super) async fn past_plan(&self, typed: &str) -> Result<Option<Plan>, ServiceError> {
        let Some(query) = Query::of(typed) else { return Ok(None) };
        let languages = search::languages(self.database.readers()).await?;
        Ok(Some(Plan::of(&query, &languages, &[])))
    }

    async fn plan(&self, query: &Query) -> Result<Plan, ServiceError> {
        let pool = self.database.readers();
        let languages = search::languages(pool).await?;
        let begun: Vec<String> = match query.beginning() {
            Some(beginning) => {
                let words = search::words_beginning(pool, beginning, BEGUN_WORDS_MAX).await?;
                words.into_iter().map(|(word, _)| word).collect()
            }
            None => Vec::new(),
        };
        let mut plan = Plan::of(query, &languages, &begun);
        self.leave_out_common_words(&mut plan).await?;
        Ok(plan)
    }

    /// A word that more than half of all texts have says nothing about any of them, and costs the most. It need not be
    /// there where others have to be. Small sites are looked through as they are.
    async fn leave_out_common_words(&self, plan: &mut Plan) -> Result<(), ServiceError> {
        let pool = self.database.readers();
        if plan.wanted.len() < 2 {
            return Ok(());
        }
        let Some(first) = search::first_of_newest(pool, COMMON_SAMPLE).await? else { return Ok(()) };
        let mut rare = Vec::with_capacity(plan.wanted.len());
        for pattern in &plan.wanted {
            let is_common = pattern.is_word()
                && search::finds_more_than(pool, &pattern.expression(), first, COMMON_SAMPLE / 2).await?;
            if !is_common {
                rare.push(pattern.clone());
            }
        }
        if !rare.is_empty() {
            plan.wanted = rare;
        }
        Ok(())
    }

    /// What a plan finds, the best first; `None` where that is nothing.
    async fn found(&self, plan: &Plan) -> Result<Option<Found>, ServiceError> {
        let pool = self.database.readers();
        let expression = plan.expression();
        let total = search::count(pool, &expression).await?;
        let has_more = total > RANKED_MAX;
        let sequences = match total {
            0 => return Ok(None),
            _ if !has_more => search::ranked(pool, &expression).await?,
            _ => self.foremost(plan, &expression).await?,
        };
        Ok(Some(Found { plan: plan.clone(), with_all_words: sequences.len(), sequences, has_more }))
    }

    /// Of what a great many texts have: those with it in their title, then the newest.
    async fn foremost(&self, plan: &Plan, expression: &str) -> Result<Vec<u64>, ServiceError> {
        let pool = self.database.readers();
        let newest = search::newest(pool, expression).await?;
        if !plan.unwanted.is_empty() {
            return Ok(newest);
        }
        let mut sequences = search::titled(pool, expression).await?;
        let titled: std::collections::HashSet<u64> = sequences.iter().copied().collect();
        sequences.extend(newest.into_iter().filter(|sequence| !titled.contains(sequence)));
        sequences.truncate(usize::try_from(search::LISTED_MAX).unwrap_or(usize::MAX));
        Ok(sequences)
    }

    /// What was typed with those words that are nowhere spelt as titles, tags and headings spell one like it. First
    /// letters are seldom wrong.
    async fn spelt_right(&self, query: &Query) -> Result<Option<String>, ServiceError> {
        let pool = self.database.readers();
        let mut meant = Vec::new();
        let plan = Plan::of(query, &search::languages(pool).await?, &[]);
        for (place, word) in query.words() {
            let Some(pattern) = plan.wanted.get(place) else { continue };
            if search::count(pool, &pattern.expression()).await? > 0 {
                continue;
            }
            let Some(first) = word.get(..word.chars().next().map_or(0, char::len_utf8)) else { continue };
            let known = search::words_beginning(pool, first, SPELLINGS_MAX).await?;
            if let Some(nearest) = nearest(word, known.iter().map(|(word, texts)| (word.as_str(), *texts))) {
                meant.push((place, nearest.to_owned()));
            }
        }
        Ok((!meant.is_empty()).then(|| query.with_words(&meant)))
    }

    async fn hits(&self, plan: &Plan, sequences: &[u64]) -> Result<Vec<SearchHit>, ServiceError> {
        let texts = search::texts(self.database.readers(), sequences).await?;
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

    /// A page of the texts then that have what is looked for, the newest first. There is no index of the past, so every
    /// text is looked through.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn past_search(&self, past: &Past, typed: &str, page: u32) -> Result<SearchPage, ServiceError> {
        let nothing = SearchPage::empty(typed.trim().to_owned(), PAGE_SIZE);
        let Some(plan) = self.past_plan(typed).await? else { return Ok(nothing) };
        let (candidates, moment): (Vec<PostId>, _) = (past.texts().collect(), past.moment());
        let wanted = plan.clone();
        let found: Vec<PostId> = self
            .database
            .read(move |log| {
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

impl Found {
    /// The same with others behind it, up to so many.
    fn filled_up(self, others: Self, most: usize) -> Self {
        let mut sequences = self.sequences;
        for sequence in others.sequences {
            if sequences.len() < most && !sequences.contains(&sequence) {
                sequences.push(sequence);
            }
        }
        Self { plan: others.plan, sequences, ..self }
    }
}

/// Whether a text has what is looked for, as the index would say.
pub(super) fn is_found(plan: &Plan, content: &Content) -> bool {
    let tags = content.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>().join(", ");
    let stemmer = Stemmer::of(language_of(content.language.as_ref(), &content.body));
    plan.finds(&content.title, &tags, &content.body, stemmer)
}
