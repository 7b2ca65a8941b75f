//! Formulas and the trees they are read as, in prefix form.

use super::tree::{Condition, Differential, Kind, NodeId, Sign, Sum, Tree};
use super::*;

fn read_one(text: &str) -> Formula {
    read(text, &[Span::new(0, text.len())], &mut Macros::default())
}

/// A node as one writes it in prefix form.
fn shown(tree: &Tree, id: NodeId) -> String {
    let all = |ids: &[NodeId]| ids.iter().map(|i| shown(tree, *i)).collect::<Vec<_>>().join(" ");
    let two = |name: &str, a: NodeId, b: NodeId| {
        format!("({name} {} {})", shown(tree, a), shown(tree, b))
    };
    match tree.kind(id) {
        Kind::Number(n) => n.to_string(),
        Kind::Symbol(s) => s.to_string(),
        Kind::Negate(a) => format!("(neg {})", shown(tree, *a)),
        Kind::Add(a, b) => two("+", *a, *b),
        Kind::Subtract(a, b) => two("-", *a, *b),
        Kind::Multiply(a, b) => two("*", *a, *b),
        Kind::Dotted(a, b) => two("·", *a, *b),
        Kind::Operator(_, by) => format!("(operator {})", all(by.as_slice())),
        Kind::Elementwise(a, b) => two("odot", *a, *b),
        Kind::Divide(a, b) => two("/", *a, *b),
        Kind::Power(a, b) => two("^", *a, *b),
        Kind::Transpose(a) => format!("(T {})", shown(tree, *a)),
        Kind::Root(None, a) => format!("(sqrt {})", shown(tree, *a)),
        Kind::Root(Some(n), a) => two("root", *n, *a),
        Kind::Apply(f, a) => format!("({} {})", format!("{f:?}").to_lowercase(), all(a)),
        Kind::Call(s, a) => format!("(call {s} {})", all(a)),
        Kind::Sum(sum) => shown_sum(tree, sum),
        Kind::Mean(mean) => format!("(mean {})", all(&mean.of)),
        Kind::Norm(a) => format!("(norm {})", shown(tree, *a)),
        Kind::Bars(a) => format!("(bars {})", shown(tree, *a)),
        Kind::Inner(a, b) => two("inner", *a, *b),
        Kind::Derivative(d) => {
            let sign = match d.sign {
                Differential::Partial => "∂",
                Differential::Total => "d",
                Differential::Variation => "δ",
                Differential::Nabla => "∇",
            };
            format!("({sign} {} by {})", shown(tree, d.of), all(&d.by))
        }
        Kind::Along(of, _, direction) => two("along", *of, *direction),
        Kind::AtPoint(derivative, point) => {
            format!("(at {} {})", shown(tree, *derivative), all(point))
        }
        Kind::Differential(_, a) => format!("(∂ {})", shown(tree, *a)),
        Kind::Unit(letter) => format!("(unit {letter})"),
        Kind::Entry(a, entries) => format!("(entry {} {})", shown(tree, *a), entries.len()),
        Kind::Tuple(a) => format!("(tuple {})", all(a)),
        Kind::Matrix(rows) => {
            let rows: Vec<String> = rows.iter().map(|row| format!("[{}]", all(row))).collect();
            format!("(matrix {})", rows.join(" "))
        }
        Kind::Cases(cases) => {
            let cases: Vec<String> = cases
                .iter()
                .map(|(v, when)| {
                    format!(
                        "[{} {}]",
                        shown(tree, *v),
                        when.as_ref().map_or("else".into(), conditions)
                    )
                })
                .collect();
            format!("(cases {})", cases.join(" "))
        }
    }
}

fn conditions(of: &tree::Conditions) -> String {
    let one = |c: &Condition| match c {
        Condition::Related(a, sign, b) => {
            let sign = match sign {
                Sign::NotEqual => "≠",
                Sign::Less => "<",
                Sign::LessOrEqual => "≤",
                Sign::Equal => "=",
                Sign::Greater => ">",
                _ => "~",
            };
            format!("{a}{sign}{b}")
        }
        Condition::Member(e, set) => format!("{e}∈{set}"),
    };
    of.0.iter().map(one).collect::<Vec<_>>().join(",")
}

