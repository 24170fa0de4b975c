//! Settings from the environment: `GUICHET_STORE__CACHE_MIB=128` is `[store] cache_mib = 128`.

use toml::{Table, Value};

/// Lays one variable over the settings; variables that are none of ours are passed over.
pub(super) fn lay_over(merged: &mut Table, variable: &str, value: &str, problems: &mut Vec<String>) {
    let path = variable.strip_prefix(super::PREFIX).and_then(|path| path.split_once("__"));
    let Some((section, key)) = path.map(|(section, key)| (section.to_lowercase(), key.to_lowercase())) else { return };
    let known = merged.get_mut(&section).and_then(Value::as_table_mut).and_then(|known| known.get_mut(&key));
    let Some(default) = known else {
        problems.push(format!("{variable} : [{section}] {key} n’existe pas"));
        return;
    };
    match read(default, value) {
        Some(value) => *default = value,
        None => problems.push(format!("{variable} doit être {}", super::kind(default))),
    }
}

/// A value of the same kind as the default.
fn read(default: &Value, value: &str) -> Option<Value> {
    match default {
        Value::String(_) => Some(Value::String(value.to_owned())),
        Value::Integer(_) => value.parse().ok().map(Value::Integer),
        Value::Boolean(_) => value.parse().ok().map(Value::Boolean),
        _ => None,
    }
}
