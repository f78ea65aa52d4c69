//! A trie of words over numbered symbols, laid out for walking from every place of a text.

/// Where no node is.
pub(super) const NONE: u32 = 0;
/// The node that every walk begins at.
pub(super) const ROOT: u32 = 1;

/// Words of symbols, each with a value.
#[derive(Debug, Default)]
pub(super) struct Builder {
    symbols: Vec<u16>,
    words: Vec<Word>,
}

/// The first four symbols, where the word begins, its length, its value.
type Word = (u64, u32, u16, u32);

/// A node: its children lie one behind the other.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// One bit for each child, by the low six bits of its symbol.
    mask: u64,
    first: u32,
    /// Where the node's values begin.
    values: u32,
    children: u16,
    count: u16,
}

/// The words, for walking.
#[derive(Debug, Default)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// By node: the symbol that leads to it.
    symbols: Vec<u16>,
    values: Vec<u32>,
    /// By symbol: the child of the root.
    starts: Vec<u32>,
}

impl Builder {
    /// Puts in the word that `write` adds, if it is not empty.
    pub(super) fn add_with(&mut self, value: u32, write: impl FnOnce(&mut Vec<u16>)) {
        let start = self.symbols.len();
        write(&mut self.symbols);
        let word = &self.symbols[start..];
        if word.is_empty() {
            return;
        }
        let key = (0..4)
            .fold(0, |key: u64, at| key << 16 | u64::from(word.get(at).copied().unwrap_or(0)));
        let length = u16::try_from(word.len()).expect("words are short");
        self.words.push((key, narrow(start), length, value));
    }

    /// Puts the words in order.
    pub(super) fn sort(&mut self) {
        let Self { symbols, words } = self;
        words.sort_unstable_by(|a, b| {
            let rest =
                |word: &Word| &symbols[word.1 as usize..word.1 as usize + usize::from(word.2)];
            a.0.cmp(&b.0).then_with(|| rest(a).cmp(rest(b))).then_with(|| a.3.cmp(&b.3))
        });
        words.dedup_by(|a, b| {
            a.0 == b.0 && a.3 == b.3 && {
                let rest =
                    |word: &Word| &symbols[word.1 as usize..word.1 as usize + usize::from(word.2)];
                rest(a) == rest(b)
            }
        });
    }

    /// Hands on each word of a sorted list with its values.
    pub(super) fn each(
        &self,
        mut found: impl FnMut(&[u16], std::iter::Map<std::slice::Iter<'_, Word>, fn(&Word) -> u32>),
    ) {
        let mut from = 0;
        while from < self.words.len() {
            let word = self.word(from);
            let (key, first) = (self.words[from].0, from);
            while from < self.words.len() && self.words[from].0 == key && self.word(from) == word {
                from += 1;
            }
            let value: fn(&Word) -> u32 = |word| word.3;
            found(word, self.words[first..from].iter().map(value));
        }
    }

    fn word(&self, at: usize) -> &[u16] {
        let (_, start, length, _) = self.words[at];
        &self.symbols[start as usize..start as usize + usize::from(length)]
    }

    /// Lays out the words of a sorted list; `symbols` is the highest symbol.
    pub(super) fn build(&self, symbols: usize) -> Trie {
        let mut trie = Trie {
            nodes: vec![Node::default(); 2],
            symbols: vec![0; 2],
            values: Vec::new(),
            starts: vec![NONE; symbols + 1],
        };
        // Nodes whose words are not laid out yet: node, first and last word, depth.
        let mut open = std::collections::VecDeque::from([(ROOT, 0, self.words.len(), 0)]);
        while let Some((node, mut from, to, depth)) = open.pop_front() {
            let values = trie.values.len();
            while from < to && self.word(from).len() == depth {
                if trie.values[values..].last() != Some(&self.words[from].3) {
                    trie.values.push(self.words[from].3);
                }
                from += 1;
            }
            let mut laid = Node {
                first: narrow(trie.nodes.len()),
                values: narrow(values),
                count: u16::try_from(trie.values.len() - values).unwrap_or(u16::MAX),
                ..Node::default()
            };
            while from < to {
                let symbol = self.word(from)[depth];
                let end = (from..to).find(|at| self.word(*at)[depth] != symbol).unwrap_or(to);
                let child = narrow(trie.nodes.len());
                trie.nodes.push(Node::default());
                trie.symbols.push(symbol);
                laid.mask |= 1 << (symbol & 63);
                laid.children += 1;
                if node == ROOT {
                    trie.starts[usize::from(symbol)] = child;
                }
                open.push_back((child, from, end, depth + 1));
                from = end;
            }
            trie.nodes[node as usize] = laid;
        }
        trie
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).expect("word lists are bounded")
}

impl Trie {
    /// The child of the root for a symbol.
    #[inline]
    pub(super) fn start(&self, symbol: u16) -> u32 {
        self.starts.get(usize::from(symbol)).copied().unwrap_or(NONE)
    }

    /// The child of a node for a symbol.
    #[inline]
    pub(super) fn child(&self, node: u32, symbol: u16) -> u32 {
        if node == ROOT {
            return self.start(symbol);
        }
        let Node { mask, first, children, .. } = self.nodes[node as usize];
        if mask & 1 << (symbol & 63) == 0 {
            return NONE;
        }
        let symbols = &self.symbols[first as usize..first as usize + usize::from(children)];
        let found = if symbols.len() <= 8 {
            symbols.iter().position(|known| *known == symbol)
        } else {
            symbols.binary_search(&symbol).ok()
        };
        found.map_or(NONE, |at| first + narrow(at))
    }

    /// The children of a node and their symbols.
    pub(super) fn children(&self, node: u32) -> impl Iterator<Item = (u32, u16)> + use<'_> {
        let Node { first, children, .. } = self.nodes[node as usize];
        (first..first + u32::from(children)).map(|child| (child, self.symbols[child as usize]))
    }

    /// The values of the words that end at a node.
    #[inline]
    pub(super) fn values(&self, node: u32) -> &[u32] {
        let Node { values, count, .. } = self.nodes[node as usize];
        &self.values[values as usize..values as usize + usize::from(count)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_and_no_other_is_found() {
        let words: Vec<Vec<u16>> = (0..2000u16)
            .map(|n| (0..=n % 7).map(|at| 1 + (n.wrapping_mul(31) >> at) % 90).collect())
            .collect();
        let mut builder = Builder::default();
        for (value, word) in words.iter().enumerate() {
            let value = u32::try_from(value).expect("small");
            builder.add_with(value, |symbols| symbols.extend_from_slice(word));
        }
        builder.sort();
        let trie = builder.build(90);
        for (value, word) in words.iter().enumerate() {
            let node = word.iter().fold(ROOT, |node, symbol| trie.child(node, *symbol));
            assert!(trie.values(node).contains(&u32::try_from(value).expect("small")));
            assert!(trie.values(node).iter().all(|at| words[*at as usize] == *word));
        }
        assert_eq!(trie.child(ROOT, 91), NONE);
        assert_eq!(
            trie.children(ROOT).count(),
            (1..=90).filter(|s| trie.start(*s) != NONE).count()
        );
    }
}
