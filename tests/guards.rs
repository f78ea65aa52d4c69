//! What a collector writes around a threat so that it looks lawful: it is still found; and what
//! others write who quote one: it is not.

use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::{Level, Scanner};

/// Threats that name a debt as their condition and the reader as their target.
const THREATS: [&str; 12] = [
    "你不还钱就爆你通讯录",
    "不还钱弄死你",
    "再不还钱就砍死你全家",
    "今天不还款，我就打断你的腿",
    "你再不还，就把你家门泼红油漆",
    "还不还？不还就让你坐牢",
    "逾期不还，我们就群发你的通讯录",
    "不还钱就把你的照片贴满你小区",
    "再不接电话，就去你公司堵你",
    "不还钱，轰炸你手机打到你关机",
    "不还钱就剁了你的手",
    "你要是不还款，就通知你家人和单位同事",
];

/// What may stand before one: the law, an office, a greeting, news, a ban, a joke, another matter.
const BEFORE: [&str; 45] = [
    "根据法律规定，",
    "律师函：法律规定，",
    "依据《民法典》及相关规定，",
    "依照国家法律法规，",
    "法律规定：",
    "【人民法院】",
    "【12368】",
    "【律师事务所】",
    "尊敬的客户，您好！",
    "温馨提示：",
    "官方客服提醒您：",
    "据悉，",
    "据了解，",
    "警方提醒：",
    "记者获悉：",
    "根据本合同约定，",
    "甲方通知乙方：",
    "本案当事人：",
    "案号（2026）民初1号：",
    "诉前调解中心：",
    "工作人员提醒：",
    "郑重声明：本公司合规催收。",
    "文明催收，从我做起。",
    "本公司一律不骗人。",
    "请勿相信骗子。",
    "谨防诈骗！",
    "质检录音中。",
    "这是最后通知，请问你考虑好了吗？",
    "不开玩笑。",
    "哈哈，",
    "朋友你好，",
    "群里说一声，",
    "小说里都这么写，",
    "Notice under company policy: ",
    "According to the regulations, ",
    "您的来电已收到。",
    "减免方案已失效。",
    "协商无效。",
    "已录音取证。",
    "快递小哥你好，",
    "各位家长您好。",
    "法务部：",
    "开庭前最后一次，",
    "保险公司提示，",
    "据报道，",
];

/// What may stand behind one.
const BEHIND: [&str; 35] = [
    "。如有疑问请拨打12368",
    "。如有疑问请拨打12378",
    "。退订回T",
    "。感谢您的配合",
    "。祝您生活愉快",
    "，请知悉",
    "。本短信依法发送",
    "。依法维权",
    "。法律规定的",
    "。怎么办你自己想",
    "。请问听懂了吗",
    "，哈哈",
    "。😂",
    "。开个玩笑",
    "。以上内容合规",
    "。请勿回复",
    "。有异议可申诉",
    "。客服热线95588",
    "。12315",
    "。谨防诈骗",
    "。举报电话12378",
    "。本公司不会泄露您的隐私",
    "。欢迎投诉",
    "。律师提醒",
    "。警方已介入",
    "。记者已到场",
    "。法院见",
    "。已录音",
    "，你去报警吧",
    "。这是合同约定",
    "。如已还款请忽略",
    "。详见民法典",
    "。Thank you, customer policy applies",
    "。别慌",
    "。谢谢",
];

/// Others' words about threats, and what is lawful to say.
const LAWFUL: [&str; 15] = [
    "警方通报：嫌疑人以“不还钱就砍死你全家”相威胁，已被刑拘。",
    "对方发短信说不还钱就弄死你，我该怎么办",
    "催收说再不还钱就爆你通讯录，这样违法吗？",
    "如收到“再不还款就爆你通讯录”等短信，请拨打110报警。",
    "据报道，男子扬言不还钱就砍死你，被警方拘留",
    "「不還錢就斬死你」這種短信是違法的",
    "小说里他冷冷地说：“欠债不还，我弄死你。”",
    "催收人员不得以“不还钱就通知你家人”相威胁",
    "我收到短信：不还钱就泼你家油漆，可以报警吗",
    "收到恐吓短信，不还钱就砍死你，求助",
    "律师您好，催收威胁不还钱就爆我通讯录",
    "法律规定催收不得骚扰你的家人",
    "如果您不还款，我们将依法起诉",
    "他们天天打电话骂我，说不还钱就爆我通讯录",
    "欠我一顿火锅，再不还我就去你单位拉横幅，哈哈哈哈",
];

#[test]
fn nothing_around_a_threat_hides_it() {
    let pack = Pack::builtin("cn").unwrap();
    let mut scanner = Scanner::new(&pack);
    let mut missed = Vec::new();
    let before = BEFORE.iter().map(|before| (*before, ""));
    let around: Vec<_> = before.chain(BEHIND.iter().map(|behind| ("", *behind))).collect();
    assert!(around.len() >= 40);
    for threat in THREATS {
        for (before, behind) in [("", "")].iter().chain(&around) {
            let text = format!("{before}{threat}{behind}");
            let found = scanner.text(&text);
            // The words that are shown are those of the threat.
            let shown = (before.len(), before.len() + threat.len());
            let told = |span: (usize, usize)| span.0 < shown.1 && shown.0 < span.1;
            if !found
                .iter()
                .any(|found| found.level >= Level::Review && found.span.is_some_and(told))
            {
                missed.push(text);
            }
        }
    }
    assert!(missed.is_empty(), "{} hidden:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn what_others_say_of_threats_is_not_one() {
    let pack = Pack::builtin("cn").unwrap();
    let mut scanner = Scanner::new(&pack);
    // Single letters, joined and not, move the cells; quotation marks still hold.
    for before in ["", "I a, ", "x y z, "] {
        for text in LAWFUL.map(|text| format!("{before}{text}")) {
            let found = scanner.text(&text);
            let alarms: Vec<_> =
                found.iter().filter(|found| found.level >= Level::Review).collect();
            assert!(alarms.is_empty(), "{text}: {alarms:?}");
        }
    }
}
