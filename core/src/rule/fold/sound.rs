//! Sounds: the syllable of a Chinese character, and Latin letters as syllables, both without tone.

use super::Cells;

/// The longest run of letters that is read as syllables.
const MAX_LETTERS: usize = 40;
/// How many syllables in a row make a stretch of pinyin.
const STRETCH: usize = 4;

/// The most letters of a syllable.
const MAX_SYLLABLE: usize = 6;

/// The sounds of a pack's word lists.
#[derive(Debug, Default)]
pub(in crate::rule) struct Sounds {
    /// By syllable, from 1: its letters.
    letters: Vec<String>,
    /// The numbers of syllables by their letters: a table with open addresses, free where 0.
    numbers: Vec<(u32, u16)>,
    /// The characters with their readings, by character, the main one first.
    readings: Vec<(char, u16)>,
    /// Words of other languages that could be read as syllables.
    foreign: std::collections::HashSet<String>,
}

/// Letters that can be read as a syllable.
#[derive(Clone, Copy, Debug)]
pub(in crate::rule) struct Syllable {
    /// The first cell.
    pub(in crate::rule) from: u32,
    /// The cell behind the last.
    pub(in crate::rule) to: u32,
    /// The syllable; where `initial` is set, one that begins with the same letter.
    pub(in crate::rule) sound: u16,
    /// Whether there is only the first letter.
    pub(in crate::rule) initial: bool,
    /// Whether it stands in a stretch of pinyin.
    pub(in crate::rule) stretch: bool,
}

impl Sounds {
    /// Sounds from syllables: letters, characters, characters with another main reading.
    pub(in crate::rule) fn new(syllables: &[(String, String, String)], foreign: &[String]) -> Self {
        let mut sounds = Self { foreign: foreign.iter().cloned().collect(), ..Self::default() };
        let size = (4 * syllables.len()).next_power_of_two();
        sounds.numbers = vec![(0, 0); size];
        // Of one character the main readings go before the others, the last of them first.
        let mut readings: Vec<(char, i32, u16)> = Vec::new();
        for (rank, (letters, main, other)) in (1..).zip(syllables) {
            let number = u16::try_from(sounds.letters.len() + 1).unwrap_or(u16::MAX);
            sounds.letters.push(letters.clone());
            let packed = pack(letters.as_bytes());
            let mut at = place(packed, size);
            while sounds.numbers[at].1 != 0 {
                at = (at + 1) % size;
            }
            sounds.numbers[at] = (packed, number);
            readings.extend(main.chars().map(|c| (c, -rank, number)));
            readings.extend(other.chars().map(|c| (c, rank, number)));
        }
        readings.sort_unstable();
        sounds.readings = readings.into_iter().map(|(c, _, number)| (c, number)).collect();
        sounds
    }

    /// The number of the syllable with these letters.
    fn number(&self, letters: &[u8]) -> Option<u16> {
        let packed = pack(letters);
        let size = self.numbers.len();
        let mut at = place(packed, size);
        loop {
            match self.numbers.get(at)? {
                (_, 0) => return None,
                (known, number) if *known == packed => return Some(*number),
                _ => at = (at + 1) % size,
            }
        }
    }

    /// How many syllables there are.
    pub(in crate::rule) fn count(&self) -> usize {
        self.letters.len()
    }

    /// The characters and their main readings.
    pub(super) fn main(&self) -> impl Iterator<Item = (char, u16)> {
        self.readings.chunk_by(|a, b| a.0 == b.0).map(|readings| readings[0])
    }

