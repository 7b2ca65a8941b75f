#![allow(clippy::unwrap_used, reason = "a test that unwraps in vain has failed")]

use super::phrases::Phrase;
use super::{Act, PHRASES, Said, Sentence, Stands};
use std::collections::BTreeSet;

/// What is said of the only formula behind some words.
fn said(before: &str, behind: &str) -> Said {
    Sentence::default().formula(before, behind, Stands::Inline)
}

#[test]
fn every_phrase_does_what_its_row_says() {
    let alone = |phrase: &&Phrase| {
        let acts = [Act::Continue, Act::Zero, Act::Contrast, Act::Factor, Act::Locus, Act::Restate];
        !acts.contains(&phrase.act)
    };
    for phrase in PHRASES.iter().filter(alone) {
        let said = said(&format!("Here {}", phrase.english), "");
        assert!(said.does(phrase.act), "{:?} by {:?}", phrase.act, phrase.english);
        assert_eq!(said.nearest, Some(phrase.act), "{:?}", phrase.english);
    }
}

#[test]
fn every_phrase_goes_on_or_ends_where_it_should() {
    for phrase in PHRASES.iter().filter(|phrase| phrase.act == Act::Continue) {
        let mut sentence = Sentence::default();
        sentence.formula("Let", "", Stands::Inline);
        let next = sentence.formula(phrase.english, "", Stands::Inline);
        assert_eq!(next.nearest, Some(Act::Define), "{:?}", phrase.english);
    }
}

#[test]
fn what_is_said_again_is_supposed_or_follows() {
    for phrase in PHRASES.iter().filter(|phrase| phrase.act == Act::Restate) {
        let mut sentence = Sentence::default();
        sentence.formula("They are alike if", "", Stands::Inline);
        let again = sentence.formula(&format!(", {}", phrase.english), "", Stands::Inline);
        assert_eq!(again.nearest, Some(Act::Case), "{:?}", phrase.english);
        let next =
            sentence.formula(&format!(". There it goes, {}", phrase.english), "", Stands::Inline);
        assert_eq!(next.nearest, Some(Act::Follow), "{:?}", phrase.english);
    }
}

#[test]
fn what_takes_a_matrix_apart_is_heard_in_the_sentence() {
    for phrase in PHRASES.iter().filter(|phrase| phrase.act == Act::Factor) {
        let said = said(&format!("By the {} we have", phrase.english), "");
        assert!(said.does(Act::Factor), "{:?}", phrase.english);
        assert_eq!(said.nearest, Some(Act::Follow), "{:?}", phrase.english);
    }
}

#[test]
fn what_is_recalled_need_not_follow_at_once() {
    assert_eq!(said("Recall the eigenvalues:", "").nearest, Some(Act::Recall));
    assert_eq!(said("We define the weights as", "").nearest, Some(Act::Define));
    assert_eq!(said("It falls as", "").nearest, Some(Act::Reason));
}

#[test]
fn no_phrase_stands_twice_in_the_table() {
    let mut known = BTreeSet::new();
    for phrase in PHRASES {
        assert!(known.insert(phrase.english), "{:?}", phrase.english);
    }
}

#[test]
fn a_sentence_ends_at_a_stop_and_not_at_an_abbreviation() {
    assert_eq!(said("We assume much. Then", "").nearest, Some(Act::Conclude));
    assert!(!said("We assume much. Here is", "").does(Act::Assume));
    assert_eq!(said("We try some values, e.g.", "").nearest, Some(Act::Example));
}

#[test]
fn what_is_joined_goes_on() {
    let mut sentence = Sentence::default();
    assert_eq!(sentence.formula("If", "", Stands::Inline).nearest, Some(Act::Case));
    assert_eq!(sentence.formula("and", "", Stands::Inline).nearest, Some(Act::Case));
    assert_eq!(sentence.formula("then", "", Stands::Inline).nearest, Some(Act::Conclude));
    assert_eq!(sentence.formula(". Here is it", "", Stands::Inline).nearest, None);
}

#[test]
fn a_condition_is_one_only_for_what_follows_at_once() {
    assert_eq!(said("For the normal distribution", "").nearest, None);
    assert_eq!(said("For", "").nearest, Some(Act::Case));
    assert_eq!(said("Since it is linear, the map", "").nearest, None);
}

#[test]
fn what_is_denied_or_asked_is_not_said() {
    assert_eq!(said("We do not assume", "").nearest, Some(Act::Deny));
    assert_eq!(said("Unlike in that paper, where", "").nearest, Some(Act::Deny));
    assert_eq!(said("Is", "? No.").nearest, Some(Act::Deny));
    assert_eq!(said("We do not assume much, but let", "").nearest, Some(Act::Define));
}

#[test]
fn a_capital_behind_a_display_begins_a_sentence() {
    let mut sentence = Sentence::default();
    sentence.formula("Assume", "", Stands::Displayed);
    assert!(!sentence.clone().formula("It", "", Stands::Inline).does(Act::Assume));
    assert!(sentence.formula("so that", "", Stands::Inline).does(Act::Assume));
}

#[test]
fn what_is_set_to_zero_is_solved() {
    for phrase in PHRASES.iter().filter(|phrase| phrase.act == Act::Zero) {
        let zero = phrase.english;
        assert!(said(&format!("If it {zero}, then"), "").does(Act::Solve), "{zero:?}");
        assert!(said(&format!("The derivative {zero} for"), "").does(Act::Solve), "{zero:?}");
        assert!(!said(&format!("The deviations sum {zero}, so"), "").does(Act::Solve), "{zero:?}");
    }
}

#[test]
fn a_title_before_a_colon_names() {
    assert_eq!(said("We begin. The loss function:", "").nearest, Some(Act::Name));
    assert_eq!(said("We begin. Here it comes:", "").nearest, None);
}

#[test]
fn a_contrast_denies_what_it_stands_at() {
    for phrase in PHRASES.iter().filter(|phrase| phrase.act == Act::Contrast) {
        let words = phrase.english;
        assert_eq!(said(&format!("Here {words}"), "").nearest, Some(Act::Deny), "{words:?}");
        assert_eq!(said(&format!("Here {words} a sum,"), "").nearest, None, "{words:?}");
    }
}
