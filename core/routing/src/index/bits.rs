//! A set of rules, one bit a rule.

/// Rules by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// No rule.
    pub fn empty(rules: usize) -> Self {
        Self(vec![0; rules.div_ceil(64)])
    }
    /// Every rule.
    pub fn full(rules: usize) -> Self {
        let mut words = vec![u64::MAX; rules.div_ceil(64)];
        if let Some(last) = words.last_mut().filter(|_| !rules.is_multiple_of(64)) {
            *last = (1 << (rules % 64)) - 1;
        }
        Self(words)
    }
    /// How many words it takes.
    pub const fn words(&self) -> usize {
        self.0.len()
    }
    /// Whether a rule is in it.
    pub fn has(&self, rule: u32) -> bool {
        self.0[rule as usize / 64] & (1 << (rule % 64)) != 0
    }
    /// Puts a rule in.
    pub fn set(&mut self, rule: u32) {
        self.0[rule as usize / 64] |= 1 << (rule % 64);
    }
    /// Takes a rule out.
    pub fn clear(&mut self, rule: u32) {
        self.0[rule as usize / 64] &= !(1 << (rule % 64));
    }
    /// Becomes what is in both.
    pub fn set_to_both(&mut self, a: &Self, b: &Self) {
        for ((word, a), b) in self.0.iter_mut().zip(&a.0).zip(&b.0) {
            *word = a & b;
        }
    }
    /// Adds what is in both.
    pub fn add_both(&mut self, a: &Self, b: &Self) {
        for ((word, a), b) in self.0.iter_mut().zip(&a.0).zip(&b.0) {
            *word |= a & b;
        }
    }
    /// Takes out what is in the other.
    pub fn remove(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= !other;
        }
    }
    /// The rules in it, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                // Without the lowest bit; nothing is left of nothing.
                (rest != 0).then(|| {
                    rest &= rest - 1;
                    at * 64 + bit
                })
            })
        })
    }
}

/// Rules named one by one where they are few, and by their bits where that is shorter.
pub enum Rules {
    /// By number.
    Few(Vec<u32>),
    /// By bit.
    Many(Bits),
}

impl Rules {
    /// The shorter form.
    pub fn new(rules: usize, list: Vec<u32>) -> Self {
        let mut bits = Bits::empty(rules);
        if list.len() <= bits.words() {
            return Self::Few(list);
        }
        for rule in list {
            bits.set(rule);
        }
        Self::Many(bits)
    }
    /// Adds those that are in `left` too.
    pub fn add_to(&self, next: &mut Bits, left: &Bits) {
        match self {
            Self::Few(list) => list.iter().filter(|rule| left.has(**rule)).for_each(|rule| next.set(*rule)),
            Self::Many(bits) => next.add_both(left, bits),
        }
    }
    /// Takes them out.
    pub fn remove_from(&self, next: &mut Bits) {
        match self {
            Self::Few(list) => list.iter().for_each(|rule| next.clear(*rule)),
            Self::Many(bits) => next.remove(bits),
        }
    }
}
