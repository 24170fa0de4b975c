//! The only encoder: every record is sealed here, and every address blinded.
//!
//! A sealed record is a version byte, a key byte, a nonce and XChaCha20-Poly1305 of its JSON, with the row's key as
//! associated data: a row moved elsewhere does not open. Each person has a key of their own, wrapped by the master key,
//! which lives in a file outside the data: erasing the wrapped key erases the person, wherever copies of rows remain.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Key as CipherKey, Tag, XChaCha20Poly1305, XNonce};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::error::{Result, StoreError};
use super::open;

/// The form of a sealed record. Old forms decode for ever.
const FORM: u8 = 1;
/// Version byte, key byte, nonce.
const HEAD: usize = 26;
/// What proves a record after it.
const TAG: usize = 16;

/// Whose key seals a record; its byte is written before the nonce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    House,
    Person,
}

/// A key that seals records.
#[derive(Clone)]
pub struct SealKey {
    bytes: Zeroizing<[u8; 32]>,
    whose: Whose,
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey(***)")
    }
}

/// Why a record does not open. Says nothing of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsealed {
    /// Written by a newer version, or no sealed record at all.
    Form,
    /// Changed, moved, or sealed under another key.
    Forged,
    /// Opened, but its content is not what was expected.
    Content(String),
}

impl std::fmt::Display for Unsealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Form => f.write_str("forme inconnue"),
            Self::Forged => f.write_str("sceau rompu"),
            Self::Content(why) => write!(f, "contenu inattendu ({why})"),
        }
    }
}

/// Nonces for one batch: 16 random bytes and a counter.
#[derive(Debug)]
pub struct Nonces {
    bytes: [u8; 24],
    next: u64,
}

impl Nonces {
    /// A fresh series. Asked of the system for each batch, so that a virtual machine run twice never repeats one.
    pub fn new() -> Result<Self> {
        let mut bytes = [0; 24];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::io("hasard du système", error))?;
        Ok(Self { bytes, next: 0 })
    }

    fn take(&mut self) -> [u8; 24] {
        let mut nonce = self.bytes;
        if let Some(tail) = nonce.last_chunk_mut::<8>() {
            *tail = self.next.to_be_bytes();
        }
        self.next += 1;
        nonce
    }
}

impl SealKey {
    /// A new person's key.
    pub fn new_person() -> Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut()).map_err(|error| StoreError::io("hasard du système", error))?;
        Ok(Self { bytes, whose: Whose::Person })
    }

    /// A key for another purpose, derived from this one.
    pub fn derive(&self, purpose: &'static str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key(purpose, self.bytes.as_ref()))
    }

    fn whose_byte(&self) -> u8 {
        match self.whose {
            Whose::House => 0,
            Whose::Person => 1,
        }
    }

    /// Seals a record for its row.
    pub fn seal<T: Serialize>(&self, row: &[u8], record: &T, nonces: &mut Nonces) -> Result<Vec<u8>> {
        let mut sealed = self.head(nonces);
        serde_json::to_writer(&mut sealed, record).map_err(|error| StoreError::io("écriture d’une fiche", error))?;
        self.close(row, sealed)
    }

    fn seal_bytes(&self, row: &[u8], bytes: &[u8], nonces: &mut Nonces) -> Result<Vec<u8>> {
        let mut sealed = self.head(nonces);
        sealed.extend_from_slice(bytes);
        self.close(row, sealed)
    }

    fn head(&self, nonces: &mut Nonces) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(1024);
        sealed.extend_from_slice(&[FORM, self.whose_byte()]);
        sealed.extend_from_slice(&nonces.take());
        sealed
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&CipherKey::from(*self.bytes))
    }

    fn close(&self, row: &[u8], mut sealed: Vec<u8>) -> Result<Vec<u8>> {
        let fault = || StoreError::Inconsistent("fiche trop longue à sceller");
        let (head, body) = sealed.split_at_mut_checked(HEAD).ok_or_else(fault)?;
        let nonce = head.last_chunk::<24>().ok_or_else(fault)?;
        let tag = self.cipher().encrypt_inout_detached(&XNonce::from(*nonce), row, body.into());
        sealed.extend_from_slice(&tag.map_err(|_| fault())?);
        Ok(sealed)
    }

    /// Opens a sealed record of this row.
    pub fn open<T: DeserializeOwned>(&self, row: &[u8], sealed: Vec<u8>) -> Result<T, Unsealed> {
        let opened = self.open_bytes(row, sealed)?;
        serde_json::from_slice(opened.get(HEAD..).unwrap_or_default()).map_err(|error| Unsealed::Content(shape(&error)))
    }

    /// The record stands after the head, opened in place.
    fn open_bytes(&self, row: &[u8], mut sealed: Vec<u8>) -> Result<Zeroizing<Vec<u8>>, Unsealed> {
        if sealed.first() != Some(&FORM) || sealed.get(1) != Some(&self.whose_byte()) {
            return Err(Unsealed::Form);
        }
        let tag = Tag::from(*sealed.last_chunk::<TAG>().ok_or(Unsealed::Form)?);
        sealed.truncate(sealed.len() - TAG);
        let (head, body) = sealed.split_at_mut_checked(HEAD).ok_or(Unsealed::Form)?;
        let nonce = XNonce::from(*head.last_chunk::<24>().ok_or(Unsealed::Form)?);
        let opened = self.cipher().decrypt_inout_detached(&nonce, row, body.into(), &tag);
        opened.map_err(|_| Unsealed::Forged)?;
        Ok(Zeroizing::new(sealed))
    }
}

