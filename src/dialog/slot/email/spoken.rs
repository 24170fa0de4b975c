//! Addresses said in words: « marie point dupond arobase gmail point com ».

/// A word of a spoken address.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    At,
    Join(char),
    Word(String),
}

/// Words that may stand before an address without being part of it.
const BEFORE: &[&str] = &[
    "a",
    "adresse",
    "c'est",
    "cest",
    "c’est",
    "courriel",
    "email",
    "e-mail",
    "est",
    "mail",
    "mél",
    "mel",
    "sur",
    "voici",
    "suivante",
    "suivant",
    "électronique",
    "electronique",
    "svp",
    "merci",
    "et",
    "ou",
    "note",
    "notez",
];
/// Endings said without their point: « gmail com ».
const ENDINGS: &[&str] = &["com", "fr", "net", "org", "be", "eu", "edu"];

/// The address said in words, as it would be typed; nothing when words are left over that may belong to it.
pub(super) fn address(text: &str) -> Option<String> {
    let tokens = tokens(text);
    let mut ats = tokens.iter().enumerate().filter(|(_, token)| **token == Token::At).map(|(at, _)| at);
    let (Some(at), None) = (ats.next(), ats.next()) else { return None };
    let (start, local) = local(&tokens, at)?;
    let before = start.checked_sub(1).and_then(|at| tokens.get(at));
    let free = match before {
        None => true,
        Some(Token::Word(word)) => {
            word.ends_with(':') || BEFORE.contains(&word.trim_end_matches([',', ';']).to_lowercase().as_str())
        }
        Some(_) => false,
    };
    let domain = domain(&tokens, at)?;
    free.then(|| format!("{local}@{domain}"))
}

/// True when the text says « arobase » one way or another.
pub(super) fn says_at(text: &str) -> bool {
    tokens(text).contains(&Token::At)
}

fn tokens(text: &str) -> Vec<Token> {
    let mut text = text.to_lowercase();
    for at in ["[at]", "(at)", "{at}", "<at>", "[a]", "(a)", "[arobase]", "(arobase)", "@"] {
        text = text.replace(at, " @ ");
    }
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(['(', ')', '[', ']', ','])).collect();
    let mut found = Vec::new();
    let mut rest = words.as_slice();
    while let Some((token, behind)) = token(rest) {
        found.push(token);
        rest = behind;
    }
    found
}

/// The first token of the words, and the words behind it.
fn token<'w, 't>(words: &'w [&'t str]) -> Option<(Token, &'w [&'t str])> {
    Some(match words {
        ["@" | "arobase" | "arobaze" | "arrobase" | "arobas" | "arobasse" | "at", rest @ ..] => (Token::At, rest),
        ["point" | "dot" | ".", rest @ ..] => (Token::Join('.'), rest),
        ["tiret", "du", "bas", rest @ ..] | ["tiret", "bas", rest @ ..] => (Token::Join('_'), rest),
        ["underscore" | "_", rest @ ..] => (Token::Join('_'), rest),
        ["trait", "d'union" | "d’union", rest @ ..] | ["tiret" | "-", rest @ ..] => (Token::Join('-'), rest),
        [word, rest @ ..] => (Token::Word((*word).to_owned()), rest),
        [] => return None,
    })
}

fn local(tokens: &[Token], at: usize) -> Option<(usize, String)> {
    let mut start = at.checked_sub(1)?;
    let Some(Token::Word(word)) = tokens.get(start) else { return None };
    let mut local = word.clone();
    while let Some(&[Token::Word(ref word), Token::Join(sign)]) =
        start.checked_sub(2).and_then(|at| tokens.get(at..start))
    {
        local = format!("{word}{sign}{local}");
        start -= 2;
    }
    Some((start, local))
}

fn domain(tokens: &[Token], at: usize) -> Option<String> {
    let Some(Token::Word(word)) = tokens.get(at + 1) else { return None };
    let mut domain = word.trim_end_matches([',', ';', '!', '?']).to_owned();
    let mut next = at + 2;
    while let Some(&[Token::Join(sign), Token::Word(ref word)]) = tokens.get(next..next + 2) {
        domain = format!("{domain}{sign}{}", word.trim_end_matches(['.', ',', ';', '!', '?']));
        next += 2;
    }
    let spoken_ending = match tokens.get(next) {
        Some(Token::Word(word)) if !domain.contains('.') => ENDINGS.iter().find(|ending| *ending == word),
        _ => None,
    };
    Some(spoken_ending.map_or(domain.trim_end_matches('.').to_owned(), |ending| format!("{domain}.{ending}")))
}
