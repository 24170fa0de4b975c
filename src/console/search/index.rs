//! Which words lead to whom, in memory.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::termdict::TermDictionary;
use tantivy::{DocSet, Index, IndexReader, IndexWriter, ReloadPolicy, SegmentReader, TERMINATED, TantivyError, Term};
use uuid::Uuid;

use super::terms::{self, Sought, Stems};

/// Memory in which words are gathered before they are put in order.
const GATHERED: usize = 32 << 20;
/// Terms that one word of a question may stand for: « a » begins all that begins with it.
const MOST_TERMS: usize = 4000;

/// Why the index cannot be used. It is made anew at the next start; nothing is kept in it alone.
#[derive(Debug, thiserror::Error)]
#[error("index de recherche : {0}")]
pub struct SearchError(#[from] TantivyError);

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

/// The index. Clones share it. It is made when somebody begins to fill it; until then it leads to nobody.
#[derive(Clone, Default)]
pub struct Search(pub(super) Arc<Shared>);

/// What clones share.
#[derive(Default)]
pub(super) struct Shared {
    inner: OnceLock<Inner>,
    people: RwLock<People>,
    pub(super) known: AtomicUsize,
    pub(super) full: AtomicBool,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search").field("people", &self.people()).field("is_full", &self.is_full()).finish()
    }
}

struct Inner {
    fields: Fields,
    reader: IndexReader,
    writer: Mutex<IndexWriter>,
}

#[derive(Clone, Copy)]
struct Fields {
    /// Whose the words are, to take them away.
    person: Field,
    /// Whose the name is, to replace it.
    file: Field,
    /// The same person, by a small number.
    number: Field,
    /// Words said.
    said: Field,
    /// Names, addresses, numbers: by their parts.
    named: Field,
}

/// Who has which number in the index.
#[derive(Default)]
struct People {
    numbers: HashMap<Uuid, u64>,
    by_number: Vec<Uuid>,
}

/// What is put into the index of a person.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    /// Whose.
    pub(super) person: Uuid,
    /// All that was known of them is to go first.
    pub(super) anew: bool,
    /// Names, addresses, numbers.
    pub(super) names: Vec<String>,
    /// Subjects and names of pieces.
    pub(super) titles: Vec<String>,
    /// What was said since.
    pub(super) said: Vec<String>,
}

/// Whom a question leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lead {
    /// Who.
    pub(super) person: Uuid,
    /// How many of its words stand in their name, addresses or numbers.
    pub(super) named: usize,
}

impl Inner {
    fn new() -> Result<Self, SearchError> {
        let mut schema = Schema::builder();
        let words = || {
            let indexing = TextFieldIndexing::default().set_tokenizer("whitespace").set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::Basic))
        };
        let fields = Fields {
            person: schema.add_bytes_field("person", INDEXED),
            file: schema.add_bytes_field("file", INDEXED),
            number: schema.add_u64_field("number", FAST),
            said: schema.add_text_field("said", words()),
            named: schema.add_text_field("named", words()),
        };
        let index = Index::create_in_ram(schema.build());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let writer = Mutex::new(index.writer_with_num_threads(1, GATHERED)?);
        Ok(Self { fields, reader, writer })
    }
}

impl Search {
    /// Makes the index, where there is none yet.
    ///
    /// # Errors
    /// No thread can be started.
    pub(super) fn open(&self) -> Result<(), SearchError> {
        if self.0.inner.get().is_none() {
            // Made twice at once, one of the two is let go.
            let _ = self.0.inner.set(Inner::new()?);
        }
        Ok(())
    }

    /// How many persons are in it.
    #[must_use]
    pub fn people(&self) -> usize {
        self.0.known.load(Ordering::Relaxed)
    }

