//! Dates as French people write them.

use proptest::prelude::*;

use crate::dialog::definition::{DateRange, SlotKind};
use crate::dialog::slot::stand::{Stage, check};

fn birth() -> Stage {
    Stage::new("date_naissance", SlotKind::Date { range: DateRange::Birth })
}

fn obtained() -> Stage {
    Stage::new("date_obtention", SlotKind::PartialDate { range: DateRange::Past })
}

#[test]
fn dates_of_birth() {
    check(
        &birth(),
        &[
            ("5/6/2000", "2000-06-05"),
            ("05-06-2000", "2000-06-05"),
            ("5.6.2000", "2000-06-05"),
            ("5 6 2000", "2000-06-05"),
            ("05/06/00", "2000-06-05"),
            ("02091998", "1998-09-02"),
            ("020998", "1998-09-02"),
            ("19980902", "1998-09-02"),
            ("2000-06-05", "2000-06-05"),
            ("le 3 août 99", "1999-08-03"),
            ("le 3 aout 1999", "1999-08-03"),
            ("3aout1999", "1999-08-03"),
            ("12 decembre 97", "1997-12-12"),
            ("12 déc. 1997", "1997-12-12"),
            ("12 decenbre 1997", "1997-12-12"),
            ("5 sept 2000", "2000-09-05"),
            ("sept septembre 2000", "2000-09-07"),
            ("1er mai 2001", "2001-05-01"),
            ("1 er mai 2001", "2001-05-01"),
            ("deux mai 2001", "2001-05-02"),
            ("premier janvier deux mille un", "2001-01-01"),
            ("le trois août mille neuf cent quatre-vingt-dix-neuf", "1999-08-03"),
            ("vingt et un mars quatre-vingt-dix-huit", "1998-03-21"),
            ("trente et un décembre 1999", "1999-12-31"),
            ("je suis né le 3/08/1999 à Lille", "1999-08-03"),
            ("née le 29 février 2000", "2000-02-29"),
            ("mardi 3 août 1999", "1999-08-03"),
            ("ma date de naissance c'est le 14 juillet 1998 svp", "1998-07-14"),
            ("5/6/2000, donc le 5 juin 2000", "2000-06-05"),
            ("3 août 16", "2016-08-03"),
            ("3 août 17", "refused refus_date_improbable"),
            ("31/12/27", "1927-12-31"),
            ("12/25/1999", "refused refus_date_impossible"),
            ("30 fevrier 2001", "refused refus_date_impossible"),
            ("29/02/2001", "refused refus_date_impossible"),
            ("00/00/0000", "refused refus_date_impossible"),
            ("31/04/1999", "refused refus_date_impossible"),
            ("5/6/2030", "refused refus_date_future"),
            ("5/6/2020", "refused refus_date_improbable"),
            ("5/6/1900", "refused refus_date_improbable"),
            ("5/6/200", "refused refus_date_illisible"),
            ("12 mai", "refused refus_date_incomplete"),
            ("1999", "refused refus_date_incomplete"),
            ("juin 1999", "refused refus_date_incomplete"),
            ("06/1999", "refused refus_date_incomplete"),
            ("3/8/1999 ou 4/8/1999", "refused refus_date_illisible"),
            ("06 12 34 56 78", "refused refus_date_illisible"),
            ("j'ai 22 ans", "refused refus_date_illisible"),
            ("hier", "nothing"),
            ("Lille", "nothing"),
            ("je ne sais pas", "nothing"),
            ("", "nothing"),
        ],
    );
}

#[test]
fn dates_of_a_diploma() {
    check(
        &obtained(),
        &[
            ("2021", "2021 +Partial"),
            ("en 2021", "2021 +Partial"),
            ("deux mille vingt et un", "2021 +Partial"),
            ("juin 2021", "2021-06 +Partial"),
            ("en juin de 2021", "2021-06 +Partial"),
            ("juin 21", "2021-06 +Partial"),
            ("06/2021", "2021-06 +Partial"),
            ("2021-06", "2021-06 +Partial"),
            ("sept 2021", "2021-09 +Partial"),
            ("01/07/2021", "2021-07-01"),
            ("obtenu le 4 juillet 2019", "2019-07-04"),
            ("j'ai eu ma L3 en 2021", "2021 +Partial"),
            ("hier", "2026-11-20"),
            ("avant-hier", "2026-11-19"),
            ("aujourd'hui", "2026-11-21"),
            ("2030", "refused refus_date_future"),
            ("décembre 2026", "refused refus_date_future"),
            ("novembre 2026", "2026-11 +Partial"),
            ("2026", "2026 +Partial"),
            ("1940", "refused refus_date_improbable"),
            ("13/2021", "refused refus_date_impossible"),
            ("juin", "refused refus_date_incomplete"),
            ("2020-2021", "refused refus_date_illisible"),
            ("je l'ai pas encore", "nothing"),
            ("j'attends, dans 2 mois", "nothing"),
        ],
    );
}

#[test]
fn unasked_only_a_birth_that_is_introduced() {
    check(
        &birth().unasked(),
        &[
            ("je suis née le 3/8/1999", "1999-08-03"),
            ("date de naissance : 3 août 1999", "1999-08-03"),
            ("3/8/1999", "nothing"),
            ("diplôme obtenu le 3/8/2019", "nothing"),
            ("né à Lille en 1999", "nothing"),
        ],
    );
    check(&obtained().unasked(), &[("01/07/2021", "nothing"), ("2021", "nothing")]);
}

proptest! {
    #[test]
    fn any_words_are_heard(text in "\\PC{0,60}", asked: bool) {
        for mut stage in [birth(), obtained()] {
            stage.asked = asked;
            stage.hear(&text);
        }
    }

    #[test]
    fn any_day_is_read_as_written(year in 1930_i16..2015, month in 1_i8..=12, day in 1_i8..=28) {
        let iso = format!("{year}-{month:02}-{day:02}");
        for text in [format!("{day}/{month}/{year}"), format!("{day:02}.{month:02}.{year}"), iso.clone(), format!("{day:02}{month:02}{year}")] {
            prop_assert_eq!(crate::dialog::slot::stand::shown(&birth().hear(&text)), iso.clone(), "{}", text);
        }
    }
}
