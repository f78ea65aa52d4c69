//! Which texts are worded alike: min-wise hashes in bands, then the true overlap.
//!
//! The time is linear in the texts: a text is compared with one text of each of its buckets only.
//! (Broder, "On the resemblance and containment of documents", 1997.)

use std::collections::{HashMap, HashSet};

use crate::chain::Hash;

/// How many characters make a shingle.
const SHINGLE: usize = 3;
/// How many bands of hashes are compared.
const BANDS: usize = 6;
/// How many hashes one band has.
const ROWS: usize = 4;
/// How much of two texts' shingles must be common, in hundredths of all.
const OVERLAP: usize = 80;

/// The groups of two or more of `count` texts that are worded alike, by their places; none is passed
/// over. `text` gives a text each time it is asked: only hashes are held.
pub(super) fn clusters(count: usize, text: &dyn Fn(usize) -> Option<String>) -> Vec<Vec<usize>> {
    let mut kinds: HashMap<Hash, usize> = HashMap::new();
    // By kind: where its first text stands, and the hashes of its bands.
    let mut distinct: Vec<(usize, [u64; BANDS])> = Vec::new();
    let mut places: Vec<Option<usize>> = Vec::with_capacity(count);
    for place in 0..count {
        let kind = text(place).map(|text| {
            *kinds.entry(Hash::of(text.as_bytes())).or_insert_with(|| {
                distinct.push((place, bands(&shingles(&text))));
                distinct.len() - 1
            })
        });
        places.push(kind);
    }
    drop(kinds);
    let shingles_of = |kind: usize| shingles(&text(distinct[kind].0).unwrap_or_default());
    let mut joined = Joined((0..distinct.len()).collect());
    let mut buckets: HashMap<u64, usize> = HashMap::new();
    for band in 0..BANDS {
        buckets.clear();
        // A bucket's first text is asked for again and again.
        let mut known = None;
        for (nth, (_, hashes)) in distinct.iter().enumerate() {
            let first = *buckets.entry(hashes[band]).or_insert(nth);
            if joined.root(first) == joined.root(nth) {
                continue;
            }
            let of_first = match known.take() {
                Some((kind, shingles)) if kind == first => shingles,
                _ => shingles_of(first),
            };
            if are_alike(&of_first, &shingles_of(nth)) {
                joined.join(first, nth);
            }
            known = Some((first, of_first));
        }
    }
    let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, kind) in places.iter().enumerate() {
        if let Some(kind) = kind {
            groups.entry(joined.root(*kind)).or_default().push(place);
        }
    }
    let mut groups: Vec<Vec<usize>> =
        groups.into_values().filter(|members| members.len() > 1).collect();
    groups.sort_unstable();
    groups
}

/// The hashes of all runs of [`SHINGLE`] characters.
fn shingles(text: &str) -> HashSet<u64> {
    let chars: Vec<char> = text.chars().collect();
    let hash = |run: &[char]| {
        run.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, c| {
            (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
        })
    };
    chars.windows(SHINGLE.min(chars.len()).max(1)).map(hash).collect()
}

/// One hash a band, of the least values under as many orders as it has rows.
fn bands(shingles: &HashSet<u64>) -> [u64; BANDS] {
    let mut least = [[u64::MAX; ROWS]; BANDS];
    for shingle in shingles {
        for (nth, slot) in least.iter_mut().flatten().enumerate() {
            *slot = (*slot).min(mix(shingle ^ mix(nth as u64 + 1)));
        }
    }
    least.map(|rows| rows.into_iter().fold(0, |hash, row| mix(hash ^ row)))
}

/// The finaliser of SplitMix64.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn are_alike(a: &HashSet<u64>, b: &HashSet<u64>) -> bool {
    let common = a.intersection(b).count();
    common * 100 >= (a.len() + b.len() - common) * OVERLAP
}

/// Sets of numbers that grow together.
struct Joined(Vec<usize>);

impl Joined {
    fn root(&mut self, mut nth: usize) -> usize {
        while self.0[nth] != nth {
            self.0[nth] = self.0[self.0[nth]];
            nth = self.0[nth];
        }
        nth
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_in_a_few_characters_are_alike() {
        let texts = [
            Some("您在某某平台的借款已逾期请于今日内联系经办人处理否则将依法提起诉讼".to_owned()),
            Some("明天天气很好我们去公园走走吧顺便带上孩子和一些吃的东西".to_owned()),
            Some("您在某某平台的借款已逾期请于今日内联系经办人处理否则将依法提起诉讼了".to_owned()),
            None,
            Some("明天天气很好我们去公园走走吧顺便带上孩子和一些吃的东西".to_owned()),
        ];
        let text = |place: usize| texts[place].clone();
        assert_eq!(clusters(texts.len(), &text), [vec![0, 2], vec![1, 4]]);
        assert!(clusters(0, &text).is_empty());
    }
}
