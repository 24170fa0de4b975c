//! What the store is measured beside: the same rows, written by other means with nothing in between.

use std::fs::File;
use std::io::Write;
use std::path::Path;

/// The rows of one turn.
pub type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// Writes groups of turns, each durable before it returns.
pub trait Contender {
    fn name(&self) -> &'static str;
    fn write(&mut self, group: &[Rows]);
}

/// sled alone, used as the store uses it: no checks, no seals, no queue.
pub struct Sled {
    db: sled::Db,
    file: File,
}

impl Sled {
    pub fn open(path: &Path) -> Self {
        let config = sled::Config::new().path(path).cache_capacity(256 << 20).flush_every_ms(Some(500));
        let db = config.mode(sled::Mode::LowSpace).open().unwrap();
        Self { db, file: File::options().write(true).open(path.join("db")).unwrap() }
    }
}

impl Contender for Sled {
    fn name(&self) -> &'static str {
        "sled alone, merged batches, flush + fdatasync"
    }

    fn write(&mut self, group: &[Rows]) {
        let mut batch = sled::Batch::default();
        for (key, row) in group.iter().flatten() {
            batch.insert(&key[..], &row[..]);
        }
        self.db.apply_batch(batch).unwrap();
        self.db.flush().unwrap();
        self.file.sync_data().unwrap();
    }
}

/// SQLite in WAL mode, synchronous=FULL.
pub struct Sqlite {
    connection: rusqlite::Connection,
    grouped: bool,
}

impl Sqlite {
    pub fn open(path: &Path, grouped: bool) -> Self {
        std::fs::create_dir_all(path).unwrap();
        let connection = rusqlite::Connection::open(path.join("db")).unwrap();
        connection
            .execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-262144;")
            .unwrap();
        connection.execute_batch("CREATE TABLE r (k BLOB PRIMARY KEY, v BLOB) WITHOUT ROWID;").unwrap();
        Self { connection, grouped }
    }

    fn transaction<'a>(&mut self, rows: impl Iterator<Item = &'a (Vec<u8>, Vec<u8>)>) {
        let transaction = self.connection.transaction().unwrap();
        {
            let mut insert = transaction.prepare_cached("INSERT OR REPLACE INTO r VALUES (?1, ?2)").unwrap();
            for (key, row) in rows {
                insert.execute((key, row)).unwrap();
            }
        }
        transaction.commit().unwrap();
    }
}

impl Contender for Sqlite {
    fn name(&self) -> &'static str {
        if self.grouped {
            "SQLite WAL FULL, one transaction a group"
        } else {
            "SQLite WAL FULL, one transaction a turn"
        }
    }

    fn write(&mut self, group: &[Rows]) {
        if self.grouped {
            self.transaction(group.iter().flatten());
        } else {
            group.iter().for_each(|rows| self.transaction(rows.iter()));
        }
    }
}

/// Bytes at the end of a file: what the disk can do.
pub struct Raw(pub File);

impl Contender for Raw {
    fn name(&self) -> &'static str {
        "raw grouped append + fdatasync"
    }

    fn write(&mut self, group: &[Rows]) {
        let mut bytes = Vec::new();
        for (key, row) in group.iter().flatten() {
            bytes.extend_from_slice(key);
            bytes.extend_from_slice(row);
        }
        self.0.write_all(&bytes).unwrap();
        self.0.sync_data().unwrap();
    }
}
