//! Whether our own mail server vouches for the address a mail says it comes from (RFC 8601).
//!
//! Only the topmost `Authentication-Results` is looked at, and only when it bears our server's name: those below may have
//! been written by anybody.

/// True when the server of that name found the sender's domain to be who it says.
#[must_use]
pub fn vouched(results: &[String], authserv_id: &str, from: &str) -> bool {
    let (Some(topmost), Some((_, domain))) = (results.first(), from.rsplit_once('@')) else { return false };
    let plain = without_comments(&without_quotes(topmost));
    let mut parts = plain.split(';');
    let named = parts.next().and_then(|head| head.split_whitespace().next());
    let ours = !authserv_id.is_empty() && named.is_some_and(|name| name.eq_ignore_ascii_case(authserv_id));
    ours && parts.any(|part| is_pass(part, domain))
}

/// « dmarc=pass header.from=exemple.fr », « dkim=pass header.d=exemple.fr », « spf=pass smtp.mailfrom=x@exemple.fr ».
fn is_pass(part: &str, domain: &str) -> bool {
    let mut words = part.split_whitespace();
    let Some((method, result)) = words.next().and_then(|word| word.split_once('=')) else { return false };
    let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let property: &[&str] = match method.as_str() {
        "dmarc" => &["header.from"],
        "dkim" => &["header.d", "header.i"],
        "spf" => &["smtp.mailfrom", "smtp.from"],
        _ => return false,
    };
    let about = |word: &str| {
        let (name, value) = word.split_once('=')?;
        let value = value.rsplit('@').next().unwrap_or_default();
        Some(property.iter().any(|known| known.eq_ignore_ascii_case(name)) && value.eq_ignore_ascii_case(domain))
    };
    result.eq_ignore_ascii_case("pass") && words.filter_map(about).any(|aligned| aligned)
}

/// What stands in quotes is the sender's to choose (`"x; dmarc=pass …"@…` is an envelope address): no sign of it may end a
/// word, a part or a comment.
fn without_quotes(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let keep = |sign: char| {
        let literal = std::mem::take(&mut escaped);
        match sign {
            '\\' if quoted && !literal => escaped = true,
            '"' if !literal => {
                quoted = !quoted;
                return None;
            }
            _ => {}
        }
        let odd = quoted && (literal || !(sign.is_alphanumeric() || matches!(sign, '@' | '.' | '-' | '_' | '+')));
        Some(if odd { '?' } else { sign })
    };
    text.chars().filter_map(keep).collect()
}

/// Comments may hold anything, nested ones too.
fn without_comments(text: &str) -> String {
    let mut depth = 0_u32;
    let keep = |sign: char| {
        match sign {
            '(' => depth = depth.saturating_add(1),
            ')' if depth > 0 => {
                depth -= 1;
                return None;
            }
            _ => {}
        }
        (depth == 0).then_some(sign)
    };
    text.chars().filter_map(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_server_is_believed_and_only_about_the_sender() {
        let from = "zoe@exemple.fr";
        for (header, believed) in [
            ("mx.ac.test; dmarc=pass header.from=exemple.fr", true),
            ("MX.AC.TEST 1; spf=pass (rien; dkim=fail) smtp.mailfrom=x@exemple.fr", true),
            ("mx.ac.test; dkim=pass header.d=exemple.fr header.s=s1", true),
            ("mx.ac.test; dkim=pass header.i=\"@exemple.fr\"", true),
            ("mx.ac.test; dkim=pass header.d=autre.fr", false),
            ("mx.ac.test; dmarc=fail header.from=exemple.fr", false),
            ("mx.ac.test; dmarc=passe header.from=exemple.fr", false),
            ("mx.ac.test; dmarc=pass", false),
            ("mx.ac.test; none", false),
            ("autre.test; dmarc=pass header.from=exemple.fr", false),
            ("mx.ac.test (; dmarc=pass header.from=exemple.fr)", false),
            ("mx.ac.test; spf=pass smtp.mailfrom=\"x; dmarc=pass header.from=exemple.fr y\"@mal.test", false),
            ("mx.ac.test; spf=pass smtp.mailfrom=\"\\\"; dmarc=pass header.from=exemple.fr y\"@mal.test", false),
            ("mx.ac.test; spf=pass smtp.mailfrom=\"x(\"@exemple.fr", true),
            ("mx.ac.test; spf=pass smtp.mailfrom=\"x@exemple.fr\"@mal.test", false),
            ("", false),
        ] {
            assert_eq!(vouched(&[header.to_owned()], "mx.ac.test", from), believed, "{header}");
        }
        let below = ["mx.ac.test; dmarc=fail header.from=exemple.fr", "mx.ac.test; dmarc=pass header.from=exemple.fr"];
        assert!(!vouched(&below.map(str::to_owned), "mx.ac.test", from));
        assert!(!vouched(&["; dmarc=pass header.from=exemple.fr".to_owned()], "", from));
        assert!(!vouched(&["mx.ac.test; dmarc=pass header.from=exemple.fr".to_owned()], "mx.ac.test", "zoe"));
    }
}