    /// All readings of a character, the main one first.
    pub(in crate::rule) fn readings(&self, c: char) -> impl Iterator<Item = u16> + '_ {
        let first = self.readings.partition_point(|(known, _)| *known < c);
        let own = self.readings[first..].iter().take_while(move |(known, _)| *known == c);
        own.map(|(_, number)| *number)
    }

    /// Whether a syllable begins with the same letter as another.
    pub(in crate::rule) fn same_initial(&self, a: u16, b: u16) -> bool {
        let first = |sound: u16| {
            usize::from(sound).checked_sub(1).and_then(|at| self.letters.get(at)?.bytes().next())
        };
        first(a).is_some() && first(a) == first(b)
    }

    /// The letters of a text that can be read as syllables, by place.
    pub(in crate::rule) fn syllables(&self, cells: &Cells, found: &mut Vec<Syllable>) {
        found.clear();
        if self.letters.is_empty() || !cells.latin {
            return;
        }
        let letter = |at: usize| cells.chars.get(at).is_some_and(char::is_ascii_alphabetic);
        let mut at = 0;
        // The stretch so far: its first syllable in `found`, its length, its runs that are no
        // words of other languages.
        let mut stretch = (0, 0, 0);
        while at < cells.len() {
            if !letter(at) {
                if !matches!(cells.chars[at], ' ' | ',') && cells.sounds[at] == 0 {
                    self.close(&mut stretch, found);
                }
                at += 1;
                continue;
            }
            let start = at;
            while letter(at) {
                at += 1;
            }
            let inside = start > 0 && cells.is_alphanumeric(start - 1) || cells.is_alphanumeric(at);
            let Some((least, own)) = self.run(cells, start, at, found).filter(|_| !inside) else {
                self.close(&mut stretch, found);
                self.initial(cells, start, at, found);
                stretch.0 = found.len();
                continue;
            };
            stretch.1 += least;
            stretch.2 += usize::from(own);
        }
        self.close(&mut stretch, found);
    }

    /// Reads a run of letters; the least number of syllables, and whether it is pinyin only.
    fn run(
        &self,
        cells: &Cells,
        start: usize,
        end: usize,
        found: &mut Vec<Syllable>,
    ) -> Option<(usize, bool)> {
        let length = end - start;
        if length > MAX_LETTERS || length < 2 && cells.chars[start] != 'e' {
            return None;
        }
        let mut run = [0; MAX_LETTERS];
        for (letter, c) in run.iter_mut().zip(&cells.chars[start..end]) {
            *letter = u8::try_from(*c).unwrap_or(0);
        }
        let run = &run[..length];
        // By letter: the least number of syllables from there to the end.
        let mut rest = [None; MAX_LETTERS + 1];
        rest[length] = Some(0);
        for from in (0..length).rev() {
            let ends = from + 1..=length.min(from + MAX_SYLLABLE);
            let ends = ends.filter(|to| rest[*to].is_some());
            let known = ends.filter(|to| self.number(&run[from..*to]).is_some());
            rest[from] = known.filter_map(|to| rest[to]).min().map(|least: usize| least + 1);
        }
        let least = rest[0]?;
        let mut reached = [false; MAX_LETTERS + 1];
        reached[0] = true;
        for from in (0..length).filter(|from| rest[*from].is_some()) {
            let ends = from + 1..=length.min(from + MAX_SYLLABLE);
            for to in ends.filter(|to| rest[*to].is_some()) {
                let Some(sound) = self.number(&run[from..to]).filter(|_| reached[from]) else {
                    continue;
                };
                reached[to] = true;
                let place = |at: usize| u32::try_from(start + at).unwrap_or(u32::MAX);
                let (from, to) = (place(from), place(to));
                found.push(Syllable { from, to, sound, initial: false, stretch: false });
            }
        }
        let foreign = std::str::from_utf8(run).is_ok_and(|run| self.foreign.contains(run));
        Some((least, !foreign))
    }

    /// One letter beside a Chinese character, as the initial of a syllable.
    fn initial(&self, cells: &Cells, start: usize, end: usize, found: &mut Vec<Syllable>) {
        let beside = |at: Option<usize>| {
            at.and_then(|at| cells.sounds.get(at)).is_some_and(|sound| *sound != 0)
        };
        let letter = cells.chars[start];
        let sound = self.letters.iter().position(|letters| letters.starts_with(letter));
        let alone = end - start == 1 && (beside(start.checked_sub(1)) || beside(Some(end)));
        if let Some(sound) = sound.filter(|_| alone) {
            let (from, to) = (u32::try_from(start), u32::try_from(end));
            let sound = u16::try_from(sound + 1).unwrap_or(0);
            if let (Ok(from), Ok(to)) = (from, to) {
                found.push(Syllable { from, to, sound, initial: true, stretch: false });
            }
        }
    }

    /// Ends a stretch of runs; where it is long enough, its syllables are pinyin.
    fn close(&self, stretch: &mut (usize, usize, usize), found: &mut [Syllable]) {
        let (first, syllables, own) = *stretch;
        if syllables >= STRETCH && own > 0 {
            for syllable in found[first..].iter_mut().filter(|syllable| !syllable.initial) {
                syllable.stretch = true;
            }
        }
        *stretch = (found.len(), 0, 0);
    }
}

/// Up to six letters a-z as one number, never 0.
fn pack(letters: &[u8]) -> u32 {
    letters
        .iter()
        .fold(0, |packed, letter| packed * 27 + u32::from(letter.saturating_sub(b'a')) + 1)
}

/// Where a number belongs in a table whose size is a power of two.
const fn place(packed: u32, size: usize) -> usize {
    let spread = packed.wrapping_mul(0x9e37_79b1) >> 12;
    if size == 0 { 0 } else { spread as usize & (size - 1) }
}

#[cfg(test)]
mod tests {
    use super::super::Table;
    use super::*;

    fn syllables(text: &str) -> Vec<(u32, u32, bool, bool)> {
        let list = [("bao", "爆抱", ""), ("ni", "你", ""), ("tong", "通", ""), ("can", "", "")];
        let list: Vec<_> = list
            .into_iter()
            .chain([
                ("xun", "讯迅", ""),
                ("lu", "录路", ""),
                ("sha", "杀", ""),
                ("si", "死", ""),
                ("o", "", ""),
            ])
            .map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
            .collect();
        let sounds = Sounds::new(&list, &["can".into()]);
        let mut table = Table::new("");
        table.finish(&sounds);
        let mut cells = Cells::default();
        cells.fold(&table, text);
        let mut found = Vec::new();
        sounds.syllables(&cells, &mut found);
        found.into_iter().map(|s| (s.from, s.to, s.initial, s.stretch)).collect()
    }

    #[test]
    fn letters_are_read_as_syllables() {
        assert_eq!(syllables("tongxun"), [(0, 4, false, false), (4, 7, false, false)]);
        assert_eq!(syllables("sha了你"), [(0, 3, false, false)]);
        assert_eq!(syllables("tongs"), []);
        assert_eq!(syllables("s死 杀x"), [(0, 1, true, false), (3, 4, true, false)]);
        assert_eq!(syllables("can can can can").len(), 4);
        assert!(syllables("can can can can").iter().all(|s| !s.3));
        assert!(syllables("bao ni tong xun lu").iter().all(|s| s.3));
        assert!(syllables("baonitongxunlu").iter().all(|s| s.3));
    }
}
