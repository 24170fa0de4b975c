//! Addresses as they are written and said.

use super::super::stage::Stage;
use crate::dialog::definition::SlotKind;

fn stage() -> Stage {
    Stage::new("courriel", SlotKind::Email, &["courriel|mail|email"])
}

#[test]
fn taken() {
    stage().check(&[
        ("marie@gmail.com", "marie@gmail.com"),
        ("Marie.DUPOND@Gmail.com", "marie.dupond@gmail.com"),
        ("c'est marie.dupond+aesh@orange.fr merci", "marie.dupond+aesh@orange.fr"),
        ("mon mail : marie@free.fr.", "marie@free.fr"),
        ("<marie@free.fr>", "marie@free.fr"),
        ("mailto:marie@free.fr", "marie@free.fr"),
        ("marie@free.fr marie@free.fr", "marie@free.fr"),
        ("m_d-59@univ-lille.fr", "m_d-59@univ-lille.fr"),
        ("marie.dupond.etu@univ-lille3.fr", "marie.dupond.etu@univ-lille3.fr"),
        ("marie@ac-lyon.fr", "marie@ac-lyon.fr"),
        ("marie@ac-nice.fr", "marie@ac-nice.fr"),
        ("marie@mail.com", "marie@mail.com"),
        ("marie@gmx.com", "marie@gmx.com"),
        ("marie@hotmail.be", "marie@hotmail.be"),
        ("marie@yahoo.co.uk", "marie@yahoo.co.uk"),
        ("marie@tree.fr", "marie@tree.fr"),
        ("marie@sfr.fr", "marie@sfr.fr"),
        ("o'brien@exemple.org", "o'brien@exemple.org"),
        ("marie@sous.domaine.exemple.fr ?", "marie@sous.domaine.exemple.fr"),
        ("marie@xn--rsum-bpad.fr", "marie@xn--rsum-bpad.fr"),
    ]);
}

#[test]
fn proposed() {
    stage().check(&[
        ("marie@gmial.com", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gmai.com", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gamil.com", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gmail.con", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gmail.co", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gmail.cm", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gmail.fr", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gmail", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gmailcom", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gmail,com", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@gmail..com", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@@gmail.com", "vouliez_vous_dire → marie@gmail.com"),
        ("marie@hotmial.fr", "vouliez_vous_dire → marie@hotmail.fr"),
        ("marie@hotmal.com", "vouliez_vous_dire → marie@hotmail.com"),
        ("marie@orange.f", "vouliez_vous_dire → marie@orange.fr"),
        ("marie@orange.rf", "vouliez_vous_dire → marie@orange.fr"),
        ("marie@ornage.fr", "vouliez_vous_dire → marie@orange.fr"),
        ("marie@laposte.ent", "vouliez_vous_dire → marie@laposte.net"),
        ("marie@srf.fr", "vouliez_vous_dire → marie@sfr.fr"),
        ("marie@outlok.fr", "vouliez_vous_dire → marie@outlook.fr"),
        ("marie@yaho.fr", "vouliez_vous_dire → marie@yahoo.fr"),
        ("rené@gmail.com", "vouliez_vous_dire → rene@gmail.com"),
        ("marie.dupond arobase gmail point com", "vouliez_vous_dire → marie.dupond@gmail.com"),
        ("Marie point Dupond arobase gmail point com", "vouliez_vous_dire → marie.dupond@gmail.com"),
        ("c'est marie tiret dupond at gmail dot com", "vouliez_vous_dire → marie-dupond@gmail.com"),
        ("marie tiret du bas dupond [at] laposte point net merci", "vouliez_vous_dire → marie_dupond@laposte.net"),
        ("marie underscore d (a) free point fr", "vouliez_vous_dire → marie_d@free.fr"),
        ("marie @ gmail . com", "vouliez_vous_dire → marie@gmail.com"),
        ("marie arobase gmail com", "vouliez_vous_dire → marie@gmail.com"),
        ("marie(at)gmial.com", "vouliez_vous_dire → marie@gmail.com"),
        ("marie.dupondgmail.com", "vouliez_vous_dire → marie.dupond@gmail.com"),
    ]);
}

#[test]
fn refused() {
    stage().check(&[
        ("marie dupond arobase gmail point com", "refus_courriel"),
        ("marie@hotmail", "refus_courriel"),
        ("marie@a.fr ou marie@b.fr", "refus_courriel"),
        ("marie.gmail.com", "refus_courriel"),
        ("marie@x", "refus_courriel"),
        ("@gmail.com", "refus_courriel"),
        ("marie", "-"),
        ("oui", "-"),
        ("je ne sais pas", "-"),
        ("quel mail ?", "-"),
        ("", "-"),
    ]);
}

#[test]
fn beside_another_question() {
    stage().check_aside(&[
        ("mon mail est marie@free.fr et je suis né à Arras", "marie@free.fr"),
        ("marie@free.fr", "marie@free.fr"),
        ("marie@gmial.com", "vouliez_vous_dire → marie@gmail.com"),
        ("j'ai écrit à ce.acloerecrutement@ac-lille.fr sans réponse", "-"),
        ("ce.acloerecrutement@ac-lille.fr", "-"),
        ("mon mail est-il marie@free.fr ?", "-"),
        ("hier mon frère paul@free.fr a postulé pour la même zone", "-"),
        ("m@gistere marche pas", "-"),
        ("m@gistere", "-"),
        ("mon adresse est marie@hotmail", "refus_courriel"),
        ("marie@hotmail", "refus_courriel"),
        ("paul@x a postulé aussi", "-"),
        ("marie@a.fr ou marie@b.fr", "-"),
        ("bonjour", "-"),
    ]);
}

#[test]
fn total() {
    stage().never_panics("m.@gail, com:arobse pt-");
}