/// How long a record is when it is sealed.
pub fn sealed_len<T: Serialize>(record: &T) -> Result<usize> {
    let mut count = Count(HEAD + TAG);
    serde_json::to_writer(&mut count, record).map_err(|error| StoreError::io("écriture d’une fiche", error))?;
    Ok(count.0)
}

/// Counts what is written.
struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What is wrong with a record's form, without a word of its content.
fn shape(error: &serde_json::Error) -> String {
    format!("{:?}, colonne {}", error.classify(), error.column())
}

/// What the master key opens: the wrapping of persons' keys, the blinding of addresses, records of no one person.
#[derive(Debug)]
pub struct Keyring {
    wrap: SealKey,
    house: SealKey,
    blind: Zeroizing<[u8; 32]>,
}

impl Keyring {
    /// Reads the master key; makes one only where there are no data yet.
    pub fn of(path: &Path, data: &Path, holds_data: bool) -> Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => {
                let text = Zeroizing::new(text);
                let master = unhex(text.trim()).ok_or_else(|| StoreError::MasterKeyUnreadable(path.to_owned()))?;
                Ok(Self::derive(&master))
            }
            Err(error) if error.kind() == ErrorKind::NotFound && holds_data => {
                Err(StoreError::MasterKeyMissing { key: path.to_owned(), data: data.to_owned() })
            }
            Err(error) if error.kind() == ErrorKind::NotFound => create(path).map(|master| Self::derive(&master)),
            Err(error) => Err(StoreError::io(path.display().to_string(), error)),
        }
    }

    /// A key for this process alone.
    pub fn passing() -> Result<Self> {
        random().map(|master| Self::derive(&master))
    }

    fn derive(master: &[u8; 32]) -> Self {
        let derive = |purpose| Zeroizing::new(blake3::derive_key(purpose, master));
        Self {
            wrap: SealKey { bytes: derive("guichet 2026-11 wrapping of personal keys"), whose: Whose::House },
            house: SealKey { bytes: derive("guichet 2026-11 records of the house"), whose: Whose::House },
            blind: derive("guichet 2026-11 blinding of addresses"),
        }
    }

    /// The key of records that are no one person's.
    pub fn house(&self) -> &SealKey {
        &self.house
    }

    /// A person's key, to be written in this row.
    pub fn wrap(&self, row: &[u8], key: &SealKey, nonces: &mut Nonces) -> Result<Vec<u8>> {
        self.wrap.seal_bytes(row, key.bytes.as_ref(), nonces)
    }

    /// A person's key as this row holds it.
    pub fn unwrap(&self, row: &[u8], sealed: Vec<u8>) -> Result<SealKey, Unsealed> {
        let opened = self.wrap.open_bytes(row, sealed)?;
        let bytes: &[u8; 32] = opened.get(HEAD..).and_then(|key| key.try_into().ok()).ok_or(Unsealed::Form)?;
        Ok(SealKey { bytes: Zeroizing::new(*bytes), whose: Whose::Person })
    }

    /// A name for personal words that cannot be turned back without the master key.
    pub fn blind(&self, parts: &[&str]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.blind);
        for part in parts {
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().into()
    }
}

fn random() -> Result<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut()).map_err(|error| StoreError::io("hasard du système", error))?;
    Ok(bytes)
}

/// Makes a master key, readable by its owner alone, durable before anything is sealed under it.
fn create(path: &Path) -> Result<Zeroizing<[u8; 32]>> {
    let master = random()?;
    let failed = |error: std::io::Error| StoreError::io(path.display().to_string(), error);
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    let text = Zeroizing::new(format!("{}\n", blake3::Hash::from_bytes(*master).to_hex()));
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    open::sync(folder)?;
    Ok(master)
}

fn unhex(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    blake3::Hash::from_hex(text).ok().map(|hash| Zeroizing::new(*hash.as_bytes()))
}
