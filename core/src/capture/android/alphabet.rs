//! The tables of the GSM 7-bit alphabet and of its national languages.
//!
//! 3GPP TS 23.038, 6.2.1 and annex A. Kannada 0x24 is U+0CA1, as phones have it: the U+0CAA that
//! the page prints there stands at 0x3D too.

/// The character of a code in the table that is locked; a blank where it has none.
pub(super) fn locked(language: u8, code: u8) -> char {
    let table = match language {
        1 => LOCKING_TURKISH,
        3 => LOCKING_PORTUGUESE,
        4 => LOCKING_BENGALI,
        5 => LOCKING_GUJARATI,
        6 => LOCKING_HINDI,
        7 => LOCKING_KANNADA,
        8 => LOCKING_MALAYALAM,
        9 => LOCKING_ORIYA,
        10 => LOCKING_PUNJABI,
        11 => LOCKING_TAMIL,
        12 => LOCKING_TELUGU,
        13 => LOCKING_URDU,
        _ => DEFAULT,
    };
    table.chars().nth(usize::from(code)).unwrap_or(' ')
}

/// The character of a code behind an escape, where the language's table has one.
pub(super) fn shifted(language: u8, code: u8) -> Option<char> {
    let table = match language {
        1 => SHIFT_TURKISH,
        2 => SHIFT_SPANISH,
        3 => SHIFT_PORTUGUESE,
        4 => SHIFT_BENGALI,
        5 => SHIFT_GUJARATI,
        6 => SHIFT_HINDI,
        7 => SHIFT_KANNADA,
        8 => SHIFT_MALAYALAM,
        9 => SHIFT_ORIYA,
        10 => SHIFT_PUNJABI,
        11 => SHIFT_TAMIL,
        12 => SHIFT_TELUGU,
        13 => SHIFT_URDU,
        _ => EXTENSION,
    };
    let run = table.iter().rev().find(|(first, _)| *first <= code)?;
    run.1.chars().nth(usize::from(code - run.0))
}

/// Whether the standard has tables for a language.
pub(super) const fn is_known(language: u8) -> bool {
    language <= 13
}

