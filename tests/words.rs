//! Word lists: what each rule of docs/spec/words.md finds, in a small list of its own.

use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::{Level, Scanner, scan, slots};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A pack with one word list: these slots, patterns of the class `insult` and other members.
fn pack(slots: Value, patterns: Value, more: Value) -> Pack {
    let mut list = json!({
        "dunlog_words": 1, "id": "own", "version": "1", "languages": ["zh-Hans"],
        "slots": slots, "sets": {"all": {"class": "insult", "patterns": patterns}},
    });
    let members = list.as_object_mut().expect("an object");
    members.extend(more.as_object().expect("an object").clone());
    let title = json!({"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"});
    let text = json!({
        "id": "one", "instrument": "Act", "force": "statute", "grade": "P",
        "from": "2020-01-01", "dates": "P", "title": title,
    });
    let rule = json!({
        "id": "words", "class": "insult", "kind": "text", "texts": ["one"], "title": title,
        "innocent": [], "sets": ["all"],
    });
    let pack = json!({
        "dunlog_pack": 1, "id": "xx", "version": "1", "jurisdiction": "XX",
        "zone": {"basis": "national", "zones": [{"name": "Etc/UTC", "minutes": 0}]}, "languages": ["en"],
        "title": title, "texts": [text], "rules": [rule], "remarks": {}, "words": [list],
    });
    Pack::parse(pack.to_string().as_bytes()).expect("a good pack")
}

/// The words that are found in a text.
fn found(pack: &Pack, text: &str) -> Vec<String> {
    let line = json!({"text": text}).to_string();
    let scanned = scan(pack, line.as_bytes()).expect("a good line");
    let words = |span: Option<(usize, usize)>| span.map(|(start, end)| &text[start..end]);
    scanned.findings.iter().filter_map(|f| words(f.span)).map(str::to_owned).collect()
}

fn table(pack: &Pack, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(found(pack, text), *expected, "{text}");
    }
}

fn sounds() -> Value {
    json!({
        "spellings": {"爆通讯录": ["btxl"], "刀": ["🔪"], "死": ["4"], "通讯录": ["📒"], "张": ["弓长"]},
        "fillers": ["咗"],
        "sounds": {
            "bao": "爆抱", "ni": "你尼", "tong": "通同", "xun": "讯迅", "lu": "录路", "da": "打大",
            "si": "死四", "sha": "杀沙", "huan": "还环", "qian": "钱前", "bu": "不步", "can": "参",
            "men": "门", "kan": "砍看", "hai": "海/还"
        },
        "latin_words": ["can、men、da"], "common": ["你的"],
    })
}

#[test]
fn gaps_breaks_and_hidden_slots() {
    let slots = json!({"A": ["甲"], "B": ["乙"], "C": ["丙"]});
    let pack = pack(slots, json!(["(A) 2 B", "A ,3 C", "B ;2 C"]), json!({}));
    table(
        &pack,
        &[
            ("甲乙", &["乙"]),
            ("甲一二乙", &["乙"]),
            ("甲一二三乙", &[]),
            ("甲，乙", &[]),
            ("甲，丙", &["甲，丙"]),
            ("甲。丙", &[]),
            ("乙。丙", &["乙。丙"]),
            ("乙 x x 丙", &[]),
        ],
    );
}

#[test]
fn order_and_elision() {
    let slots = json!({"A": ["甲"], "B": ["乙"], "C": ["丙"]});
    let pack = pack(slots, json!(["A ~2 B 1 C?"]), json!({}));
    table(
        &pack,
        &[
            ("甲乙", &["甲乙"]),
            ("乙一甲", &["乙一甲"]),
            ("乙一二三甲", &[]),
            ("甲乙丙", &["甲乙"]),
            ("乙，甲", &[]),
        ],
    );
}

