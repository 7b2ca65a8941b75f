//! A piece of Python, and how tightly it is bound.

/// How tightly the outermost operator of a piece binds, the loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `a if c else b`
    Choice,
    /// `a + b`
    Sum,
    /// `-a`
    Negative,
    /// `a @ b`; beside `*`, which binds as tightly, it is bracketed.
    Matrix,
    /// `a*b`
    Product,
    /// `a**b`
    Power,
    /// A name, a number, a call, or what stands in brackets.
    Atom,
}

/// A piece of Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) text: String,
    pub(super) level: Level,
}

impl Code {
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), level: Level::Atom }
    }

    /// `name(a, b)`
    pub(super) fn call(name: &str, arguments: &[String]) -> Self {
        Self::atom(format!("{name}({})", arguments.join(", ")))
    }

    /// A number that stands in a formula.
    pub(super) fn number(value: f64) -> Self {
        let text = if value == std::f64::consts::PI {
            "np.pi".into()
        } else if value == std::f64::consts::E {
            "np.e".into()
        } else {
            digits(value)
        };
        let level = if text.starts_with('-') { Level::Negative } else { Level::Atom };
        Self { text, level }
    }

    /// The text, in brackets unless it binds as tightly as is asked for.
    fn bound(self, least: Level) -> String {
        if self.level >= least { self.text } else { format!("({})", self.text) }
    }

    /// What stands behind a minus sign, where one begins it.
    fn negated(&self) -> Option<&str> {
        self.text.strip_prefix('-').filter(|_| self.level >= Level::Sum)
    }

    pub(super) fn negate(self) -> Self {
        let text = match self.negated() {
            Some(rest) if self.level == Level::Negative => return Self::product(rest.into()),
            _ => format!("-{}", self.bound(Level::Product)),
        };
        Self { text, level: Level::Negative }
    }

    /// What a minus sign stood before.
    fn product(text: String) -> Self {
        Self { text, level: Level::Product }
    }

    pub(super) fn add(self, other: Self) -> Self {
        let text = match other.negated() {
            Some(rest) => format!("{} - {rest}", self.clone().bound(Level::Sum)),
            None => format!("{} + {}", self.bound(Level::Sum), other.bound(Level::Sum)),
        };
        Self { text, level: Level::Sum }
    }

    pub(super) fn subtract(self, other: Self) -> Self {
        let text = match other.negated().filter(|_| other.level == Level::Negative) {
            Some(rest) => format!("{} + {rest}", self.clone().bound(Level::Sum)),
            None => format!("{} - {}", self.bound(Level::Sum), other.bound(Level::Matrix)),
        };
        Self { text, level: Level::Sum }
    }

    pub(super) fn times(self, other: Self) -> Self {
        // A minus before the first factor is one before the product.
        let sign = if self.level == Level::Negative { Level::Negative } else { Level::Product };
        let text = format!("{}*{}", self.bound(sign), other.bound(Level::Product));
        Self { text, level: sign }
    }

    pub(super) fn over(self, other: Self) -> Self {
        let sign = if self.level == Level::Negative { Level::Negative } else { Level::Product };
        let text = format!("{}/{}", self.bound(sign), other.bound(Level::Power));
        Self { text, level: sign }
    }

    /// `a @ b`
    pub(super) fn matrix(self, other: Self) -> Self {
        let first = if self.level == Level::Matrix { Level::Matrix } else { Level::Power };
        let text = format!("{} @ {}", self.bound(first), other.bound(Level::Power));
        Self { text, level: Level::Matrix }
    }

    pub(super) fn power(self, exponent: Self) -> Self {
        let whole = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        let exponent = match exponent.negated() {
            Some(rest) if whole(rest) => exponent.text,
            _ => exponent.bound(Level::Power),
        };
        Self { text: format!("{}**{exponent}", self.bound(Level::Atom)), level: Level::Power }
    }

    /// `a if condition else b`
    pub(super) fn choice(self, condition: &str, otherwise: Self) -> Self {
        let first = self.bound(Level::Sum);
        Self {
            text: format!("{first} if {condition} else {}", otherwise.text),
            level: Level::Choice,
        }
    }

    /// `a[i, j]`
    pub(super) fn at(self, indices: &[String]) -> Self {
        if indices.is_empty() {
            return self;
        }
        // `y[i][k]` is `y[i, k]`.
        let open = self.text.strip_suffix(']').filter(|text| {
            self.level == Level::Atom && text.matches('[').count() == 1 && !text.contains('(')
        });
        match open {
            Some(open) => Self::atom(format!("{open}, {}]", indices.join(", "))),
            None => Self::atom(format!("{}[{}]", self.bound(Level::Atom), indices.join(", "))),
        }
    }

    /// `a.T`
    pub(super) fn transposed(self) -> Self {
        Self::atom(format!("{}.T", self.bound(Level::Atom)))
    }
}

/// A number, with all its digits.
pub(super) fn digits(value: f64) -> String {
    if value != 0.0 && !(1e-5..1e15).contains(&value.abs()) {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn x() -> Code {
        Code::atom("x")
    }

    fn y() -> Code {
        Code::atom("y")
    }

    fn sum() -> Code {
        x().add(y())
    }

    #[test]
    fn brackets_stand_where_they_are_needed() {
        assert_eq!(sum().times(y()).text, "(x + y)*y");
        assert_eq!(x().over(x().times(y())).text, "x/(x*y)");
        assert_eq!(x().times(x().matrix(y())).text, "x*(x @ y)");
        assert_eq!(x().times(y()).matrix(y()).text, "(x*y) @ y");
        assert_eq!(x().matrix(y()).matrix(y()).text, "x @ y @ y");
        assert_eq!(sum().power(Code::number(2.0)).text, "(x + y)**2");
        assert_eq!(x().power(Code::number(2.0).negate()).text, "x**-2");
        assert_eq!(x().power(sum()).text, "x**(x + y)");
        assert_eq!(x().power(y()).negate().text, "-x**y");
        assert_eq!(x().negate().power(y()).text, "(-x)**y");
        assert_eq!(sum().at(&["i".into()]).text, "(x + y)[i]");
        assert_eq!(x().at(&["i".into()]).at(&["k".into()]).text, "x[i, k]");
        assert_eq!(x().choice("c", y()).add(y()).text, "(x if c else y) + y");
    }

    #[test]
    fn signs_meet() {
        assert_eq!(x().add(y().negate()).text, "x - y");
        assert_eq!(x().add(y().negate().add(x())).text, "x - y + x");
        assert_eq!(x().subtract(y().negate()).text, "x + y");
        assert_eq!(x().subtract(sum()).text, "x - (x + y)");
        assert_eq!(x().subtract(y().negate().add(x())).text, "x - (-y + x)");
        assert_eq!(x().negate().negate().text, "x");
        assert_eq!(x().times(y().negate()).text, "x*(-y)");
        assert_eq!(x().negate().times(y()).negate().text, "x*y");
        assert_eq!(sum().negate().text, "-(x + y)");
        assert_eq!(Code::number(-2.0).times(x()).text, "-2*x");
    }

    #[test]
    fn numbers_have_all_their_digits() {
        assert_eq!(digits(1.0 / 3.0), "0.3333333333333333");
        assert_eq!(digits(1e300), "1e300");
        assert_eq!(digits(-2.5e-9), "-2.5e-9");
        assert_eq!(Code::number(std::f64::consts::PI).text, "np.pi");
        assert_eq!(digits(0.0), "0");
    }
}
