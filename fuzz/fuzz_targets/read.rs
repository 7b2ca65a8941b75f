//! Any bytes are a document, or are refused with a place: no panic, no abort,
//! and no reading that takes for ever.

#![cfg_attr(fuzzing, no_main)]

use handgrad::internals::parts;
use handgrad_fuzz::{Chosen, inside};

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target(bytes));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    handgrad_fuzz::on_files(target)
}

fn target(bytes: &[u8]) {
    let Some(Chosen { name, bytes, .. }) = Chosen::by(bytes) else { return };
    let Ok(derivation) = handgrad::read(name, bytes, &[]) else { return };
    let (reading, meaning) = parts(&derivation);
    for relation in &meaning.relations {
        let text = reading.texts[relation.place.text].source().text();
        assert!(inside(text, relation.place.span) && inside(text, relation.whole), "{relation:?}");
    }
}