#[test]
fn scopes_of_guards() {
    let slots = json!({"A": ["甲"], "B": ["乙"], "NOT": ["非"]});
    for (scope, free, guarded) in [
        ("before", ["甲非", "非，甲", "非一二三四五六七八甲"], "非一二甲"),
        ("after", ["非甲", "甲，非", "甲一二三四五六七八非"], "甲一二非"),
        ("clause", ["甲，非", "非，甲", "甲。非"], "非一二三四五六七八甲"),
        ("sentence", ["甲。非", "非。甲", "甲。乙非"], "甲，非"),
        ("message", ["甲", "甲。", "乙甲"], "甲。非"),
    ] {
        let patterns = json!([{"is": "A", "unless": [format!("NOT@{scope}")]}]);
        let pack = pack(slots.clone(), patterns, json!({}));
        for text in free {
            assert_eq!(found(&pack, text), ["甲"], "{scope}: {text}");
        }
        assert_eq!(found(&pack, guarded), Vec::<String>::new(), "{scope}: {guarded}");
    }
    let patterns = json!([{"is": "A ~6 B", "unless": ["NOT@inside"]}]);
    let inside = pack(slots.clone(), patterns, json!({}));
    table(&inside, &[("甲非乙", &[]), ("非甲乙非", &["甲乙"]), ("乙非甲", &[])]);
    let reaching = json!({"A": ["会来"], "NOT": ["不会"]});
    let patterns = json!([{"is": "A", "unless": ["NOT@before"]}]);
    table(&pack(reaching, patterns, json!({})), &[("我会来", &["会来"]), ("我不会来", &[])]);
    let patterns = json!([{"is": "A", "sure": true}, "B"]);
    let sure = pack(slots, patterns, json!({"unless": ["NOT@message"]}));
    table(&sure, &[("非甲", &["甲"]), ("非乙", &[]), ("乙", &["乙"])]);
}

#[test]
fn no_guard_of_a_message_governs_what_is_directed() {
    let slots = json!({
        "IF": ["不还"], "HIT": ["打你"], "LAW": ["法律"], "SAID": ["他说"], "NOT": ["不会"],
    });
    let patterns = json!([{"is": "HIT", "unless": ["NOT@before"]}]);
    let more = json!({"unless": ["LAW@message", "SAID@sentence"], "directed": ["(IF) ,6 HIT"]});
    let pack = pack(slots, patterns, more);
    table(
        &pack,
        &[
            ("打你", &["打你"]),
            ("法律，打你", &[]),
            ("法律，不还打你", &["打你"]),
            ("不还，打你。法律", &["打你"]),
            ("不还，法律打你", &["打你"]),
            // The first is directed, the second is not.
            ("法律。不还打你。打你", &["打你"]),
            // In somebody else's words nothing is directed.
            ("法律：“不还打你”", &[]),
            ("法律「不还『打你』」", &[]),
            ("法律\"不还打你\"", &[]),
            // A mark without its counterpart quotes nothing, nor one around other words.
            ("法律：“不还打你", &["打你"]),
            ("法律：”不还打你“", &["打你"]),
            ("法律：“好”不还打你", &["打你"]),
            ("法律：“不还”打你", &["打你"]),
            // Guards of a narrower scope govern it.
            ("他说，不还打你", &[]),
            ("他说。不还打你", &["打你"]),
            ("不还不会打你", &[]),
        ],
    );
}

#[test]
fn what_is_only_told_alone() {
    let slots = json!({"A": ["甲"], "B": ["乙"]});
    let patterns = json!(["A", {"is": "B", "level": "review", "only_alone": true}]);
    let pack = pack(slots, patterns, json!({}));
    table(
        &pack,
        &[("甲", &["甲"]), ("乙", &["乙"]), ("甲。乙", &["甲"]), ("乙。乙", &["乙", "乙"])],
    );
}

#[test]
fn folding_keeps_the_words_of_the_original() {
    let slots = json!({"A": ["还钱"], "B": ["cnm"]});
    let pack = pack(slots, json!(["A", "B"]), json!({"simplified": ["還还錢钱"]}));
    for words in
        ["还钱", "還錢", "还 钱", "还\u{200b}\u{202e}钱", "还*钱", "还.-~钱", "还🌸钱", "還還還錢"]
    {
        let text = format!("你{words}吧");
        assert_eq!(found(&pack, &text), [words], "{text}");
    }
    table(&pack, &[("Ｃ n m", &["Ｃ n m"]), ("acnm", &[]), ("还-*~#钱", &[]), ("还，钱", &[])]);
}