/// TS 23.038, 6.2.1; at 0x1B stands a blank, which is never asked for.
const DEFAULT: &str = concat!(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRST",
    "UVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);

/// TS 23.038, A.3.1; what the table leaves empty is a blank.
const LOCKING_TURKISH: &str = concat!(
    "@£$¥€éùıòÇ\nĞğ\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ŞşßÉ !\"#¤%&'()*+,-./0123456789:;<=>?İABCDEFGHIJKLMNOPQRST",
    "UVWXYZÄÖÑÜ§çabcdefghijklmnopqrstuvwxyzäöñüà",
);

/// TS 23.038, A.3.3; what the table leaves empty is a blank.
const LOCKING_PORTUGUESE: &str = concat!(
    "@£$¥êéúíóç\nÔô\rÁáΔ_ªÇÀ∞^\\€Ó| ÂâÊÉ !\"#º%&'()*+,-./0123456789:;<=>?ÍABCDEFGHIJKLMNOPQRS",
    "TUVWXYZÃÕÚÜ§~abcdefghijklmnopqrstuvwxyzãõ`üà",
);

/// TS 23.038, A.3.4; what the table leaves empty is a blank.
const LOCKING_BENGALI: &str = concat!(
    "\u{981}\u{982}\u{983}অআইঈউঊঋ\nঌ \r এঐ  ওঔকখগঘঙচ ছজঝঞ !টঠডঢণত)(থদ,ধ.ন0123456789:; পফ?বভময",
    "র ল   শষসহ\u{9bc}ঽ\u{9be}\u{9bf}\u{9c0}\u{9c1}\u{9c2}\u{9c3}\u{9c4}  \u{9c7}\u{9c8}  ",
    "\u{9cb}\u{9cc}\u{9cd}ৎabcdefghijklmnopqrstuvwxyz\u{9d7}\u{9dc}\u{9dd}ৰৱ",
);

/// TS 23.038, A.3.5; what the table leaves empty is a blank.
const LOCKING_GUJARATI: &str = concat!(
    "\u{a81}\u{a82}\u{a83}અઆઇઈઉઊઋ\nઌઍ\r એઐઑ ઓઔકખગઘઙચ છજઝઞ !ટઠડઢણત)(થદ,ધ.ન0123456789:; પફ?બભમય",
    "ર લળ વશષસહ\u{abc}ઽ\u{abe}\u{abf}\u{ac0}\u{ac1}\u{ac2}\u{ac3}\u{ac4}\u{ac5} \u{ac7}",
    "\u{ac8}\u{ac9} \u{acb}\u{acc}\u{acd}ૐabcdefghijklmnopqrstuvwxyzૠૡ\u{ae2}\u{ae3}૱",
);

/// TS 23.038, A.3.6; what the table leaves empty is a blank.
const LOCKING_HINDI: &str = concat!(
    "\u{901}\u{902}\u{903}अआइईउऊऋ\nऌऍ\rऎएऐऑऒओऔकखगघङच छजझञ !टठडढणत)(थद,ध.न0123456789:;ऩपफ?बभमय",
    "रऱलळऴवशषसह\u{93c}ऽ\u{93e}\u{93f}\u{940}\u{941}\u{942}\u{943}\u{944}\u{945}\u{946}\u{947}",
    "\u{948}\u{949}\u{94a}\u{94b}\u{94c}\u{94d}ॐabcdefghijklmnopqrstuvwxyzॲॻॼॾॿ",
);

/// TS 23.038, A.3.7; what the table leaves empty is a blank.
const LOCKING_KANNADA: &str = concat!(
    " \u{c82}\u{c83}ಅಆಇಈಉಊಋ\nಌ \rಎಏಐ ಒಓಔಕಖಗಘಙಚ ಛಜಝಞ !ಟಠಡಢಣತ)(ಥದ,ಧ.ನ0123456789:; ಪಫ?ಬಭಮಯರಱಲಳ ವ",
    "ಶಷಸಹ\u{cbc}ಽ\u{cbe}\u{cbf}\u{cc0}\u{cc1}\u{cc2}\u{cc3}\u{cc4} \u{cc6}\u{cc7}\u{cc8} ",
    "\u{cca}\u{ccb}\u{ccc}\u{ccd}\u{cd5}abcdefghijklmnopqrstuvwxyz\u{cd6}ೠೡ\u{ce2}\u{ce3}",
);

/// TS 23.038, A.3.8; what the table leaves empty is a blank.
const LOCKING_MALAYALAM: &str = concat!(
    " \u{d02}\u{d03}അആഇഈഉഊഋ\nഌ \rഎഏഐ ഒഓഔകഖഗഘങച ഛജഝഞ !ടഠഡഢണത)(ഥദ,ധ.ന0123456789:; പഫ?ബഭമയരറലളഴവ",
    "ശഷസഹ ഽ\u{d3e}\u{d3f}\u{d40}\u{d41}\u{d42}\u{d43}\u{d44} \u{d46}\u{d47}\u{d48} \u{d4a}",
    "\u{d4b}\u{d4c}\u{d4d}\u{d57}abcdefghijklmnopqrstuvwxyzൠൡ\u{d62}\u{d63}൹",
);

/// TS 23.038, A.3.9; what the table leaves empty is a blank.
const LOCKING_ORIYA: &str = concat!(
    "\u{b01}\u{b02}\u{b03}ଅଆଇଈଉଊଋ\nଌ \r ଏଐ  ଓଔକଖଗଘଙଚ ଛଜଝଞ !ଟଠଡଢଣତ)(ଥଦ,ଧ.ନ0123456789:; ପଫ?ବଭମଯ",
    "ର ଲଳ ଵଶଷସହ\u{b3c}ଽ\u{b3e}\u{b3f}\u{b40}\u{b41}\u{b42}\u{b43}\u{b44}  \u{b47}\u{b48}  ",
    "\u{b4b}\u{b4c}\u{b4d}\u{b56}abcdefghijklmnopqrstuvwxyz\u{b57}ୠୡ\u{b62}\u{b63}",
);

/// TS 23.038, A.3.10; what the table leaves empty is a blank.
const LOCKING_PUNJABI: &str = concat!(
    "\u{a01}\u{a02}\u{a03}ਅਆਇਈਉਊ \n  \r ਏਐ  ਓਔਕਖਗਘਙਚ ਛਜਝਞ !ਟਠਡਢਣਤ)(ਥਦ,ਧ.ਨ0123456789:; ਪਫ?ਬਭਮਯ",
    "ਰ ਲ\u{a33} ਵ\u{a36} ਸਹ\u{a3c} \u{a3e}\u{a3f}\u{a40}\u{a41}\u{a42}    \u{a47}\u{a48}  ",
    "\u{a4b}\u{a4c}\u{a4d}\u{a51}abcdefghijklmnopqrstuvwxyz\u{a70}\u{a71}ੲੳੴ",
);

/// TS 23.038, A.3.11; what the table leaves empty is a blank.
const LOCKING_TAMIL: &str = concat!(
    " \u{b82}ஃஅஆஇஈஉஊ \n  \rஎஏஐ ஒஓஔக   ஙச  ஜ ஞ !ட   ணத)(  , .ந0123456789:;னப ?  மயரறலளழவஶஷஸஹ  ",
    "\u{bbe}\u{bbf}\u{bc0}\u{bc1}\u{bc2}   \u{bc6}\u{bc7}\u{bc8} \u{bca}\u{bcb}\u{bcc}\u{bcd}",
    "ௐabcdefghijklmnopqrstuvwxyz\u{bd7}௰௱௲௹",
);

/// TS 23.038, A.3.12; what the table leaves empty is a blank.
const LOCKING_TELUGU: &str = concat!(
    "\u{c01}\u{c02}\u{c03}అఆఇఈఉఊఋ\nఌ \rఎఏఐ ఒఓఔకఖగఘఙచ ఛజఝఞ !టఠడఢణత)(థద,ధ.న0123456789:; పఫ?బభమయ",
    "రఱలళ వశషసహ ఽ\u{c3e}\u{c3f}\u{c40}\u{c41}\u{c42}\u{c43}\u{c44} \u{c46}\u{c47}\u{c48} ",
    "\u{c4a}\u{c4b}\u{c4c}\u{c4d}\u{c55}abcdefghijklmnopqrstuvwxyz\u{c56}ౠౡ\u{c62}\u{c63}",
);

/// TS 23.038, A.3.13; what the table leaves empty is a blank.
const LOCKING_URDU: &str = concat!(
    "\u{627}\u{622}\u{628}\u{67b}\u{680}\u{67e}\u{6a6}\u{62a}\u{6c2}\u{67f}\n\u{679}\u{67d}\r",
    "\u{67a}\u{67c}\u{62b}\u{62c}\u{681}\u{684}\u{683}\u{685}\u{686}\u{687}\u{62d}\u{62e}",
    "\u{62f} \u{68c}\u{688}\u{689}\u{68a} !\u{68f}\u{68d}\u{630}\u{631}\u{691}\u{693})(",
    "\u{699}\u{632},\u{696}.\u{698}0123456789:;\u{69a}\u{633}\u{634}?\u{635}\u{636}\u{637}",
    "\u{638}\u{639}\u{641}\u{642}\u{6a9}\u{6aa}\u{6ab}\u{6af}\u{6b3}\u{6b1}\u{644}\u{645}",
    "\u{646}\u{6ba}\u{6bb}\u{6bc}\u{648}\u{6c4}\u{6d5}\u{6c1}\u{6be}\u{621}\u{6cc}\u{6d0}",
    "\u{6d2}\u{64d}\u{650}\u{64f}\u{657}\u{654}abcdefghijklmnopqrstuvwxyz\u{655}\u{651}",
    "\u{653}\u{656}\u{670}",
);

/// TS 23.038, 6.2.1.1: runs of characters, each with the code of its first.
const EXTENSION: &[(u8, &str)] = &[
    (0x0a, "\u{c}"),
    (0x14, "^"),
    (0x28, "{}"),
    (0x2f, "\\"),
    (0x3c, "[~]"),
    (0x40, "|"),
    (0x65, "€"),
];

/// TS 23.038, A.2.1.
const SHIFT_TURKISH: &[(u8, &str)] = &[
    (0x0a, "\u{c}"),
    (0x14, "^"),
    (0x28, "{}"),
    (0x2f, "\\"),
    (0x3c, "[~]"),
    (0x40, "|"),
    (0x47, "Ğ"),
    (0x49, "İ"),
    (0x53, "Ş"),
    (0x63, "ç"),
    (0x65, "€"),
    (0x67, "ğ"),
    (0x69, "ı"),
    (0x73, "ş"),
];

/// TS 23.038, A.2.2.
const SHIFT_SPANISH: &[(u8, &str)] = &[
    (0x09, "ç\u{c}"),
    (0x14, "^"),
    (0x28, "{}"),
    (0x2f, "\\"),
    (0x3c, "[~]"),
    (0x40, "|Á"),
    (0x49, "Í"),
    (0x4f, "Ó"),
    (0x55, "Ú"),
    (0x61, "á"),
    (0x65, "€"),
    (0x69, "í"),
    (0x6f, "ó"),
    (0x75, "ú"),
];

/// TS 23.038, A.2.3.
const SHIFT_PORTUGUESE: &[(u8, &str)] = &[
    (0x05, "ê"),
    (0x09, "ç\u{c}Ôô"),
    (0x0e, "Áá"),
    (0x12, "ΦΓ^ΩΠΨΣΘ"),
    (0x1f, "Ê"),
    (0x28, "{}"),
    (0x2f, "\\"),
    (0x3c, "[~]"),
    (0x40, "|À"),
    (0x49, "Í"),
    (0x4f, "Ó"),
    (0x55, "Ú"),
    (0x5b, "ÃÕ"),
    (0x61, "Â"),
    (0x65, "€"),
    (0x69, "í"),
    (0x6f, "ó"),
    (0x75, "ú"),
    (0x7b, "ãõ"),
    (0x7f, "â"),
];

/// TS 23.038, A.2.4.
const SHIFT_BENGALI: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*০১"),
    (0x1c, "২৩৪৫৬৭৮৯\u{9df}ৠৡ\u{9e2}{}\u{9e3}৲৳৴৵\\৶৷৸৹৺"),
    (0x3c, "[~]"),
    (0x40, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (0x65, "€"),
];

/// TS 23.038, A.2.5.
const SHIFT_GUJARATI: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*।॥"),
    (0x1c, "૦૧૨૩૪૫૬૭૮૯"),
    (0x28, "{}"),
    (0x2f, "\\"),
    (0x3c, "[~]"),
    (0x40, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (0x65, "€"),
];

/// TS 23.038, A.2.6.
const SHIFT_HINDI: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*।॥"),
    (
        0x1c,
        concat!(
            "०१२३४५६७८९\u{951}\u{952}{}\u{953}\u{954}\u{958}\u{959}\u{95a}\\\u{95b}",
            "\u{95c}\u{95d}\u{95e}\u{95f}ॠॡ\u{962}\u{963}॰ॱ"
        ),
    ),
    (0x3c, "[~]"),
    (0x40, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (0x65, "€"),
];

/// TS 23.038, A.2.7.
const SHIFT_KANNADA: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*।॥"),
    (0x1c, "೦೧೨೩೪೫೬೭೮೯ೞೱ{}ೲ"),
    (0x2f, "\\"),
    (0x3c, "[~]"),
    (0x40, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (0x65, "€"),
];

/// TS 23.038, A.2.8.
const SHIFT_MALAYALAM: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*।॥"),
    (0x1c, "൦൧൨൩൪൫൬൭൮൯൰൱{}൲൳൴൵ൺ\\ൻർൽൾൿ"),
    (0x3c, "[~]"),
    (0x40, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (0x65, "€"),
];

/// TS 23.038, A.2.9.
const SHIFT_ORIYA: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*।॥"),
    (0x1c, "୦୧୨୩୪୫୬୭୮୯\u{b5c}\u{b5d}{}ୟ୰ୱ"),
    (0x2f, "\\"),
    (0x3c, "[~]"),
    (0x40, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (0x65, "€"),
];

/// TS 23.038, A.2.10.
const SHIFT_PUNJABI: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*।॥"),
    (0x1c, "੦੧੨੩੪੫੬੭੮੯\u{a59}\u{a5a}{}\u{a5b}ੜ\u{a5e}\u{a75}"),
    (0x2f, "\\"),
    (0x3c, "[~]"),
    (0x40, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (0x65, "€"),
];

/// TS 23.038, A.2.11.
const SHIFT_TAMIL: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*।॥"),
    (0x1c, "௦௧௨௩௪௫௬௭௮௯௳௴{}௵௶௷௸௺\\"),
    (0x3c, "[~]"),
    (0x40, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (0x65, "€"),
];

/// TS 23.038, A.2.12.
const SHIFT_TELUGU: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*"),
    (0x1c, "౦౧౨౩౪౫౬౭౮౯ౘౙ{}౸౹౺౻౼\\౽౾౿"),
    (0x3c, "[~]"),
    (0x40, "|ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
];

/// TS 23.038, A.2.13.
const SHIFT_URDU: &[(u8, &str)] = &[
    (0x00, "@£$¥¿\"¤%&'\u{c}*+"),
    (0x0e, "-/<=>¡^¡_#*\u{600}\u{601}"),
    (
        0x1c,
        concat!(
            "۰۱۲۳۴۵۶۷۸۹،\u{60d}{}؎؏\u{610}\u{611}\u{612}\\\u{613}\u{614}\u{61b}\u{61f}",
            "\u{640}\u{652}\u{658}\u{66b}\u{66c}\u{672}\u{673}\u{6cd}[~]\u{6d4}|ABCDEFGHI",
            "JKLMNOPQRSTUVWXYZ"
        ),
    ),
    (0x65, "€"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_whole_and_every_run_is_in_order() {
        for language in 0..=13 {
            let table: Vec<char> = (0..128).map(|code| locked(language, code)).collect();
            assert_eq!(table[0x0a], '\n', "{language}");
            assert!(table[0x61..=0x7a].iter().copied().eq('a'..='z'), "{language}");
            assert_eq!(shifted(language, 0x0a), Some('\u{c}'), "{language}");
            assert_eq!(shifted(language, 0x1b), None, "{language}");
        }
        assert_eq!((locked(0, 0x1f), locked(0, 0x7f)), ('É', 'à'));
        assert_eq!((shifted(0, 0x65), shifted(0, 0x61)), (Some('€'), None));
    }
}
