//! What a method was called with, whichever way it came: query, form, JSON or multipart.

use serde_json::{Map, Value};

/// The parameters of a call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params {
    /// Everything but files: values as JSON gave them, text otherwise.
    pub(crate) values: Map<String, Value>,
    /// Uploaded files: their field, name and bytes.
    pub(crate) files: Vec<(String, String, Vec<u8>)>,
}

impl Params {
    /// Reads a request: the query first, the body over it. `None` for a body that is not what it says it is.
    pub(crate) fn read(query: Option<&str>, content_type: &str, body: &[u8]) -> Option<Self> {
        let mut params = Self::default();
        params.form(query.unwrap_or_default());
        if content_type.starts_with("application/json") && !body.is_empty() {
            params.values.extend(serde_json::from_slice::<Map<String, Value>>(body).ok()?);
        } else if content_type.starts_with("application/x-www-form-urlencoded") {
            params.form(std::str::from_utf8(body).ok()?);
        } else if content_type.starts_with("multipart/form-data") {
            let (_, boundary) = content_type.split_once("boundary=")?;
            params.multipart(boundary.trim_matches('"'), body)?;
        }
        Some(params)
    }

    /// A text, or the text of a number or of true and false.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match self.values.get(key)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    pub(crate) fn number(&self, key: &str) -> Option<i64> {
        self.text(key)?.trim().parse().ok()
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.text(key).is_some_and(|text| text.eq_ignore_ascii_case("true") || text == "1")
    }

    /// An object or a list, sent as such or as its text. The error is the text that is no JSON.
    pub(crate) fn json(&self, key: &str) -> Result<Option<Value>, String> {
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text).map(Some).map_err(|_| text.clone()),
            Some(other) => Ok(Some(other.clone())),
        }
    }

    fn form(&mut self, text: &str) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.values.insert(unescape(key, true), Value::String(unescape(value, true)));
        }
    }

    fn multipart(&mut self, boundary: &str, body: &[u8]) -> Option<()> {
        let mark = format!("--{boundary}");
        let mut rest = after(body, mark.as_bytes())?;
        while let Some(part) = rest.strip_prefix(b"\r\n") {
            let end = find(part, format!("\r\n{mark}").as_bytes())?;
            self.part(&part[..end])?;
            rest = &part[end + 2 + mark.len()..];
        }
        rest.starts_with(b"--").then_some(())
    }

    fn part(&mut self, part: &[u8]) -> Option<()> {
        let end = find(part, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&part[..end]).into_owned();
        let bytes = &part[end + 4..];
        let named = |key: &str| Some(head.split_once(&format!("{key}=\""))?.1.split_once('"')?.0.to_owned());
        // « filename » ends in « name » too, but follows it.
        let name = named(" name")?;
        match named("filename") {
            Some(file) => self.files.push((name, file, bytes.to_owned())),
            None => {
                self.values.insert(name, Value::String(String::from_utf8(bytes.to_owned()).ok()?));
            }
        }
        Some(())
    }
}

/// Undoes the escapes of addresses; in forms, `+` is a space.
pub(crate) fn unescape(text: &str, form: bool) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let code = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match (first, code.and_then(|code| u8::from_str_radix(code, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) if form => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn find(text: &[u8], sought: &[u8]) -> Option<usize> {
    text.windows(sought.len()).position(|window| window == sought)
}

fn after<'a>(text: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    find(text, mark).map(|at| &text[at + mark.len()..])
}