#[test]
fn spellings_fillers_and_symbols() {
    let slots = json!({"A": ["爆你通讯录", "砍死你", "张三", "带刀来"], "B": ["通讯录"]});
    let pack = pack(slots, json!(["A", "B"]), sounds());
    table(
        &pack,
        &[
            ("btxl", &["btxl"]),
            ("爆你📒", &["📒"]),
            ("爆📒你", &["📒"]),
            ("带🔪来", &["带🔪来"]),
            ("砍4你", &["砍4你"]),
            ("砍咗死你", &["砍咗死你"]),
            ("砍🔪死🔪你", &["砍🔪死🔪你"]),
            ("弓长三", &["弓长三"]),
            ("砍死死死死你", &["砍死死死死你"]),
            ("14你", &[]),
        ],
    );
}

#[test]
fn sounds_count_where_enough_is_written_as_the_word() {
    let slots = json!({"A": ["爆你通讯录"], "B": ["打死你"], "C": ["还钱"], "D": ["砍死"]});
    let pack = pack(slots, json!(["A", "B", "(C) ,9 D"]), sounds());
    table(
        &pack,
        &[
            ("抱你通讯路", &["抱你通讯路"]),
            ("bao你通xun录", &["bao你通xun录"]),
            ("bao ni tong xun lu", &["bao ni tong xun lu"]),
            ("baonitongxunlu", &["baonitongxunlu"]),
            ("d死你", &["d死你"]),
            ("打si你", &["打si你"]),
            ("抱尼同讯路", &[]),
            ("大四你", &[]),
            ("大 死你", &[]),
            ("还钱，砍四", &["砍四"]),
            ("看四", &[]),
            ("can men da si", &[]),
            ("hai钱，砍死", &["砍死"]),
        ],
    );
}

#[test]
fn guards_are_never_read_by_sound() {
    let slots = json!({"A": ["砍死你"], "NOT": ["不会"]});
    let more =
        json!({"sounds": {"bu": "不步", "hui": "会惠", "kan": "砍"}, "unless": ["NOT@message"]});
    let pack = pack(slots, json!(["A"]), more);
    table(
        &pack,
        &[("不会砍死你", &[]), ("不惠砍死你", &["砍死你"]), ("bu hui砍死你", &["砍死你"])],
    );
}

#[test]
fn a_model_finds_what_no_pattern_does() {
    let slots = json!({"KIN": ["孩子"], "WHERE": ["哪念书"], "KNOW": ["清楚"], "NOT": ["老师"], "A": ["甲"]});
    let model = json!({
        "threshold": 10,
        "slots": {"KIN": 2, "KNOW": 3, "NOT": -9}, "pairs": {"KIN+WHERE": 5},
    });
    let more = json!({"sets": {"all": {"class": "insult", "patterns": ["A"], "model": model}}});
    let pack = pack(slots, json!(["A"]), more);
    table(
        &pack,
        &[
            ("好的。孩子在哪念书我们清楚！", &["孩子在哪念书我们清楚"]),
            ("孩子在哪念书", &[]),
            ("孩子。好。好。哪念书，清楚", &[]),
            ("老师，孩子在哪念书清楚", &[]),
            ("甲，孩子在哪念书清楚", &["甲"]),
        ],
    );
    let line = json!({"text": "孩子在哪念书我们清楚"}).to_string();
    let scanned = scan(&pack, line.as_bytes()).expect("a good line");
    assert_eq!(scanned.findings[0].level, Level::Review);
}

/// The level of each finding in a text, with its words.
fn levels(pack: &Pack, text: &str) -> Vec<(String, Level)> {
    let line = json!({"text": text}).to_string();
    let scanned = scan(pack, line.as_bytes()).expect("a good line");
    let told = scanned.findings.iter().zip(found(pack, text));
    told.map(|(finding, words)| (words, finding.level)).collect()
}

