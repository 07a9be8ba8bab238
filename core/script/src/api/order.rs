//! Orders: sorting by a number, and drawing lots by weight. Plain numbers in, plain places out.

/// Places in order of their keys, lowest first; equals keep their order. Counts where the keys lie close together, as
/// loads and levels do, which takes one pass instead of a sort.
pub fn by_key(mut keyed: Vec<(i64, u32)>) -> Vec<u32> {
    let lowest = keyed.iter().map(|(key, _)| *key).min().unwrap_or(0);
    let highest = keyed.iter().map(|(key, _)| *key).max().unwrap_or(0);
    let spread = highest.checked_sub(lowest).and_then(|spread| usize::try_from(spread).ok());
    match spread {
        Some(spread) if spread <= 2 * keyed.len() => {
            let slot = |key: i64| usize::try_from(key - lowest).expect("no key is below the lowest");
            let mut starts = vec![0_u32; spread + 2];
            for (key, _) in &keyed {
                starts[slot(*key) + 1] += 1;
            }
            for at in 1..starts.len() {
                starts[at] += starts[at - 1];
            }
            let mut order = vec![0; keyed.len()];
            for (key, at) in keyed {
                let start = &mut starts[slot(key)];
                order[*start as usize] = at;
                *start += 1;
            }
            order
        }
        _ => {
            keyed.sort_by_key(|(key, _)| *key);
            keyed.into_iter().map(|(_, at)| at).collect()
        }
    }
}

/// Places in order of their scores, highest first; equals keep their order.
pub fn by_score(mut scored: Vec<(f64, u32)>) -> Vec<u32> {
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.into_iter().map(|(_, at)| at).collect()
}

/// Places in any order, each as likely as every other.
pub fn shuffled(mut order: Vec<u32>, mut random: impl FnMut() -> u64) -> Vec<u32> {
    for last in (1..order.len()).rev() {
        order.swap(last, below(&mut random, last + 1));
    }
    order
}

/// Places drawn one after the other, each time by the weights of those that are left. Weights are above 0.
///
/// Logarithms would do this with less code, but what they give differs between machines, and a replay must not.
pub fn drawn(weighted: &[(f64, u32)], mut random: impl FnMut() -> u64) -> Vec<u32> {
    let mut lots = Lots::new(weighted.iter().map(|(weight, _)| *weight));
    weighted.iter().map(|_| weighted[lots.draw(&mut random)].1).collect()
}

/// A tree of sums: `sums[i]` is the weight of the lots from `i + 1 - lowest set bit of (i + 1)` to `i`.
struct Lots {
    weights: Vec<u64>,
    sums: Vec<u64>,
    total: u64,
}

/// What the heaviest lot weighs. A thousand of them are far from overflowing, and a share is exact to twelve digits.
const HEAVIEST: f64 = 1_099_511_627_776.0;

impl Lots {
    fn new(given: impl Iterator<Item = f64> + Clone) -> Self {
        let heaviest = given.clone().fold(f64::MIN_POSITIVE, f64::max);
        let weights: Vec<u64> = given.map(|weight| whole((weight / heaviest * HEAVIEST).max(1.0))).collect();
        let mut lots = Self { sums: vec![0; weights.len()], total: 0, weights: weights.clone() };
        for (at, weight) in weights.into_iter().enumerate() {
            lots.total += weight;
            lots.change(at, |sum| sum + weight);
        }
        lots
    }

    fn draw(&mut self, random: &mut impl FnMut() -> u64) -> usize {
        let drawn = (u128::from(random()) * u128::from(self.total)) >> 64;
        let at = self.find(u64::try_from(drawn).unwrap_or(0));
        let weight = std::mem::take(&mut self.weights[at]);
        self.total -= weight;
        self.change(at, |sum| sum - weight);
        at
    }

    fn change(&mut self, at: usize, change: impl Fn(u64) -> u64) {
        let mut next = at + 1;
        while let Some(sum) = self.sums.get_mut(next - 1) {
            *sum = change(*sum);
            next += next & next.wrapping_neg();
        }
    }

    /// The lot under which a number below the total falls.
    fn find(&self, mut number: u64) -> usize {
        let mut at = 0;
        let mut step = self.sums.len().next_power_of_two();
        while step > 0 {
            if let Some(sum) = self.sums.get(at + step - 1).filter(|sum| **sum <= number) {
                number -= sum;
                at += step;
            }
            step /= 2;
        }
        at
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "is between 1 and the heaviest")]
fn whole(weight: f64) -> u64 {
    weight as u64
}

fn below(random: &mut impl FnMut() -> u64, bound: usize) -> usize {
    let bound = u128::try_from(bound).unwrap_or(1);
    usize::try_from((u128::from(random()) * bound) >> 64).unwrap_or(0)
}
