//! That codes are words of their own.

use super::Code;
use std::collections::BTreeSet;

#[test]
fn codes_are_different_words_with_a_meaning() {
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        let name = code.name();
        assert!(name.split('-').all(|word| word.chars().all(|c| c.is_ascii_lowercase())), "{name}");
        assert!(code.meaning().ends_with('.'), "{name}");
        assert_eq!(Code::named(name), Some(*code));
    }
    assert_eq!(Code::named("Reading"), None);
}

#[test]
fn codes_of_what_is_skipped_stand_last() {
    let first = Code::ALL.iter().position(|code| code.is_skip()).unwrap();
    assert!(Code::ALL[first..].iter().all(|code| code.is_skip()));
    assert!(!Code::Internal.is_skip());
}