    /// True once everybody who was stored at the start is in it.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.full.load(Ordering::Acquire)
    }

    /// Puts sheets in and takes persons out, and shows it. Waits for processor time: not to be called where others wait.
    pub(super) fn write(&self, sheets: &[Sheet], gone: &[Uuid]) -> Result<(), SearchError> {
        let Some(Inner { fields, writer, reader }) = self.0.inner.get() else { return Ok(()) };
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stems = Stems::new();
        for person in gone.iter().chain(sheets.iter().filter(|sheet| sheet.anew).map(|sheet| &sheet.person)) {
            writer.delete_term(Term::from_field_bytes(fields.person, person.as_bytes()));
        }
        for sheet in sheets {
            let number = self.number(sheet.person);
            if !sheet.anew {
                writer.delete_term(Term::from_field_bytes(fields.file, sheet.person.as_bytes()));
            }
            let mut file = TantivyDocument::new();
            file.add_bytes(fields.person, sheet.person.as_bytes());
            file.add_bytes(fields.file, sheet.person.as_bytes());
            file.add_u64(fields.number, number);
            file.add_text(fields.named, terms::of_names(sheet.names.iter().map(String::as_str)));
            file.add_text(fields.said, terms::of_text(sheet.titles.iter().map(String::as_str), &mut stems));
            writer.add_document(file)?;
            if !sheet.said.is_empty() {
                let mut said = TantivyDocument::new();
                said.add_bytes(fields.person, sheet.person.as_bytes());
                said.add_u64(fields.number, number);
                said.add_text(fields.said, terms::of_text(sheet.said.iter().map(String::as_str), &mut stems));
                writer.add_document(said)?;
            }
        }
        writer.commit()?;
        reader.reload()?;
        Ok(())
    }

    fn number(&self, person: Uuid) -> u64 {
        let mut people = self.0.people.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = people.numbers.get(&person) {
            return *number;
        }
        let number = u64::try_from(people.by_number.len()).unwrap_or(u64::MAX);
        people.numbers.insert(person, number);
        people.by_number.push(person);
        number
    }

    /// Whom all the words lead to, in no order.
    pub(super) fn leads(&self, sought: &[Sought]) -> Result<Vec<Lead>, SearchError> {
        let mut all: Option<HashMap<u64, usize>> = None;
        for word in sought {
            let (said, named) = self.who(word)?;
            let here = said.union(&named).map(|number| (*number, usize::from(named.contains(number))));
            all = Some(match all {
                None => here.collect(),
                Some(before) => here.filter_map(|(number, hit)| Some((number, before.get(&number)? + hit))).collect(),
            });
        }
        let people = self.0.people.read().unwrap_or_else(PoisonError::into_inner);
        let by = |number: u64| people.by_number.get(usize::try_from(number).ok()?).copied();
        Ok(all.unwrap_or_default().into_iter().filter_map(|(n, named)| Some(Lead { person: by(n)?, named })).collect())
    }

    /// Who has said a word, and whose name, address or number holds it.
    fn who(&self, sought: &Sought) -> Result<(BTreeSet<u64>, BTreeSet<u64>), SearchError> {
        let (mut said, mut named) = (BTreeSet::new(), BTreeSet::new());
        let Some(Inner { fields, reader, .. }) = self.0.inner.get() else { return Ok((said, named)) };
        let goes_on = sought.begins && sought.word.chars().count() > 1;
        for segment in reader.searcher().segment_readers() {
            let inside = Inside { segment, numbers: segment.fast_fields().u64("number")? };
            inside.collect(fields.said, &sought.word, goes_on, &mut said)?;
            inside.collect(fields.said, &sought.stem, false, &mut said)?;
            inside.collect(fields.named, &sought.word, goes_on || sought.is_part(), &mut named)?;
        }
        Ok((said, named))
    }
}

/// A part of the index.
struct Inside<'s> {
    segment: &'s SegmentReader,
    numbers: tantivy::columnar::Column<u64>,
}

impl Inside<'_> {
    /// Gathers whose words are that term, or begin with it.
    fn collect(&self, field: Field, term: &str, goes_on: bool, into: &mut BTreeSet<u64>) -> Result<(), SearchError> {
        let index = self.segment.inverted_index(field)?;
        let mut left = MOST_TERMS;
        let mut take = |found: &tantivy::postings::TermInfo| -> std::io::Result<ControlFlow<()>> {
            let mut postings = index.read_postings_from_terminfo(found, IndexRecordOption::Basic)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if self.segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                    into.extend(self.numbers.first(doc));
                }
                doc = postings.advance();
            }
            left = left.saturating_sub(1);
            Ok(if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        };
        match goes_on {
            true => beginning(index.terms(), term, &mut take)?,
            false => {
                if let Some(found) = index.terms().get(term)? {
                    let _ = take(&found)?;
                }
            }
        }
        Ok(())
    }
}

fn beginning(
    terms: &TermDictionary,
    prefix: &str,
    take: &mut impl FnMut(&tantivy::postings::TermInfo) -> std::io::Result<ControlFlow<()>>,
) -> std::io::Result<()> {
    let mut found = terms.range().ge(prefix.as_bytes()).into_stream()?;
    while found.advance() {
        if !found.key().starts_with(prefix.as_bytes()) || take(found.value())?.is_break() {
            break;
        }
    }
    Ok(())
}
