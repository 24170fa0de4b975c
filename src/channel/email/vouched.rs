//! Whether our own mail server vouches for the address a mail says it comes from (RFC 8601).
//!
//! Only the topmost `Authentication-Results` is looked at, and only when it bears our server's name: those below may have
//! been written by anybody.

/// True when the server of that name found the sender's domain to be who it says.
#[must_use]
pub fn vouched(results: &[String], authserv_id: &str, from: &str) -> bool {
    let Some((_, domain)) = from.rsplit_once('@') else { return false };
    found(results, authserv_id).any(|finding| {
        let aligned = |names: &[&str]| finding.says(names, &[domain]);
        match finding.method.as_str() {
            "dmarc" => aligned(&["header.from"]),
            "dkim" => aligned(&["header.d", "header.i"]),
            "spf" => aligned(&["smtp.mailfrom", "smtp.from"]),
            _ => false,
        }
    })
}

/// True when the server of that name verified the mail's signature: DKIM by one of those domains (the sender's own where
/// none is given), or DMARC for the sender's. Where it was sent from (SPF) proves nothing here: many send from there.
#[must_use]
pub fn signed(results: &[String], authserv_id: &str, from: &str, signed_by: &[String]) -> bool {
    let Some((_, domain)) = from.rsplit_once('@') else { return false };
    let signers: Vec<&str> = signed_by.iter().map(String::as_str).collect();
    let signers = if signers.is_empty() { vec![domain] } else { signers };
    found(results, authserv_id).any(|finding| match finding.method.as_str() {
        "dmarc" => finding.says(&["header.from"], &[domain]),
        "dkim" => finding.says(&["header.d", "header.i"], &signers),
        _ => false,
    })
}

/// A check that was passed: « dkim=pass header.d=exemple.fr », « spf=pass smtp.mailfrom=x@exemple.fr ».
struct Finding {
    method: String,
    properties: Vec<(String, String)>,
}

impl Finding {
    fn read(part: &str) -> Option<Self> {
        let mut words = part.split_whitespace();
        let (method, result) = words.next()?.split_once('=')?;
        let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
        let property = |word: &str| word.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        let properties = words.filter_map(property).collect();
        result.eq_ignore_ascii_case("pass").then_some(Self { method, properties })
    }

    /// Whether one of those properties names one of the domains.
    fn says(&self, names: &[&str], domains: &[&str]) -> bool {
        self.properties.iter().any(|(name, value)| {
            let value = value.rsplit('@').next().unwrap_or_default();
            let is_one = |all: &[&str], one: &str| all.iter().any(|known| known.eq_ignore_ascii_case(one));
            is_one(names, name) && is_one(domains, value)
        })
    }
}

/// The checks that the server of that name says were passed.
fn found(results: &[String], authserv_id: &str) -> impl Iterator<Item = Finding> {
    let plain = results.first().map(|topmost| without_comments(&without_quotes(topmost))).unwrap_or_default();
    let named = plain.split(';').next().and_then(|head| head.split_whitespace().next());
    let ours = !authserv_id.is_empty() && named.is_some_and(|name| name.eq_ignore_ascii_case(authserv_id));
    let parts: Vec<Finding> = plain.split(';').skip(1).filter(|_| ours).filter_map(Finding::read).collect();
    parts.into_iter()
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
    #[test]
    fn a_signature_is_one_of_those_that_count() {
        let from = "ne-pas-repondre@acloe.exemple.fr";
        let by = |domains: &[&str]| domains.iter().map(|domain| (*domain).to_owned()).collect::<Vec<_>>();
        for (header, domains, believed) in [
            ("mx.ac.test; dkim=pass header.d=exemple.fr header.s=s1", &["exemple.fr"][..], true),
            ("mx.ac.test; dkim=pass header.i=@Exemple.FR", &["exemple.fr"], true),
            ("mx.ac.test; dkim=fail header.d=exemple.fr; dkim=pass header.d=mal.test", &["exemple.fr"], false),
            ("mx.ac.test; dkim=pass header.d=acloe.exemple.fr", &[], true),
            ("mx.ac.test; dkim=pass header.d=exemple.fr", &[], false),
            ("mx.ac.test; dmarc=pass header.from=acloe.exemple.fr", &["exemple.fr"], true),
            ("mx.ac.test; dmarc=pass header.from=exemple.fr", &["exemple.fr"], false),
            ("mx.ac.test; spf=pass smtp.mailfrom=x@acloe.exemple.fr", &["exemple.fr"], false),
            ("mx.ac.test; dkim=none", &["exemple.fr"], false),
            ("autre.test; dkim=pass header.d=exemple.fr", &["exemple.fr"], false),
            ("", &["exemple.fr"], false),
        ] {
            assert_eq!(signed(&[header.to_owned()], "mx.ac.test", from, &by(domains)), believed, "{header}");
        }
        assert!(!signed(&["; dkim=pass header.d=exemple.fr".to_owned()], "", from, &by(&["exemple.fr"])));
    }
}
