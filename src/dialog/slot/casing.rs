//! Capitals of proper names: restored where somebody typed all small or all large, kept where they were chosen.

/// Particles of persons' names: small inside a name.
pub(super) const PERSON: &[&str] = &[
    "al", "ben", "bin", "bint", "d", "da", "das", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du",
    "el", "et", "la", "le", "les", "van", "von", "y", "zu",
];
/// Small even as the first word when typed so: « de Gaulle », « d’Ormesson ».
pub(super) const FIRST_TOO: &[&str] = &["d", "da", "de", "des", "di", "dos", "du", "van", "von"];
/// Small words inside the names of places.
pub(super) const PLACE: &[&str] = &[
    "a", "am", "au", "aux", "d", "de", "del", "der", "des", "du", "el", "en", "et", "l", "la", "le", "les", "lez",
    "lès", "of", "sous", "sur", "upon", "à",
];

/// What is small in a kind of name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Small inside.
    pub inside: &'static [&'static str],
    /// Small at the start too, where it was typed small.
    pub first: &'static [&'static str],
}

/// As persons' names are written.
pub(super) const OF_PERSONS: Manner = Manner { inside: PERSON, first: FIRST_TOO };
/// As places' names are written.
pub(super) const OF_PLACES: Manner = Manner { inside: PLACE, first: &[] };

/// The name with its capitals, its signs as they were.
pub(super) fn capitals(name: &str, manner: Manner) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    let mut first = true;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (part, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let sign = tail.chars().next();
        if !part.is_empty() {
            out.push_str(&capital(part, sign, first, manner));
            first = false;
        }
        out.extend(sign);
        rest = tail.get(sign.map_or(0, char::len_utf8)..).unwrap_or_default();
    }
    out
}

fn capital(part: &str, sign: Option<char>, first: bool, manner: Manner) -> String {
    let small: String = part.to_lowercase();
    let elided = sign.is_some_and(is_apostrophe);
    // « d’ » is a particle, the « D » of « Jean D. » is not; « O’ », « N’ » and « L’ » of persons are none.
    let listed =
        |list: &[&str]| list.contains(&small.as_str()) && (small.len() > 1 || elided || small == "à" || small == "y");
    if is_chosen(part) {
        return part.to_owned();
    }
    let keep_small = if first { listed(manner.first) && part == small } else { listed(manner.inside) };
    if keep_small { small } else { titled(&small) }
}

/// True for capitals somebody chose: « McDonald », « Dupont », but neither « DUPONT », « dupont » nor « dUPONT ».
fn is_chosen(part: &str) -> bool {
    let mut signs = part.chars();
    signs.next().is_some_and(char::is_uppercase) && signs.any(char::is_lowercase)
}

fn titled(small: &str) -> String {
    let mut signs = small.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// The signs people type for an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons() {
        for (typed, written) in [
            ("jean-françois", "Jean-François"),
            ("DUPONT", "Dupont"),
            ("dUPONT", "Dupont"),
            ("Dupont", "Dupont"),
            ("McDonald", "McDonald"),
            ("MCDONALD", "Mcdonald"),
            ("o'brien", "O'Brien"),
            ("O’BRIEN", "O’Brien"),
            ("n'diaye", "N'Diaye"),
            ("d'ormesson", "d'Ormesson"),
            ("D'ORMESSON", "D'Ormesson"),
            ("de gaulle", "de Gaulle"),
            ("DE GAULLE", "De Gaulle"),
            ("charles DE GAULLE", "Charles de Gaulle"),
            ("le goff", "Le Goff"),
            ("LE GOFF", "Le Goff"),
            ("dupont de la tour", "Dupont de la Tour"),
            ("ben ali", "Ben Ali"),
            ("martin VAN DAMME", "Martin van Damme"),
            ("el amrani", "El Amrani"),
            ("ÉLÉONORE", "Éléonore"),
            ("françois-rené", "François-René"),
            ("marie-de-jésus", "Marie-de-Jésus"),
            ("", ""),
        ] {
            assert_eq!(capitals(typed, OF_PERSONS), written, "{typed}");
        }
    }

    #[test]
    fn places() {
        for (typed, written) in [
            ("villeneuve d’ascq", "Villeneuve d’Ascq"),
            ("BRUAY LA BUISSIERE", "Bruay la Buissiere"),
            ("la bassée", "La Bassée"),
            ("l’haÿ-les-roses", "L’Haÿ-les-Roses"),
            ("aix-en-provence", "Aix-en-Provence"),
            ("YAOUNDÉ", "Yaoundé"),
        ] {
            assert_eq!(capitals(typed, OF_PLACES), written, "{typed}");
        }
    }
}
