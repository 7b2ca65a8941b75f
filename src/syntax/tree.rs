//! The tree of a formula: what is said, before anybody asks of what.
//!
//! A flat vector of nodes, children before parents, each with its place in the
//! file. Names are not resolved here: an index is a letter, `f(x)` may be a
//! product, and a power may turn out to be a label.

mod children;
mod random;

pub(crate) use random::{DRAWN, Drawn, Mean, Moment, WEIGHT, is_outcome, left_open, outcome};

use crate::source::Span;
use crate::syntax::typeset::is_bold;
use std::fmt;

/// A node's place in its [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// The nodes of one formula.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The longest way down from each node.
    depths: Vec<u32>,
    /// Norms with a 2 below: of a matrix that is no sum of squares to most.
    twos: Vec<NodeId>,
}

/// A node and where it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it says.
    pub kind: Kind,
    /// Where.
    pub span: Span,
}

/// What a node says.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A number as written.
    Number(f64),
    /// A letter or name with its scripts.
    Symbol(Symbol),
    /// −a
    Negate(NodeId),
    /// a + b
    Add(NodeId, NodeId),
    /// a − b
    Subtract(NodeId, NodeId),
    /// a b, a × b, a * b
    Multiply(NodeId, NodeId),
    /// a·b
    Dotted(NodeId, NodeId),
    /// a ⊙ b
    Elementwise(NodeId, NodeId),
    /// a / b, \frac{a}{b}
    Divide(NodeId, NodeId),
    /// a^b
    Power(NodeId, NodeId),
    /// a^⊤
    Transpose(NodeId),
    /// The square or other root: (degree, of what).
    Root(Option<NodeId>, NodeId),
    /// A known function of its arguments.
    Apply(Function, Vec<NodeId>),
    /// `f(x, y)` of a name that is no known function: a call, or a product.
    Call(Symbol, Vec<NodeId>),
    /// Σ or Π of a body over bounds.
    Sum(Sum),
    /// 𝔼, Var, Cov of what is random.
    Mean(Mean),
    /// ‖a‖
    Norm(NodeId),
    /// |a|: an absolute value, or a norm where a is a vector.
    Bars(NodeId),
    /// ⟨a, b⟩
    Inner(NodeId, NodeId),
    /// ∂a/∂b, with what it was written with.
    Derivative(Derivative),
    /// A derivative and the bracket behind it, which is the point that it is taken at,
    /// or a factor: `\frac{df}{dx}(a)`.
    AtPoint(NodeId, Vec<NodeId>),
    /// `f'(x)[h]`, `D f(x)[h]`: the derivative of a call, by the name that it is of, in a
    /// direction.
    Along(NodeId, NodeId, NodeId),
    /// `∂a`, whose denominator the text states once for all.
    Differential(Differential, NodeId),
    /// `∂` or `\frac{∂}{∂y}` by itself, with what it differentiates by.
    Operator(Differential, Option<NodeId>),
    /// `(Ax)_i`, `[A + B]_{ij}`: an entry of what stands in brackets.
    Entry(NodeId, Vec<Entry>),
    /// The vector with a 1 at the place of an index letter, and 0 elsewhere.
    Unit(String),
    /// (a, b, …)
    Tuple(Vec<NodeId>),
    /// Rows of entries.
    Matrix(Vec<Vec<NodeId>>),
    /// (value, condition) of `cases`; `None` for “otherwise”.
    Cases(Vec<(NodeId, Option<Conditions>)>),
}

/// Functions of analysis that every text takes for known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// e to the power of
    Exp,
    /// natural logarithm
    Log,
    /// square root
    Sqrt,
    /// sine
    Sin,
    /// cosine
    Cos,
    /// tangent
    Tan,
    /// hyperbolic sine
    Sinh,
    /// hyperbolic cosine
    Cosh,
    /// hyperbolic tangent
    Tanh,
    /// inverse tangent
    Arctan,
    /// 1/(1 + e^{−x})
    Sigmoid,
    /// max(0, x)
    Relu,
    /// log(1 + e^x)
    Softplus,
    /// the largest of its arguments
    Max,
    /// the smallest of its arguments
    Min,
    /// trace of a matrix
    Trace,
    /// determinant of a matrix
    Determinant,
    /// diagonal matrix of a vector
    Diagonal,
    /// −1, 0 or 1
    Sign,
}

/// A name with the scripts it is told apart by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol {
    /// The letter, the command without its backslash, or the letters of a name;
    /// accents before it, as `hat y`.
    pub name: String,
    /// Number of primes.
    pub primes: u8,
    /// The subscript's entries.
    pub sub: Script,
    /// The superscript's entries, where it is a label: `x^{(i)}`.
    pub sup: Script,
}

/// What a script says: entries, and where a bar parts them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Script {
    /// `i`, `j`, `k'`, `i + 1`, `train`, `0`.
    pub entries: Vec<Entry>,
    /// The bar of `j|i` stands before this entry.
    pub bar: Option<usize>,
}

