//! Inclusion and consistency proofs (RFC 9162, section 2.1.3 and 2.1.4; the same as RFC 6962).

use super::{Hash, node_hash, root};

/// The proof that leaf `index` is in the tree over `leaves`; none where there is no such leaf.
pub fn inclusion_proof(leaves: &[Hash], index: u64) -> Option<Vec<Hash>> {
    let mut index = usize::try_from(index).ok().filter(|index| *index < leaves.len())?;
    let mut part = leaves;
    let mut proof = Vec::new();
    while part.len() > 1 {
        let (left, right) = part.split_at(split(part.len()));
        if index < left.len() {
            proof.push(root(right));
            part = left;
        } else {
            proof.push(root(left));
            index -= left.len();
            part = right;
        }
    }
    proof.reverse();
    Some(proof)
}

/// The proof that the tree over the first `size` of `leaves` is a start of the whole.
pub fn consistency_proof(leaves: &[Hash], size: u64) -> Option<Vec<Hash>> {
    let size = usize::try_from(size).ok().filter(|size| *size <= leaves.len())?;
    let mut proof = Vec::new();
    if size > 0 && size < leaves.len() {
        subproof(leaves, size, true, &mut proof);
    }
    Some(proof)
}

fn subproof(leaves: &[Hash], size: usize, whole: bool, proof: &mut Vec<Hash>) {
    if size == leaves.len() {
        if !whole {
            proof.push(root(leaves));
        }
        return;
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    if size <= left.len() {
        subproof(left, size, whole, proof);
        proof.push(root(right));
    } else {
        subproof(right, size - left.len(), false, proof);
        proof.push(root(left));
    }
}

/// The largest power of two below `n`.
const fn split(n: usize) -> usize {
    1 << (n - 1).ilog2()
}

/// Whether `proof` shows that `leaf` stands at `index` in the tree of `size` with `root`.
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last) = (index, size - 1);
    let mut node = leaf;
    for step in proof {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            node = node_hash(step, &node);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            node = node_hash(&node, step);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && node == root
}

/// Whether `proof` shows that the tree `(size1, root1)` is a start of `(size2, root2)`.
pub fn verify_consistency(
    size1: u64,
    root1: Hash,
    size2: u64,
    root2: Hash,
    proof: &[Hash],
) -> bool {
    if size1 > size2 {
        return false;
    }
    if size1 == size2 {
        return proof.is_empty() && root1 == root2;
    }
    if size1 == 0 {
        return proof.is_empty() && root1 == root(&[]);
    }
    let mut steps = proof.iter();
    let (mut first, mut last) = (size1 - 1, size2 - 1);
    while first & 1 == 1 {
        first >>= 1;
        last >>= 1;
    }
    let seed = if size1.is_power_of_two() {
        root1
    } else {
        match steps.next() {
            Some(step) => *step,
            None => return false,
        }
    };
    let (mut old, mut new) = (seed, seed);
    for step in steps {
        if last == 0 {
            return false;
        }
        if first & 1 == 1 || first == last {
            old = node_hash(step, &old);
            new = node_hash(step, &new);
            while first & 1 == 0 && first != 0 {
                first >>= 1;
                last >>= 1;
            }
        } else {
            new = node_hash(&new, step);
        }
        first >>= 1;
        last >>= 1;
    }
    last == 0 && old == root1 && new == root2
}
