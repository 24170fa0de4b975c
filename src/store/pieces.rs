//! The seal of pieces. A file is sealed chunk by chunk before it reaches the disk, under a key derived from its
//! person's: erasing the person's key makes their files unreadable, wherever copies of them remain.
//!
//! A sealed part is a form byte, 16 random bytes, then chunks of [`CHUNK`] bytes, each XChaCha20-Poly1305 with the
//! part's place, the chunk's number and whether it is the last as associated data: a part that was cut, moved, or whose
//! chunks were swapped does not open.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Key, Tag, XChaCha20Poly1305, XNonce};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Store;
use super::error::{Result, StoreError};
use super::seal::SealKey;

/// Bytes sealed together.
pub const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const FORM: u8 = 1;

/// Seals one person's files.
#[derive(Clone)]
pub struct PieceSeal {
    key: Zeroizing<[u8; 32]>,
    mark: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for PieceSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PieceSeal(***)")
    }
}

/// Bytes that do not open: changed, moved, cut, or sealed under another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sceau rompu")]
pub struct Broken;

/// The seal of one part in its place.
pub struct SealedPart {
    cipher: XChaCha20Poly1305,
    place: String,
    head: [u8; Self::HEAD],
}

impl std::fmt::Debug for SealedPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedPart(***)")
    }
}

impl Store {
    /// The seal of a person's files; `None` when there is no such person (any more).
    ///
    /// # Errors
    /// The store failed, or the person's key cannot be read.
    pub async fn piece_seal(&self, person: Uuid) -> Result<Option<PieceSeal>> {
        let key = self.person_key(person).await?;
        Ok(key.map(|key| PieceSeal {
            key: key.derive("guichet 2026-11 pieces of a person"),
            mark: key.derive("guichet 2026-11 marks of a person's pieces"),
        }))
    }
}

impl PieceSeal {
    /// The seal of backups: the house's, not one person's.
    pub(super) fn of_house(house: &SealKey) -> Self {
        Self { key: house.derive("guichet 2026-11 backups"), mark: house.derive("guichet 2026-11 marks of backups") }
    }

    /// Digests content so that the same content is known again, by whoever has this person's key and by nobody else.
    #[must_use]
    pub fn marker(&self) -> blake3::Hasher {
        blake3::Hasher::new_keyed(&self.mark)
    }

    /// Begins a part; its head is to be written first.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn begin(&self, place: &str) -> Result<SealedPart> {
        let mut head = [0; SealedPart::HEAD];
        getrandom::fill(&mut head).map_err(|error| StoreError::io("hasard du système", error))?;
        let [form, ..] = &mut head;
        *form = FORM;
        Ok(self.part(place, head))
    }

    /// Takes up a part that was written, by its head.
    ///
    /// # Errors
    /// It is no head.
    pub fn resume(&self, place: &str, head: &[u8]) -> Result<SealedPart, Broken> {
        let head: [u8; SealedPart::HEAD] = head.try_into().map_err(|_| Broken)?;
        if head.first() == Some(&FORM) { Ok(self.part(place, head)) } else { Err(Broken) }
    }

    fn part(&self, place: &str, head: [u8; SealedPart::HEAD]) -> SealedPart {
        let cipher = XChaCha20Poly1305::new(&Key::from(*self.key));
        SealedPart { cipher, place: place.to_owned(), head }
    }
}

impl SealedPart {
    /// Bytes before the first chunk.
    pub const HEAD: usize = 17;

    /// Bytes of a whole chunk once sealed.
    pub const SEALED: usize = CHUNK + TAG;

    /// What is written before the first chunk.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Seals a chunk in place; its tag is added.
    ///
    /// # Errors
    /// The chunk is longer than any cipher takes.
    pub fn seal(&self, index: u64, last: bool, chunk: &mut Vec<u8>) -> Result<(), Broken> {
        let nonce = XNonce::from(self.nonce(index));
        let tag = self.cipher.encrypt_inout_detached(&nonce, &self.place(index, last), chunk.as_mut_slice().into());
        chunk.extend_from_slice(&tag.map_err(|_| Broken)?);
        Ok(())
    }

    /// Opens a sealed chunk in place.
    ///
    /// # Errors
    /// It is not the chunk of that number, the last one or not, of this part.
    pub fn open(&self, index: u64, last: bool, chunk: &mut Vec<u8>) -> Result<(), Broken> {
        let tag = Tag::from(*chunk.last_chunk::<TAG>().ok_or(Broken)?);
        chunk.truncate(chunk.len() - TAG);
        let nonce = XNonce::from(self.nonce(index));
        let place = self.place(index, last);
        self.cipher.decrypt_inout_detached(&nonce, &place, chunk.as_mut_slice().into(), &tag).map_err(|_| Broken)
    }

    fn nonce(&self, index: u64) -> [u8; 24] {
        let mut nonce = [0; 24];
        let (random, number) = nonce.split_at_mut(16);
        random.copy_from_slice(self.head.last_chunk::<16>().unwrap_or(&[0; 16]));
        number.copy_from_slice(&index.to_be_bytes());
        nonce
    }

    fn place(&self, index: u64, last: bool) -> Vec<u8> {
        [self.place.as_bytes(), &[0], &index.to_be_bytes(), &[u8::from(last)]].concat()
    }
}