/// One entry of a script.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entry {
    /// An index letter, with its primes.
    Letter(String, u8),
    /// A letter plus or minus a number: `i + 1`.
    Shifted(String, u8, i64),
    /// A number.
    Number(i64),
    /// A word: part of the name.
    Word(String),
}

/// A sum or a product.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// Whether it is a product.
    pub product: bool,
    /// The letters it binds; none for a bare Σ.
    pub bound: Vec<(String, u8)>,
    /// What restricts them.
    pub conditions: Conditions,
    /// Where a range begins: `i = 1`.
    pub from: Option<NodeId>,
    /// Where it ends: `n`.
    pub to: Option<NodeId>,
    /// What is added.
    pub body: NodeId,
    /// Whether the body was taken past a sign, because a later term still uses
    /// the index.
    pub stretched: bool,
}

/// Conditions about indices, all of which hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions(pub Vec<Condition>);

/// A condition about indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Two entries in a relation: i ≠ j, i < j, i = j.
    Related(Entry, Sign, Entry),
    /// An index in a set that is named: j ∈ S.
    Member(Entry, String),
}

/// A derivative as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivative {
    /// What is differentiated.
    pub of: NodeId,
    /// By what, once for each order.
    pub by: Vec<NodeId>,
    /// With which sign.
    pub sign: Differential,
}

/// The signs of derivatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Differential {
    /// ∂
    Partial,
    /// d
    Total,
    /// δ
    Variation,
    /// ∇
    Nabla,
}

/// What relates two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// =
    Equal,
    /// :=, ≡, ≜
    Defined,
    /// =:
    DefinedRight,
    /// ≈
    Approximately,
    /// ∝
    Proportional,
    /// <
    Less,
    /// ≤
    LessOrEqual,
    /// >
    Greater,
    /// ≥
    GreaterOrEqual,
    /// ≠
    NotEqual,
    /// ∈
    In,
    /// ≻, ⪰: of a matrix that it is positive definite, or semidefinite.
    Definite,
    /// ←
    Update,
    /// ⇒ and the like: no relation between values.
    Arrow,
    /// Any other.
    Other,
}

impl Sign {
    /// Whether it says that its sides are the same.
    #[must_use]
    pub const fn equates(self) -> bool {
        matches!(self, Self::Equal | Self::Defined | Self::DefinedRight)
    }
}

