//! Regular expressions with bounds: linear in the text, and limited in size, so that no rule can slow the server.

mod lengths;

pub use lengths::TextLengths;

use std::{fmt, ops::Range};

/// A compiled expression and its source text.
#[derive(Clone)]
pub struct Pattern {
    regex: regex::Regex,
    held_bytes: usize,
}

/// An expression that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    /// It is not a regular expression.
    #[error("{message}")]
    Syntax {
        /// What is wrong with it.
        message: String,
        /// Which of its characters.
        at: Range<usize>,
    },
    /// Its text is too long.
    #[error("an expression has at most {most} characters, this one has {given}")]
    TooLong {
        /// Characters allowed.
        most: usize,
        /// Characters given.
        given: usize,
    },
    /// It would need too much memory once compiled.
    #[error("the expression is too large once compiled: make its repetitions shorter")]
    TooLarge,
}

impl Pattern {
    /// Longest expression, in characters: anything longer is better written as several tests.
    pub const MAX_CHARS: usize = 500;
    /// Most bytes of a compiled expression: room for every Unicode class, and for no repetition of thousands.
    pub const MAX_COMPILED_BYTES: usize = 1 << 20;
    /// The size that is tried first, and by how much the next one is larger: the compiler does not tell what it took.
    const FIRST_BYTES: usize = 1 << 12;
    const GROWTH: usize = 4;
    /// Deepest nesting of groups.
    const MAX_DEPTH: u32 = 32;

    /// Compiles an expression. It may match anywhere in the text unless it holds `^` or `$`.
    ///
    /// # Errors
    /// When it is no expression, or too long, or too large.
    pub fn new(text: &str) -> Result<Self, BadPattern> {
        let given = text.chars().count();
        if given > Self::MAX_CHARS {
            return Err(BadPattern::TooLong { most: Self::MAX_CHARS, given });
        }
        // The regex crate tells no places, its own parser does.
        if let Err(error) = parse(text) {
            return Err(syntax(text, &error));
        }
        let sizes = std::iter::successors(Some(Self::FIRST_BYTES), |bytes| Some(bytes * Self::GROWTH));
        let mut sizes = sizes.take_while(|bytes| *bytes <= Self::MAX_COMPILED_BYTES);
        sizes.find_map(|held_bytes| compile(text, held_bytes)).ok_or(BadPattern::TooLarge)
    }

    /// What it holds compiled, in bytes; up to four times what it really is.
    pub const fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    /// The source text.
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }

    /// How long the texts are that it matches.
    pub fn text_lengths(&self) -> TextLengths {
        // It was read before, so that there is an answer.
        parse(self.as_str()).map_or(TextLengths { least: 0, most: None }, |parsed| lengths::of(&parsed))
    }

    /// Whether it matches somewhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.as_str())
    }
}

#[expect(clippy::result_large_err, reason = "it is told at once, and held nowhere")]
fn parse(text: &str) -> Result<regex_syntax::hir::Hir, regex_syntax::Error> {
    regex_syntax::ParserBuilder::new().nest_limit(Pattern::MAX_DEPTH).build().parse(text)
}

fn compile(text: &str, held_bytes: usize) -> Option<Pattern> {
    let regex = regex::RegexBuilder::new(text)
        .size_limit(held_bytes)
        .dfa_size_limit(Pattern::MAX_COMPILED_BYTES)
        .nest_limit(Pattern::MAX_DEPTH)
        .build();
    regex.ok().map(|regex| Pattern { regex, held_bytes })
}

fn syntax(text: &str, error: &regex_syntax::Error) -> BadPattern {
    let (message, bytes) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), span(error.span())),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), span(error.span())),
        _ => (error.to_string(), 0..text.len()),
    };
    let chars = |to: usize| text.get(..to).map_or(0, |head| head.chars().count());
    let start = chars(bytes.start);
    BadPattern::Syntax { message, at: start..chars(bytes.end).max(start + 1) }
}

fn span(span: &regex_syntax::ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}
