//! Mathematics in plain characters: `∑`, `²`, `√`, `σ`.
//!
//! In: a character. Out: the tokens of what it prints, or nothing where it is a sign
//! that later stages know by itself.

use super::TokenKind;

/// Characters that are as good as a command.
const COMMANDS: [(char, &str); COUNT] = [
    ('∑', "sum"),
    ('∏', "prod"),
    ('√', "√"),
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "varepsilon"),
    ('ϵ', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ϑ', "vartheta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('µ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('ς', "varsigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "varphi"),
    ('ϕ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Γ', "Gamma"),
    ('Δ', "Delta"),
    ('Θ', "Theta"),
    ('Λ', "Lambda"),
    ('Ξ', "Xi"),
    ('Π', "Pi"),
    ('Σ', "Sigma"),
    ('Φ', "Phi"),
    ('Ψ', "Psi"),
    ('Ω', "Omega"),
    ('ℓ', "ell"),
];

const COUNT: usize = 42;

/// Digits above and below the line, each in its place.
const ABOVE: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const BELOW: &str = "₀₁₂₃₄₅₆₇₈₉";

/// The tokens that a character stands for, if it stands for others.
pub(super) fn spelled(c: char) -> Option<Vec<TokenKind>> {
    if c.is_ascii() {
        return None;
    }
    if let Some((_, name)) = COMMANDS.iter().find(|(known, _)| *known == c) {
        return Some(vec![TokenKind::Command((*name).to_owned())]);
    }
    let place = |all: &str| all.chars().position(|digit| digit == c);
    let (sign, digit) = match (place(ABOVE), place(BELOW)) {
        (Some(digit), _) => ('^', digit),
        (None, Some(digit)) => ('_', digit),
        (None, None) => return None,
    };
    let digit = char::from_digit(u32::try_from(digit).ok()?, 10)?;
    Some(vec![TokenKind::Char(sign), TokenKind::Char(digit)])
}
