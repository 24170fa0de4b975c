//! The shape of an address, and domains people mistype.

/// Longest local part and domain (RFC 5321).
const LOCAL: usize = 64;
const DOMAIN: usize = 253;
/// Names this short are a slip only when two letters are swapped: « sfr » is not « sfs ».
const SHORT: usize = 4;
/// From this length on, two slips are still a slip.
const LONG: usize = 7;
/// Domains with one ending only: « gmail.fr » is nobody's.
const ONE_ENDING: &[&str] = &["gmail", "icloud"];
/// Endings that are a country's, and nearly always a slip of « .com ».
const SLIPS_OF_COM: &[&str] =
    &["co", "cm", "om", "con", "cim", "vom", "xom", "cpm", "comm", "ccom", "coom", "cmo", "ocm"];
/// Real providers close to a better known one.
const REAL: &[&str] = &["mail", "email", "ymail", "gmx", "zmail", "hmail", "aim"];

/// What became of the text of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checked {
    /// An address.
    Right(String),
    /// Not as it stands; perhaps this one.
    Wrong(Option<String>),
}

/// Checks `local@domain`, in lower case.
pub(super) fn check(text: &str, known: &[String], countries: &[&str]) -> Checked {
    let lower = text.to_lowercase();
    let Some((local, domain)) = lower.split_once('@') else { return Checked::Wrong(None) };
    if is_local(local) && is_domain(domain) {
        return match mistyped(domain, known, countries) {
            Some(better) => Checked::Wrong(Some(format!("{local}@{better}"))),
            None => Checked::Right(lower),
        };
    }
    Checked::Wrong(tidied(local, domain, known, countries))
}

/// The address without what nobody means: accents, doubled signs, a comma for the point, no point at all.
fn tidied(local: &str, domain: &str, known: &[String], countries: &[&str]) -> Option<String> {
    let local = squeezed(&plain(local).replace(',', "."));
    let domain = squeezed(&plain(domain).replace([',', ';', '@', '/'], "."));
    let domain = if domain.contains('.') { domain } else { pointed(&domain, known)? };
    let domain = mistyped(&domain, known, countries).unwrap_or(domain);
    (is_local(&local) && is_domain(&domain)).then(|| format!("{local}@{domain}"))
}

/// « gmail » or « gmailcom », when one known domain alone is meant.
fn pointed(domain: &str, known: &[String]) -> Option<String> {
    let named = |known: &&String| split(known).0 == domain || known.replace('.', "") == domain;
    let mut found = known.iter().filter(named);
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one.clone()),
        _ => None,
    }
}

/// Letters without their accents.
fn plain(text: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    text.nfkd().filter(|c| !is_combining_mark(*c)).collect()
}

fn squeezed(text: &str) -> String {
    text.split('.').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
}

fn is_local(local: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    !local.is_empty() && local.len() <= LOCAL && local.chars().all(sign) && is_dotted(local)
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        label.len() <= 63
            && label.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let (name, ending) = split(domain);
    let ends =
        ending.len() >= 2 && (ending.starts_with("xn--") || ending.bytes().all(|sign| sign.is_ascii_alphabetic()));
    domain.len() <= DOMAIN && !name.is_empty() && is_dotted(domain) && ends && domain.split('.').all(label)
}

fn is_dotted(text: &str) -> bool {
    !text.starts_with('.') && !text.ends_with('.') && !text.contains("..")
}

/// The name and the ending of a domain: « gmail », « com ».
pub(super) fn split(domain: &str) -> (&str, &str) {
    domain.rsplit_once('.').unwrap_or((domain, ""))
}

/// The known domain this one is a slip of: near one, and clearly nearer than to any other name.
fn mistyped(domain: &str, known: &[String], countries: &[&str]) -> Option<String> {
    if known.iter().any(|known| known == domain) {
        return None;
    }
    let (name, ending) = split(domain);
    if known.iter().any(|known| split(known).0 == name) {
        return slipped_ending(name, ending, known, countries);
    }
    if REAL.contains(&name) {
        return None;
    }
    let mut near: Vec<(usize, &str)> = known.iter().filter_map(|known| nearness(name, split(known).0)).collect();
    near.sort_unstable();
    near.dedup();
    let (best, meant) = *near.first()?;
    if near.get(1).is_some_and(|(next, _)| *next == best) {
        return None;
    }
    let whole = format!("{meant}.{ending}");
    if known.contains(&whole) { Some(whole) } else { slipped_ending(meant, ending, known, countries).or(Some(whole)) }
}

/// The right ending for a known name, when this one is no ending or not its own.
fn slipped_ending(name: &str, ending: &str, known: &[String], countries: &[&str]) -> Option<String> {
    let own: Vec<&str> =
        known.iter().map(|known| split(known)).filter(|(own, _)| *own == name).map(|(_, end)| end).collect();
    let real = countries.iter().any(|code| code.eq_ignore_ascii_case(ending))
        || matches!(ending, "com" | "net" | "org" | "eu" | "uk" | "info" | "edu" | "gouv" | "pro");
    let strict = ONE_ENDING.contains(&name);
    if own.contains(&ending) || (real && !strict && !SLIPS_OF_COM.contains(&ending)) {
        return None;
    }
    if SLIPS_OF_COM.contains(&ending) && own.contains(&"com") {
        return Some(format!("{name}.com"));
    }
    let mut near: Vec<(usize, &str)> = own.iter().map(|own| (strsim::osa_distance(own, ending), *own)).collect();
    near.sort_unstable();
    match near.as_slice() {
        [(distance, only)] if *distance <= 2 || strict => Some(format!("{name}.{only}")),
        [(best, meant), (next, _), ..] if best < next && *best <= 2 => Some(format!("{name}.{meant}")),
        _ => None,
    }
}

/// How many slips make one name of the other, when they are few for its length.
fn nearness<'a>(typed: &str, meant: &'a str) -> Option<(usize, &'a str)> {
    let digits = |text: &str| text.bytes().any(|sign| sign.is_ascii_digit());
    if typed.len().abs_diff(meant.len()) > 2 || digits(typed) {
        return None;
    }
    let most = if meant.len() >= LONG && !meant.starts_with("ac-") { 2 } else { 1 };
    let distance = strsim::osa_distance(typed, meant);
    let swapped = typed.len() == meant.len() && strsim::levenshtein(typed, meant) == 2 && distance == 1;
    let fits = distance <= most && (meant.len() > SHORT || swapped);
    fits.then_some((distance, meant))
}