impl Tree {
    /// Adds a node, whose children are there already.
    pub(crate) fn add(&mut self, kind: Kind, span: Span) -> NodeId {
        // A formula is capped far below 2^32 nodes.
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { kind, span });
        let deepest = self.children(id).into_iter().map(|c| self.depth(c)).max().unwrap_or(0);
        self.depths.push(deepest + 1);
        id
    }

    /// Says that a norm has a 2 below it.
    pub(crate) fn note_two(&mut self, norm: NodeId) {
        self.twos.push(norm);
    }

    /// Whether a norm has a 2 below it, or a 1: of a matrix it is not the root of all squares.
    pub(crate) fn has_two(&self, norm: NodeId) -> bool {
        self.twos.contains(&norm)
    }

    /// Puts another symbol in the place of a node, whose children are left
    /// alone.
    pub(crate) fn rename(&mut self, id: NodeId, symbol: Symbol) {
        self.nodes[id.0 as usize].kind = Kind::Symbol(symbol);
    }

    /// Makes a power one symbol, of which what it was made of says nothing more.
    pub(crate) fn raise(&mut self, power: NodeId, symbol: Symbol) {
        let parts = self.children(power);
        self.nodes[power.0 as usize].kind = Kind::Symbol(symbol);
        for part in parts {
            self.nodes[part.0 as usize].kind = Kind::Number(1.0);
        }
    }

    /// Spells the symbol of a node otherwise; what is called stays called.
    pub(crate) fn respell(&mut self, id: NodeId, symbol: Symbol) {
        match &mut self.nodes[id.0 as usize].kind {
            Kind::Symbol(own) | Kind::Call(own, _) => *own = symbol,
            _ => {}
        }
    }

    /// Says that a product or a call is the differential of a node below it.
    pub(super) fn differentiate(&mut self, id: NodeId, sign: Differential, of: NodeId) {
        self.nodes[id.0 as usize].kind = Kind::Differential(sign, of);
    }

    /// The longest way down from a node, itself counted.
    pub(super) fn depth(&self, id: NodeId) -> u32 {
        self.depths[id.0 as usize]
    }

    /// Whether a symbol of a name stands below a node as a value.
    pub(crate) fn has_named(&self, id: NodeId, name: &str) -> bool {
        matches!(self.kind(id), Kind::Symbol(symbol) if symbol.name == name)
            || self.children(id).into_iter().any(|child| self.has_named(child, name))
    }

    /// All nodes, children before parents.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.nodes.len()).map(|k| NodeId(u32::try_from(k).unwrap_or(u32::MAX)))
    }

    /// The node of an id of this tree.
    ///
    /// # Panics
    /// If the id is of another, longer tree.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// What a node says.
    ///
    /// # Panics
    /// If the id is of another, longer tree.
    #[must_use]
    pub fn kind(&self, id: NodeId) -> &Kind {
        &self.node(id).kind
    }

    /// Where a node stands.
    ///
    /// # Panics
    /// If the id is of another, longer tree.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).span
    }

    /// The number of nodes, which is where a try can be taken back to.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Takes back all nodes that were added since.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.nodes.truncate(length);
        self.depths.truncate(length);
        self.twos.retain(|id| (id.0 as usize) < length);
    }

    /// Whether a node is the unit vector of an index, or the transpose of one.
    #[must_use]
    pub fn is_unit(&self, id: NodeId) -> bool {
        match self.kind(id) {
            Kind::Unit(_) => true,
            Kind::Transpose(a) => matches!(self.kind(*a), Kind::Unit(_)),
            _ => false,
        }
    }

    /// Whether a node is a name that is set as those of vectors and matrices are, with a
    /// sign or a transpose or without.
    #[must_use]
    pub fn is_bold(&self, id: NodeId) -> bool {
        match self.kind(id) {
            Kind::Symbol(symbol) => is_bold(&symbol.name),
            Kind::Transpose(a) | Kind::Negate(a) => self.is_bold(*a),
            _ => false,
        }
    }

    /// The children of a node, in the order in which they are written.
    #[must_use]
    pub fn children(&self, id: NodeId) -> Vec<NodeId> {
        match self.kind(id) {
            Kind::Number(_) | Kind::Symbol(_) | Kind::Unit(_) => Vec::new(),
            Kind::Negate(a)
            | Kind::Transpose(a)
            | Kind::Norm(a)
            | Kind::Bars(a)
            | Kind::Entry(a, _)
            | Kind::Differential(_, a) => vec![*a],
            Kind::Add(a, b)
            | Kind::Subtract(a, b)
            | Kind::Multiply(a, b)
            | Kind::Dotted(a, b)
            | Kind::Elementwise(a, b)
            | Kind::Divide(a, b)
            | Kind::Power(a, b)
            | Kind::Inner(a, b) => vec![*a, *b],
            Kind::Along(of, by, direction) => vec![*of, *by, *direction],
            Kind::AtPoint(derivative, point) => {
                std::iter::once(*derivative).chain(point.iter().copied()).collect()
            }
            Kind::Operator(_, by) => by.iter().copied().collect(),
            Kind::Root(degree, a) => degree.iter().copied().chain([*a]).collect(),
            Kind::Apply(_, arguments) | Kind::Call(_, arguments) | Kind::Tuple(arguments) => {
                arguments.clone()
            }
            Kind::Sum(sum) => sum.from.iter().chain(&sum.to).copied().chain([sum.body]).collect(),
            Kind::Mean(mean) => {
                let drawn = mean.drawn.iter().flat_map(|d| d.letters.iter().chain(&d.density));
                drawn.chain(&mean.given).chain(&mean.of).copied().collect()
            }
            Kind::Derivative(d) => std::iter::once(d.of).chain(d.by.iter().copied()).collect(),
            Kind::Matrix(rows) => rows.iter().flatten().copied().collect(),
            Kind::Cases(cases) => cases.iter().map(|(value, _)| *value).collect(),
        }
    }
}

impl Script {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// What tells a letter above from the same in brackets: `x^t` from `x^{(t)}`.
pub(crate) const RAISED: &str = "↑";

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let primes = |count: &u8| "'".repeat(usize::from(*count));
        match self {
            Self::Letter(name, count) => write!(f, "{name}{}", primes(count)),
            Self::Shifted(name, count, by) => write!(f, "{name}{}{by:+}", primes(count)),
            Self::Number(number) => write!(f, "{number}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

impl Script {
    /// The brackets that tell it from the same without, and what stands in them.
    fn bracketed(&self) -> (Option<(&'static str, &'static str)>, usize) {
        match self.entries.first() {
            Some(Entry::Word(word)) if word == "()" => (Some(("(", ")")), 1),
            Some(Entry::Word(word)) if word == "[]" => (Some(("[", "]")), 1),
            Some(Entry::Word(word)) if word == RAISED => (Some(("", "")), 1),
            _ => (None, 0),
        }
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (brackets, first) = self.bracketed();
        if let Some((open, _)) = brackets {
            f.write_str(open)?;
        }
        for (k, entry) in self.entries.iter().skip(first).enumerate() {
            match self.bar {
                Some(bar) if bar == k => f.write_str("|")?,
                _ if k > 0 => f.write_str(",")?,
                _ => {}
            }
            write!(f, "{entry}")?;
        }
        brackets.map_or(Ok(()), |(_, close)| f.write_str(close))
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, "'".repeat(usize::from(self.primes)))?;
        if !self.sub.is_empty() {
            write!(f, "_{{{}}}", self.sub)?;
        }
        if !self.sup.is_empty() {
            match self.sup.bracketed() {
                (Some(_), _) => write!(f, "^{{{}}}", self.sup)?,
                (None, _) => write!(f, "^{{({})}}", self.sup)?,
            }
        }
        Ok(())
    }
}
