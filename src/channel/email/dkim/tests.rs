//! Signatures as another implementation verifies them, with the key as the DNS would give it.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Mutex;
use std::time::Instant;

use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::verify::DomainKey;
use mail_auth::{
    AuthenticatedMessage, DkimResult, MX, MessageAuthenticator, Parameters, RecordSet, ResolverCache, Txt,
};

use super::*;

const RSA: &[u8] = include_bytes!("../../../../tests/keys/dkim-rsa.pem");
const RSA_PKCS1: &[u8] = include_bytes!("../../../../tests/keys/dkim-rsa-pkcs1.pem");
const ED25519: &[u8] = include_bytes!("../../../../tests/keys/dkim-ed25519.pem");
const OTHER: &[u8] = include_bytes!("../../../../tests/keys/dkim-autre.pem");
const RSA_DNS: &str = include_str!("../../../../tests/keys/dkim-rsa.txt");
const ED25519_DNS: &str = include_str!("../../../../tests/keys/dkim-ed25519.txt");

/// All the DNS there is. What is not in it is asked of nobody.
struct Dns<V>(Mutex<HashMap<Box<str>, V>>);

impl<K, V: Clone> ResolverCache<K, V> for Dns<V> {
    fn get<Q: Hash + Eq + ?Sized>(&self, _: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        Some(self.0.lock().unwrap().values().next().expect("only the key is asked for").clone())
    }
    fn remove<Q: Hash + Eq + ?Sized>(&self, _: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        None
    }
    fn insert(&self, _: K, _: V, _: Instant) {}
}

fn dns<V>(value: Option<V>) -> Dns<V> {
    Dns(Mutex::new(value.map(|value| ("s1".into(), value)).into_iter().collect()))
}

async fn verified(raw: &[u8], record: &str) -> bool {
    let key = DomainKey::parse(record.trim().as_bytes()).unwrap();
    let message = AuthenticatedMessage::parse(raw).unwrap();
    let (txt, mx) = (dns(Some(Txt::DomainKey(key.into()))), dns::<RecordSet<MX>>(None));
    let (ipv4, ipv6) = (dns::<RecordSet<Ipv4Addr>>(None), dns::<RecordSet<Ipv6Addr>>(None));
    let ptr: Dns<RecordSet<Box<str>>> = dns(None);
    let parameters: Parameters<'_, _, _, _, _, _, Dns<RecordSet<Box<str>>>> = Parameters {
        params: &message,
        cache_txt: Some(&txt),
        cache_mx: Some(&mx),
        cache_ptr: Some(&ptr),
        cache_ipv4: Some(&ipv4),
        cache_ipv6: Some(&ipv6),
    };
    let _: IpAddr = Ipv4Addr::LOCALHOST.into();
    let all = MessageAuthenticator::new_cloudflare().unwrap().verify_dkim(parameters).await;
    assert_eq!(all.len(), 1);
    matches!(all[0].result(), DkimResult::Pass)
}

fn signer(pem: &[u8]) -> Signer {
    Signer::new("exemple.test", "s1", pem).unwrap()
}

fn at() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap()
}

const MAILS: &[&str] = &[
    "From: a@exemple.test\r\nTo: b@exemple.test\r\nSubject: x\r\nDate: Mon, 21 Sep 2026 12:53:20 +0000\r\n\r\nbonjour\r\n",
    // Folded, spaced, with capitals; a body with spaces at line ends and empty lines at its end.
    "FROM:  \"A\"\r\n\t<a@exemple.test>\r\nSubject: =?utf-8?q?=C3=A9?=\r\n  suite   longue \r\nTo: b@exemple.test\r\n\
     References: <a@b> <c@d>\r\n <e@f>\r\n\r\n  a \t b  \r\n\r\n -- \r\n.\r\n\r\n\r\n",
    // Nothing after the headers.
    "From: a@exemple.test\r\nSubject:\r\n\r\n",
    // No end of line at the end.
    "From: a@exemple.test\r\n\r\nfin",
];

#[tokio::test]
async fn signatures_verify_and_changed_mails_do_not() {
    for (pem, record) in [(RSA, RSA_DNS), (RSA_PKCS1, RSA_DNS), (ED25519, ED25519_DNS)] {
        for mail in MAILS {
            let signed = signer(pem).sign(mail.as_bytes(), at()).unwrap();
            let text = String::from_utf8(signed.clone()).unwrap();
            assert!(verified(&signed, record).await, "{text}");
            let other_subject = text.replace("Subject:", "Subject: autre");
            assert!(!text.contains("Subject:") || !verified(other_subject.as_bytes(), record).await, "{text}");
            let other_body = format!("{text}de plus\r\n");
            assert!(!verified(other_body.as_bytes(), record).await, "{text}");
            let other_from = text.replacen("\r\n\r\n", "\r\nFrom: autre@exemple.test\r\n\r\n", 1);
            assert!(!verified(other_from.as_bytes(), record).await, "{text}");
        }
    }
    let signed = signer(ED25519).sign(MAILS[0].as_bytes(), at()).unwrap();
    assert!(!verified(&signed, RSA_DNS).await);
}

#[test]
fn the_same_mail_is_signed_the_same() {
    for pem in [RSA, ED25519] {
        let sign = |at| signer(pem).sign(MAILS[1].as_bytes(), at).unwrap();
        assert_eq!(sign(at()), sign(at()));
        assert_ne!(sign(at()), sign(Timestamp::from_second(1_790_000_001).unwrap()));
        let text = String::from_utf8(sign(at())).unwrap();
        let header = text.split("\r\nFROM").next().unwrap();
        assert!(header.lines().all(|line| line.len() <= 76), "{header}");
    }
}

#[test]
fn keys_that_cannot_sign_are_told() {
    let fault = |pem| Signer::new("exemple.test", "s1", pem).unwrap_err();
    assert_eq!(fault(b"bonjour"), KeyFault::Unreadable);
    assert_eq!(fault(RSA_DNS.as_bytes()), KeyFault::Unreadable);
    assert_eq!(fault(OTHER), KeyFault::Kind);
    assert!(!format!("{:?}", signer(RSA)).contains("key"));
}

#[test]
fn base64_is_rfc_4648s() {
    for (plain, coded) in
        [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("é?>", "w6k/Pg==")]
    {
        assert_eq!(base64(plain.as_bytes()), coded, "{plain}");
    }
}