#[test]
fn the_judge_weighs_what_patterns_find_and_what_they_do_not() {
    let slots = json!({
        "A": ["甲"], "B": ["乙"], "BAD": ["坏"], "WORSE": ["狠"], "GOOD": ["好"], "KIN": ["孩子"],
        "NEWS": ["记者"],
    });
    let more = json!({
        "unless": ["NEWS@message"], "directed": ["KIN 2 A"],
        "judge": {
            "threshold": 10, "doubt": -5, "sure": 5,
            "slots": {"BAD": 6, "GOOD": -9}, "pairs": {"WORSE+BAD": 5},
        },
        "sets": {"all": {
            "class": "insult", "patterns": [{"is": "A", "level": "review"}, "B"],
            "model": {"threshold": 100, "slots": {"BAD": 1}},
        }},
    });
    let pack = pack(slots, json!([]), more);
    let cases: [(&str, &[(&str, Level)]); 11] = [
        // What patterns find for review stands unless the sum is below `doubt`.
        ("甲", &[("甲", Level::Review)]),
        ("甲，好", &[]),
        ("甲，好，坏", &[("甲", Level::Review)]),
        // What is aimed at the reader stands.
        ("孩子甲，好", &[("甲", Level::Review)]),
        // A sign needs `sure`, and no quotation marks.
        ("乙", &[("乙", Level::Review)]),
        ("乙，坏", &[("乙", Level::Sign)]),
        ("“乙”，坏", &[("乙", Level::Review)]),
        // Alone it finds from `threshold` on: slots, and pairs in neighbouring clauses.
        ("坏，狠", &[("坏", Level::Review)]),
        ("坏。一。二。狠", &[]),
        ("好，坏，狠", &[]),
        ("记者：坏，狠", &[]),
    ];
    for (text, expected) in cases {
        let expected: Vec<_> =
            expected.iter().map(|(w, level)| ((*w).to_owned(), *level)).collect();
        assert_eq!(levels(&pack, text), expected, "{text}");
    }
}

#[test]
fn slots_are_told_with_their_share_of_folding() {
    let slots_of = json!({"A": ["爆你通讯录"], "B": ["通讯录"]});
    let pack = pack(slots_of, json!(["A"]), sounds());
    let told: Vec<_> = slots(&pack, "好，抱你通讯录").into_iter().collect();
    let told: Vec<_> =
        told.iter().map(|hit| (hit.slot.as_str(), hit.span, hit.folded, hit.length)).collect();
    assert_eq!(told, [("A", (6, 21), 1, 5), ("B", (12, 21), 0, 3)]);
}

#[test]
fn hostile_texts_take_linear_time() {
    let slots = json!({"A": ["打死你", "死"], "B": ["爆你通讯录"]});
    let pack = pack(slots, json!(["A 60 A 60 A 60 A 60 A 60 B"]), sounds());
    for unit in
        ["死4", "打si", "🔪死", "d死", "bao ni ", "btxl", "死死死死", "\u{301}死\u{202e}", "da"]
    {
        let time = |count: usize| {
            let text = unit.repeat(count);
            let once = || {
                let start = std::time::Instant::now();
                found(&pack, &text);
                start.elapsed().as_secs_f64()
            };
            (0..3).map(|_| once()).fold(f64::MAX, f64::min)
        };
        let (short, long) = (time(2_000).max(0.02), time(20_000));
        assert!(long < 40.0 * short, "{unit}: {short} and {long}");
    }
}

/// What evasive texts are made of.
const PARTS: [&str; 40] = [
    "再不",
    "还钱",
    "還錢",
    "就",
    "打",
    "死",
    "你",
    "砍4",
    "全家",
    "爆",
    "通讯录",
    "通迅路",
    "bao ni",
    "tong",
    "xun",
    "lu",
    "s",
    "btxl",
    "💥",
    "📒",
    "🔪",
    " ",
    "  ",
    "*",
    "。",
    "，",
    "\u{200b}",
    "\u{202e}",
    "\u{301}",
    "\u{fe0f}",
    "c n m ",
    "①",
    "Ａ",
    "ﬁ",
    "死死死",
    "you",
    "jail",
    "3千",
    "\u{e0041}",
    "\u{2066}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_and_its_spans_are_characters(
        parts in prop::collection::vec(0..PARTS.len(), 0..60),
        other in ".{0,20}",
    ) {
        let text = parts.iter().map(|at| PARTS[*at]).collect::<String>() + &other;
        let pack = crate::rule_timeline::pack();
        let found = Scanner::new(pack).text(&text).into_iter().filter_map(|finding| finding.span);
        let filled = slots(pack, &text).into_iter().map(|hit| hit.span);
        for (start, end) in found.chain(filled) {
            prop_assert!(text.get(start..end).is_some_and(|words| !words.is_empty()), "{text}");
        }
    }
}
