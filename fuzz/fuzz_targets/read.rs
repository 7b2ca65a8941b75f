//! Any bytes are a document, or are refused with a place: no panic, no abort,
//! and no reading that takes for ever.

#![no_main]

use handgrad::derivation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses how the rest is read.
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let name = ["a.md", "a.tex", "a.ipynb"][usize::from(*choice) % 3];
    let Ok(derivation) = derivation::read(name, bytes, &[]) else { return };
    for relation in &derivation.meaning.relations {
        let text = &derivation.texts[relation.place.text];
        let length = text.source.text().len();
        let inside = |span: handgrad::source::Span| span.start <= span.end && span.end <= length;
        assert!(inside(relation.place.span) && inside(relation.whole), "{relation:?}");
    }
});