fn shown_sum(tree: &Tree, sum: &Sum) -> String {
    let bound: Vec<String> =
        sum.bound.iter().map(|(n, p)| format!("{n}{}", "'".repeat(usize::from(*p)))).collect();
    let mut under = bound.join(",");
    if !sum.conditions.0.is_empty() {
        under = format!("{under}:{}", conditions(&sum.conditions));
    }
    if let Some(from) = sum.from {
        under = format!("{under}={}", shown(tree, from));
    }
    if let Some(to) = sum.to {
        under = format!("{under}..{}", shown(tree, to));
    }
    let name = if sum.product { "prod" } else { "sum" };
    format!("({name} [{under}] {})", shown(tree, sum.body))
}

/// All statements, the sides with their signs, ` ; ` between statements.
fn shown_formula(formula: &Formula) -> String {
    if let Some(fault) = &formula.fault {
        return format!("!{}", crate::say::reason::notation(&fault.problem));
    }
    let side = |(sign, side): &(Option<(Sign, Span)>, Side)| {
        let sign = sign.map_or(String::new(), |(sign, _)| {
            match sign {
                Sign::Equal => "= ",
                Sign::Defined => ":= ",
                Sign::NotEqual => "≠ ",
                Sign::In => "∈ ",
                Sign::Approximately => "≈ ",
                Sign::GreaterOrEqual => "≥ ",
                _ => "~ ",
            }
            .to_owned()
        });
        let side = match side {
            Side::Read(id, _) => shown(&formula.tree, *id),
            Side::Empty(_) => "_".into(),
            Side::Open(_) => "?".into(),
            Side::Unreadable(fault, _) => {
                format!("!{}", crate::say::reason::notation(&fault.problem))
            }
        };
        sign + &side
    };
    let statement = |s: &Statement| {
        let mut text = s.sides.iter().map(side).collect::<Vec<_>>().join(" ");
        if let Some(restriction) = &s.restriction {
            text = format!("{text} | {}", conditions(restriction));
        }
        if let Some(tag) = &s.tag {
            text = format!("{text} #{tag}");
        }
        text
    };
    formula.statements.iter().map(statement).collect::<Vec<_>>().join(" ; ")
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let seen = shown_formula(&read_one(text));
            (seen != *expected).then(|| format!("{text}\n  read     {seen}\n  expected {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn arithmetic_follows_precedence() {
    check(&[
        ("a + b c - d", "(- (+ a (* b c)) d)"),
        ("-a b", "(neg (* a b))"),
        ("a^2 b_i", "(* (^ a 2) b_{i})"),
        (r"\frac{a}{b} c", "(* (/ a b) c)"),
        ("a / b c", "(* (/ a b) c)"),
        (r"2 \cdot -x", "(· 2 (neg x))"),
        (r"\frac12 x", "(* (/ 1 2) x)"),
        ("x^{10} + 3.25", "(+ (^ x 10) 3.25)"),
        ("x^10", "(* (^ x 1) 0)"),
        (r"{a \over b} + c", "(+ (/ a b) c)"),
        (r"\sqrt{x} \sqrt[3]{y}", "(* (sqrt x) (root 3 y))"),
        (r"(a+b)^{-1}(c-d)", "(* (^ (+ a b) (neg 1)) (- c d))"),
        (r"A^\top B^T x'", "(* (* (T A) (T B)) x')"),
        (r"W \odot V", "(odot W V)"),
    ]);
}

#[test]
fn symbols_are_told_apart_by_their_scripts() {
    check(&[
        ("p_{ij}", "p_{i,j}"),
        ("p_{j|i}", "p_{j|i}"),
        (r"p_{j\mid i}", "p_{j|i}"),
        (r"q_{k l}", "q_{k,l}"),
        (r"x^{(i)}_j", "x_{j}^{(i)}"),
        (r"\hat y_i", "hat y_{i}"),
        (r"\mathbf{y}_i", "mathbf y_{i}"),
        (r"\mathbf{y_i}", "mathbf y_{i}"),
        (r"\mathrm{softmax}(z)", "(call softmax z)"),
        ("y_{i+1}", "y_{i+1}"),
        (r"L_{\text{train}}", "L_{train}"),
        (r"\sum_{k'} w_{k'l'}", "(sum [k'] w_{k',l'})"),
        (r"w^*", "w^{(*)}"),
        ("x_{12}", "x_{12}"),
        ("p_{i_k}", "p_{‹i›,k}"),
    ]);
}

#[test]
fn norms_have_many_spellings() {
    for norm in [
        r"\|y_i-y_j\|^2",
        r"||y_i-y_j||^2",
        r"\lVert y_i-y_j\rVert^2",
        r"\Vert y_i - y_j\Vert^2",
        r"\left\|y_i-y_j\right\|^2",
        r"\left\lVert y_i-y_j\right\rVert^2",
        r"\mid\mid y_i-y_j\mid\mid^2",
        r"‖y_i-y_j‖^2",
        r"\|y_i-y_j\|_2^2",
        r"\left|\left|y_i-y_j\right|\right|^2",
    ] {
        let seen = shown_formula(&read_one(norm));
        let plain = seen.replace("(bars (bars (- y_{i} y_{j})))", "(norm (- y_{i} y_{j}))");
        assert_eq!(plain, "(^ (norm (- y_{i} y_{j})) 2)", "{norm}");
    }
    check(&[
        (r"|x| + |y|", "(+ (bars x) (bars y))"),
        (r"p_{ij} \|y_i\|^2 \|y_j\|", "(* (* p_{i,j} (^ (norm y_{i}) 2)) (norm y_{j}))"),
        (r"a |b| |c|", "(* (* a (bars b)) (bars c))"),
        (r"2||x||^2", "(* 2 (^ (norm x) 2))"),
        (r"(1+\|y_i-y_j\|^2)^{-1}", "(^ (+ 1 (^ (norm (- y_{i} y_{j})) 2)) (neg 1))"),
        (r"\langle a, b \rangle", "(inner a b)"),
        (r"e^{-\|x\|^2}", "(^ e (neg (^ (norm x) 2)))"),
    ]);
}

#[test]
fn sums_bind_what_stands_under_them() {
    check(&[
        (r"\sum_j a_j b_j", "(sum [j] (* a_{j} b_{j}))"),
        (r"\sum_{j \neq i} a_j", "(sum [j:j≠i] a_{j})"),
        (r"\sum_{k,l\neq k} p_{kl}", "(sum [k,l:l≠k] p_{k,l})"),
        (r"\sum_{k\ne l} p_{kl}", "(sum [k:k≠l] p_{k,l})"),
        (r"\sum_{ij} p_{ij}", "(sum [i,j] p_{i,j})"),
        (r"\sum_{i=1}^n x_i", "(sum [i=1..n] x_{i})"),
        (r"\sum_j^N x_j", "(sum [j..N] x_{j})"),
        (r"\sum_{i<j} d_{ij}", "(sum [i:i<j] d_{i,j})"),
        (r"\sum_{1\le i<j\le n} d_{ij}", "(sum [i,j:1≤i,i<j,j≤n] d_{i,j})"),
        (r"\sum_{\substack{k,l\\ l\ne k}} p_{kl}", "(sum [k,l:l≠k] p_{k,l})"),
        (r"\sum\limits_{j\in S} x_j", "(sum [j:j∈S] x_{j})"),
        (r"\sum_i\sum_j p_{ij}", "(sum [i] (sum [j] p_{i,j}))"),
        (r"2\sum_j a_j + b", "(+ (* 2 (sum [j] a_{j})) b)"),
        (r"\sum_j a_j - \sum_j b_j", "(- (sum [j] a_{j}) (sum [j] b_{j}))"),
        (
            r"\sum_{kl} p_{kl}\log p_{kl} - p_{kl}\log q_{kl}",
            "(sum [k,l] (- (* p_{k,l} (log p_{k,l})) (* p_{k,l} (log q_{k,l}))))",
        ),
        (r"\prod_i x_i", "(prod [i] x_{i})"),
        (r"\sum_j -a_j b_j", "(sum [j] (neg (* a_{j} b_{j})))"),
    ]);
}

#[test]
fn derivatives_have_many_spellings() {
    check(&[
        (r"\frac{\partial C}{\partial y_i}", "(∂ C by y_{i})"),
        (r"\frac{dC}{dy_i}", "(d C by y_{i})"),
        (r"\frac{\delta C}{\delta y_i}", "(δ C by y_{i})"),
        (r"\frac{d(D)}{d(y_i)}", "(d D by y_{i})"),
        (r"\partial C/\partial y_i", "(∂ C by y_{i})"),
        (r"\nabla_{y_i} C", "(∇ C by y_{i})"),
        (r"\frac{\partial}{\partial y_i} \log q_{kl} + 1", "(+ (∂ (log q_{k,l}) by y_{i}) 1)"),
        (r"\frac{\partial}{\partial y_i}\left[a+b\right] c", "(* (∂ (+ a b) by y_{i}) c)"),
        (r"\partial \log E_{kl}", "(∂ (log E_{k,l}))"),
        (r"\frac{\partial^2 C}{\partial x \partial y}", "(∂ C by x y)"),
        (r"\frac{\partial^2 C}{\partial x^2}", "(∂ C by x x)"),
        (
            r"\frac{\partial E_{ij}}{\partial d_{ij}}\frac{\partial d_{ij}}{\partial y_i}",
            "(* (∂ E_{i,j} by d_{i,j}) (∂ d_{i,j} by y_{i}))",
        ),
        (r"\frac{d}{2}", "(/ d 2)"),
    ]);
}

#[test]
fn functions_take_a_bracket_or_the_product_that_follows() {
    check(&[
        (r"\log p_{ij}", "(log p_{i,j})"),
        (r"p \log \frac{p}{q}", "(* p (log (/ p q)))"),
        (r"\exp(-x) y", "(* (exp (neg x)) y)"),
        (r"\exp\left(-x\right)", "(exp (neg x))"),
        (r"\log a b", "(log (* a b))"),
        (r"\log x \log y", "(* (log x) (log y))"),
        (r"\tanh^2 x", "(^ (tanh x) 2)"),
        (r"\log(x)^2", "(^ (log x) 2)"),
        (r"\sigma(z)", "(call sigma z)"),
        (r"w'(x)", "(call w' x)"),
        (r"p_{ij}(y_i - y_j)", "(call p_{i,j} (- y_{i} y_{j}))"),
        (r"\max(0, x)", "(max 0 x)"),
        (r"\operatorname{tr}(A B)", "(trace (* A B))"),
    ]);
}

#[test]
fn displays_hold_chains_rows_and_conditions() {
    check(&[
        ("a = b = c", "a = b = c"),
        (r"a &= b \\ &= c", "a = b ; _ = c"),
        (r"\begin{align} a &= b \\ c &= d \tag{7} \end{align}", "a = b ; c = d #7"),
        (r"a = b, \quad c = d", "a = b ; c = d"),
        (r"a = b \text{ and } c = d", "a = b ; c = d"),
        (r"q_{ij} = a_{ij} \quad (i \ne j)", "q_{i,j} = a_{i,j} | i≠j"),
        (r"q_{ij} = a_{ij} \quad \text{for } i \ne j", "q_{i,j} = a_{i,j} | i≠j"),
        (r"E_{ij} = 0 (i \neq j)", "E_{i,j} = 0 | i≠j"),
        (r"a = b \quad (7)", "a = b #7"),
        (r"a = b \ \ \ c = d", "a = b ; c = d"),
        (r"a = b \; \; \; c = d", "a = b ; c = d"),
        (r"a = b \hspace{1cm} c = d", "a = b ; c = d"),
        (r"a = b \hskip 1em c = d", "a = b ; c = d"),
        (r"a = b \hspace{2pt} c", "a = (* b c)"),
        (r"a \; = \; b \ c", "a = (* b c)"),
        (r"a &= b & c &= d \\ e &= f", "a = b ; c = d ; e = f"),
        (r"a & = & b \\ & & + c", "a = (+ b c)"),
        (r"\text{Loss: } a = b", "a = b"),
        (r"(Variance) \quad a = b", "a = b"),
        (r"a = b \quad \text{(chain rule)}", "a = b"),
        (r"a = b \\ \text{The terms cancel.} \\ c = d", "a = b ; c = d"),
        (r"a = b \cancel{c}", "a = b"),
        (r"a \phantom{c} = b", "a = b"),
        (r"a = b \\ \quad + c", "a = (+ b c)"),
        (r"a = b \\ - c", "a = (- b c)"),
        (r"\begin{split} a &= b \\ &\quad - c \\ &= d \end{split}", "a = (- b c) ; _ = d"),
        (r"a = b \text{ (by symmetry)}", "a = b"),
        (r"f(x) := x^2.", "(call f x) := (^ x 2)"),
        (r"\frac{\partial C}{\partial y_i} = ?", "(∂ C by y_{i}) = ?"),
        (r"\frac{\partial C}{\partial y_i} = \ldots", "(∂ C by y_{i}) = ?"),
        (r"y_i \in \mathbb R^d", "y_{i} ∈ (^ mathbb R d)"),
        (r"a \approx b", "a ≈ b"),
        (r"a \not= b", "a ≠ b"),
        (
            r"q_{ij} = \begin{cases} a_{ij} & i \ne j \\ 0 & \text{otherwise} \end{cases}",
            "q_{i,j} = (cases [a_{i,j} i≠j] [0 else])",
        ),
        (r"A = \begin{pmatrix} a & b \\ c & d \end{pmatrix}", "A = (matrix [a b] [c d])"),
    ]);
}

#[test]
fn what_cannot_be_read_in_full_is_not_read() {
    check(&[
        ("a = b (", "a = !“(” is not closed"),
        ("a = b +", "a = !something is missing here"),
        (r"a = \foo b", r"a = !\foo is not understood here"),
        (r"a = \int f", r"a = !\int is not evaluated"),
        (r"a = b \pm c", r"a = !\pm is not understood here"),
        (r"a = \binom{n}{k}", r"a = !\binom is not understood"),
        ("a = {b", "a = !the brace is not closed"),
        (r"a = \left( b", r"a = !\left has no \right"),
        ("a = b_i_j", "a = !a second script of the same kind"),
        ("a = \\text{a picture}", "a = _"),
        (r"\def\a{\a}\a", r"!\a expands without end"),
        ("a = |b", "a = !the bar is not closed"),
        (r"q = 0 \text{ if } x = y", "q = !the words “if” stand inside a formula"),
        (r"q = 0 \text{ otherwise}", "q = !the words “otherwise” stand inside a formula"),
        (r"a = b \quad c", "a = !what stands behind the wide space is not understood"),
        (r"a = b \quad (x > 0)", "a = !what stands behind the wide space is not understood"),
        (r"a = b \text{ + c}", "a = !the words “+ c” stand inside a formula"),
        (r"a = b \mbox{ $+\,c$}", "a = !the words “$+c$” stand inside a formula"),
        (r"a = b \text{c}", "a = !the words “c” stand inside a formula"),
        (
            r"a = b \\ \quad \text{(times $c$)}",
            "a = !the words “(times $c$)” stand inside a formula",
        ),
        (r"a = b \\ c", "a = !this row has no relation of its own"),
        (r"a = b \\ -c = d", "a = !whether this row goes on from the one before is not clear"),
    ]);
}

#[test]
fn places_are_those_of_the_file() {
    let text = r"x = \frac{a}{b_i}";
    let formula = read_one(text);
    let Side::Read(id, span) = &formula.statements[0].sides[1].1 else { panic!() };
    assert_eq!(formula.tree.span(*id).start, 4);
    assert_eq!(span.start, 4);
}

#[test]
fn hostile_formulas_are_answered() {
    for text in [
        "{".repeat(60_000),
        "(".repeat(60_000),
        r"\sqrt".repeat(12_000),
        r"\left(".repeat(9_000),
        "a_".repeat(30_000),
        "a^{".repeat(20_000),
        "a".repeat(60_000),
        "a+".repeat(30_000),
        "|".repeat(60_000),
        r"\sum_i ".repeat(8_000) + "a",
        r"\sum_i a_i + ".repeat(4_000),
        r"\frac".repeat(12_000),
        r"a \over ".repeat(7_000),
        r"\begin{align}".repeat(4_000),
        r"\partial ".repeat(6_000),
        "-".repeat(60_000),
        "a=".repeat(30_000),
        "(a)".repeat(20_000),
        "f(".repeat(20_000) + &")".repeat(20_000),
    ] {
        let start = std::time::Instant::now();
        let formula = read_one(&text);
        // A guard against exponential time, not a measurement.
        assert!(start.elapsed().as_secs_f64() < 60.0, "{} … {:?}", &text[..12], start.elapsed());
        drop(formula);
    }
}
