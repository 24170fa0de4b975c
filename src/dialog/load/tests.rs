//! The built-in files load, and each mistake is told.

use super::*;

#[test]
fn the_built_in_files_load() {
    let sources = embedded();
    if let Err(found) = load(&sources) {
        let told: Vec<String> = found
            .iter()
            .filter(|found| found.is_error())
            .map(|found| {
                let source = sources.get(&found.at.file);
                let line = source.map_or(0, |source| source.position(found.at.span.start).line);
                format!("{}:{line}: {} [{}] {:?}", found.at.file, found.message, found.code, found.suggestion)
            })
            .collect();
        panic!("{}", told.join("\n"));
    }
}
