#!/usr/bin/env python3
"""Draws the pictures of the guides: drawings of screens, with nothing of anybody's own in them.

    python3 docs/guides/pictures/draw.py          writes the SVG files beside it
    python3 docs/guides/pictures/draw.py --check  says which of them are not what it draws

Every picture says in itself that it is a drawing. People, numbers and messages are invented.
"""

import sys
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
INK, PALE, LINE, MARK, PAPER = "#1c2733", "#5b6b7a", "#b8c4cf", "#b3261e", "#f6f8fa"
FONT = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
PHONE = 268


class Picture:
    """Shapes on a sheet that grows with them."""

    def __init__(self, title, about):
        self.title, self.about, self.parts = title, about, []
        self.width = self.height = 0

    def reach(self, x, y):
        self.width, self.height = max(self.width, x), max(self.height, y)

    def box(self, x, y, w, h, fill="#ffffff", line=LINE, round_=8, thick=1.5):
        self.parts.append(
            f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{round_}" fill="{fill}" stroke="{line}" stroke-width="{thick}"/>'
        )
        self.reach(x + w + 20, y + h + 20)

    def text(self, x, y, words, size=14, fill=INK, bold=False, anchor="start"):
        weight = ' font-weight="700"' if bold else ""
        self.parts.append(
            f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{weight} text-anchor="{anchor}">{escape(words)}</text>'
        )
        self.reach(x + 8, y + 12)

    def line(self, x1, y1, x2, y2, colour=LINE, thick=1.5, arrow=False):
        end = ' marker-end="url(#tip)"' if arrow else ""
        self.parts.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{thick}"{end}/>'
        )

    def step(self, x, y, number):
        """The number of a step, as the guide counts it."""
        self.parts.append(f'<circle cx="{x}" cy="{y}" r="13" fill="{MARK}"/>')
        self.text(x, y + 5, str(number), 14, "#ffffff", True, "middle")

    def arrow(self, x1, y1, x2, y2):
        self.line(x1, y1, x2, y2, MARK, 2.5, True)

    def rows(self, x, y, w, rows, marked=(), high=44):
        """Rows of a list, two languages each; the marked ones are framed, with their step."""
        for place, (first, second) in enumerate(rows):
            top = y + place * high
            step = dict(marked).get(place)
            if step:
                self.box(x + 6, top + 3, w - 12, high - 6, "#fdecea", MARK, 6, 2.5)
            if first:
                self.text(x + 18, top + 20, first, 14, INK, bool(step))
            if second:
                self.text(x + 18, top + 36, second, 11, PALE)
            self.line(x + 12, top + high, x + w - 12, top + high)
            if step:
                self.step(x + w - 24, top + high / 2, step)
        return y + len(rows) * high

    def phone(self, x, y, head, rows, marked=(), head_step=None, small=""):
        """A phone's screen: a head and rows below it."""
        high = 92 + len(rows) * 44 + 34
        self.box(x, y, PHONE, high, "#ffffff", INK, 22, 2.5)
        self.box(x + 12, y + 18, PHONE - 24, 52, "#fdecea" if head_step else PAPER, MARK if head_step else LINE, 8, 2.5 if head_step else 1)
        self.text(x + 26, y + 42, head, 15, INK, True)
        self.text(x + 26, y + 60, small, 11, PALE)
        if head_step:
            self.step(x + PHONE - 34, y + 44, head_step)
        self.rows(x, y + 80, PHONE, rows, marked)
        self.line(x + PHONE / 2 - 30, y + high - 14, x + PHONE / 2 + 30, y + high - 14, PALE, 3)
        return y + high

    def window(self, x, y, w, h, title):
        """A window of a computer."""
        self.box(x, y, w, h, "#ffffff", INK, 10, 2.5)
        self.box(x, y, w, 40, PAPER, INK, 10, 2.5)
        for place in range(3):
            self.parts.append(f'<circle cx="{x + 20 + place * 18}" cy="{y + 20}" r="5.5" fill="{LINE}"/>')
        self.text(x + 80, y + 26, title, 14, INK, True)

    def choice(self, x, y, first, second, on=False, square=False):
        """A round or square field to tick."""
        if square:
            self.box(x, y - 14, 17, 17, "#ffffff", INK, 3)
            if on:
                self.parts.append(f'<path d="M{x + 3} {y - 6} l4 5 l8 -11" fill="none" stroke="{INK}" stroke-width="2.5"/>')
        else:
            self.parts.append(f'<circle cx="{x + 8}" cy="{y - 5}" r="8" fill="#ffffff" stroke="{INK}" stroke-width="1.5"/>')
            if on:
                self.parts.append(f'<circle cx="{x + 8}" cy="{y - 5}" r="4.5" fill="{INK}"/>')
        self.text(x + 28, y, first, 14)
        self.text(x + 28, y + 17, second, 11, PALE)

    def button(self, x, y, w, words, step=None):
        self.box(x, y, w, 34, "#fdecea" if step else PAPER, MARK if step else INK, 8, 2.5 if step else 1.5)
        self.text(x + w / 2, y + 22, words, 14, INK, bool(step), "middle")
        if step:
            self.step(x + w + 22, y + 17, step)

    def svg(self):
        note = "示意图，不是截图；界面因版本而异 · Drawing, not a photograph; menus differ by version"
        width, foot = int(max(self.width, 720)), int(self.height + 22)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {foot + 22}" width="{width}" height="{foot + 22}" '
            f'role="img" font-family="{FONT}">\n<title>{escape(self.title)}</title>\n<desc>{escape(self.about)}</desc>\n'
            f'<defs><marker id="tip" markerWidth="9" markerHeight="9" refX="7" refY="4.5" orient="auto">'
            f'<path d="M0 0 L9 4.5 L0 9 z" fill="{MARK}"/></marker></defs>\n'
            f'<rect width="{width}" height="{foot + 22}" fill="#ffffff"/>\n'
            f'<text x="24" y="34" font-size="19" font-weight="700" fill="{INK}">{escape(self.title)}</text>\n'
            + "\n".join(self.parts)
            + f'\n<text x="24" y="{foot}" font-size="12.5" fill="{MARK}">{escape(note)}</text>\n</svg>\n'
        )


def iphone_trust():
    it = Picture("连接并信任 · Connect and trust", "A phone by its cable at a computer; the phone asks whether to trust it.")
    it.window(24, 60, 330, 220, "访达 · Finder / Apple Devices")
    it.box(24, 100, 116, 180, PAPER, INK, 0)
    it.text(38, 128, "个人收藏", 12, PALE)
    it.text(38, 156, "位置 Locations", 12, PALE)
    it.box(32, 168, 100, 32, "#fdecea", MARK, 6, 2.5)
    it.text(42, 189, "张三的 iPhone", 13, INK, True)
    it.step(128, 214, 2)
    it.text(160, 150, "左侧选手机", 14)
    it.text(160, 170, "choose the phone at the left", 11, PALE)
    it.line(354, 200, 436, 200, INK, 4)
    it.text(366, 188, "数据线", 12, PALE)
    it.text(366, 222, "cable", 12, PALE)
    it.phone(438, 60, "要信任此电脑吗？", [("信任", "Trust"), ("不信任", "Don't Trust")], [(0, 1)], small="Trust This Computer?")
    it.text(452, 300, "先解锁手机，点“信任”，再输入锁屏密码", 12, PALE)
    return it


def iphone_backup():
    it = Picture("制作加密的本地备份 · Make an encrypted backup", "The window of a computer with the three choices of a backup.")
    it.window(24, 60, 760, 372, "张三的 iPhone — 通用 · General")
    it.text(48, 134, "备份 · Backups", 15, INK, True)
    it.choice(56, 168, "将 iPhone 中最重要的数据备份到 iCloud", "Back up your most important data on your iPhone to iCloud")
    it.box(46, 196, 560, 46, "#fdecea", MARK, 6, 2.5)
    it.choice(56, 216, "将 iPhone 上的所有数据备份到此电脑", "Back up all of the data on your iPhone to this computer", True)
    it.step(630, 219, 3)
    it.box(46, 258, 560, 46, "#fdecea", MARK, 6, 2.5)
    it.choice(56, 280, "加密本地备份（只有加密备份才含通话记录）", "Encrypt local backup — only this holds the list of calls", True, True)
    it.step(630, 281, 4)
    it.text(84, 328, "密码由你自己定，写在纸上；忘了就打不开，苹果也打不开", 13, MARK)
    it.text(84, 347, "you choose the passphrase; write it on paper: without it nobody can open the backup", 11, PALE)
    it.text(56, 398, "上次备份：今天 09:41 · Last backup: today", 13, PALE)
    it.button(470, 376, 210, "立即备份 · Back Up Now", 5)
    return it


def whatsapp_iphone():
    it = Picture("WhatsApp（iPhone）导出聊天 · Export a chat", "Three screens: the chat, its name tapped, and the question about media.")
    it.phone(24, 60, "王经理", [("今天不还款就去你单位", "15:04"), ("周五还", "15:05  ✓✓"), ("[照片]", "photo 15:06")], head_step=1, small="点顶部名字 · tap the name")
    it.arrow(300, 150, 334, 150)
    it.phone(342, 60, "联系人信息", [("媒体、链接和文档", "Media, links and docs"), ("清空聊天", "Clear Chat — 不要点 never"), ("导出聊天", "Export Chat")], [(2, 2)], small="Contact info，滑到最下 · scroll to the end")
    it.arrow(618, 190, 652, 190)
    it.phone(660, 60, "导出聊天", [("附上媒体文件", "Attach Media"), ("不附媒体文件", "Without Media"), ("存储到“文件”", "Save to Files")], [(0, 3), (2, 4)], small="Export Chat")
    return it


def whatsapp_android():
    it = Picture("WhatsApp（安卓）导出聊天 · Export a chat", "Three screens: the menu of a chat, More, and the question about media.")
    it.phone(24, 60, "王经理              ⋮", [("今天不还款就去你单位", "15:04"), ("周五还", "15:05  ✓✓"), ("", "")], head_step=1, small="点右上角三个点 · tap the three dots")
    it.arrow(300, 150, 334, 150)
    it.phone(342, 60, "菜单 · Menu", [("查看联系人", "View contact"), ("搜索", "Search"), ("更多", "More")], [(2, 2)])
    it.arrow(618, 190, 652, 190)
    it.phone(660, 60, "更多 · More", [("清空聊天", "Clear chat — 不要点 never"), ("导出聊天", "Export chat"), ("包含媒体文件", "Include media")], [(1, 3), (2, 4)])
    return it


def line_chat():
    it = Picture("LINE 导出聊天 · Export a chat", "Three screens: the menu of a chat, its settings, and the export.")
    it.phone(24, 60, "林先生              ≡", [("再不還就公開", "下午3:04"), ("我週五還", "下午3:05")], head_step=1, small="點右上角 · tap the menu")
    it.arrow(300, 150, 334, 150)
    it.phone(342, 60, "選單 · Menu", [("照片・影片", "Photos & videos"), ("其他設定", "Settings")], [(1, 2)])
    it.arrow(618, 170, 652, 170)
    it.phone(660, 60, "其他設定 · Settings", [("傳送聊天記錄", "Export chat history"), ("刪除所有聊天記錄", "Delete all — 不要點 never")], [(0, 3)])
    return it


def qq_chat():
    it = Picture("QQ（电脑版）导出消息记录 · Export messages", "The message manager on a computer, its menu, and the type of the file.")
    it.window(24, 60, 470, 270, "消息管理器 · Message manager")
    it.rows(24, 104, 200, [("我的好友", "Friends"), ("催收小李", "the person or group"), ("群聊", "Groups")], [(1, 1)])
    it.box(240, 160, 220, 92, "#ffffff", INK, 6)
    it.rows(240, 162, 220, [("删除消息记录", "Delete — 不要点 never"), ("导出消息记录", "Export messages")], [(1, 2)])
    it.text(240, 146, "右键 · right click", 12, PALE)
    it.arrow(498, 200, 540, 200)
    it.window(548, 60, 330, 270, "另存为 · Save as")
    it.text(570, 146, "保存类型 · Save as type", 12, PALE)
    it.box(566, 158, 260, 40, "#fdecea", MARK, 6, 2.5)
    it.text(580, 183, "文本文件 (*.txt)", 14, INK, True)
    it.step(850, 178, 3)
    it.text(570, 226, "不要选 *.bak：别的程序打不开", 13, MARK)
    it.text(570, 244, "not *.bak: no other program opens it", 11, PALE)
    it.button(640, 272, 130, "保存 · Save", 4)
    return it


def wechat_chat():
    it = Picture("微信：把消息转成文字 · WeChat: messages as text", "Three screens: hold a message, choose several, send them by mail.")
    it.phone(24, 60, "催收王某", [("今天不还款就找你家里人", "长按这一条 · hold it"), ("转发  收藏  多选", "Forward  Save  More")], [(0, 1), (1, 2)])
    it.arrow(300, 170, 334, 170)
    it.phone(342, 60, "已选 12 条", [("☑ 今天不还款就找你家里人", "3月25日 15:04"), ("☑ 周五还", "3月25日 15:05"), ("分享 ↗", "Share")], [(0, 3), (2, 4)], small="12 chosen，一条不漏 · leave none out")
    it.arrow(618, 190, 652, 190)
    it.phone(660, 60, "邮件", [("发给自己", "Mail to yourself"), ("把正文原样存成 .txt", "save its text as .txt"), ("邮件本身也留着", "keep the mail too")], [(0, 5), (1, 6)], small="Mail")
    return it


def telegram_chat():
    it = Picture("Telegram（电脑版）导出聊天 · Export a chat", "The menu of a chat on a computer, and the window of the export.")
    it.window(24, 60, 400, 268, "Collector 7")
    it.text(44, 140, "今天不还款就去", 14)
    it.text(44, 160, "你单位", 14)
    it.text(44, 180, "15:04", 11, PALE)
    it.text(392, 86, "⋮", 20, INK, True)
    it.step(366, 82, 1)
    it.box(200, 112, 214, 136, "#ffffff", INK, 6)
    it.rows(200, 114, 214, [("查看资料", "View profile"), ("导出聊天记录", "Export chat history"), ("删除聊天", "Delete — 不要点 never")], [(1, 2)])
    it.arrow(428, 190, 470, 190)
    it.window(478, 60, 400, 268, "导出聊天 · Chat export settings")
    it.choice(504, 134, "照片、语音、文件", "Photos, voice messages, files", True, True)
    it.text(504, 184, "格式 · Format", 12, PALE)
    it.choice(504, 212, "HTML", "for people: not this one")
    it.box(494, 236, 320, 44, "#fdecea", MARK, 6, 2.5)
    it.choice(504, 256, "JSON（机器可读）", "Machine-readable JSON", True)
    it.step(838, 258, 3)
    it.button(596, 286, 150, "导出 · Export", 4)
    return it


def operator(name, site, hotline, english, menu, kinds):
    it = Picture(f"{name} {hotline}：下载通话详单 · {english}: the call list", f"The operator's page with the steps to the list of calls; by telephone: {hotline}.")
    it.window(24, 60, 800, 396, f"{site}   或 {name} App · or its app")
    it.rows(24, 106, 208, menu[0], [(menu[1], 1)])
    it.line(232, 100, 232, 456, INK)
    it.text(256, 138, "类型 · Type", 12, PALE)
    it.box(250, 148, 360, 36, "#fdecea", MARK, 6, 2.5)
    it.choice(262, 171, kinds[0], "", True)
    it.choice(424, 171, kinds[1], "")
    it.step(634, 166, 2)
    it.text(262, 202, "两种都要各下一次 · take each of the two", 11, PALE)
    it.text(256, 236, "月份 · Month", 12, PALE)
    for place, month in enumerate(["10月", "11月", "12月", "1月", "2月", "3月"]):
        it.box(256 + place * 62, 246, 54, 32, "#fdecea", MARK, 6, 2)
        it.text(283 + place * 62, 267, month, 13, INK, False, "middle")
    it.step(650, 262, 3)
    it.text(256, 298, "约能查近 6 个月（含本月），一个月一个月地下 · about the last 6 months, each by itself", 12, MARK)
    it.text(256, 330, "验证 · Check", 12, PALE)
    it.box(256, 340, 168, 32, "#ffffff", INK, 6)
    it.text(268, 361, "服务密码 ••••••", 13)
    it.box(436, 340, 168, 32, "#ffffff", INK, 6)
    it.text(448, 361, "短信验证码 ••••••", 13)
    it.step(630, 356, 4)
    it.button(256, 396, 120, "查询 · Show")
    it.button(396, 396, 240, "导出 Excel / CSV · Export", 5)
    for place, words in enumerate([f"也可以拨 {hotline}，", "或带身份证去营业厅", "or call, or go to a shop"]):
        it.text(40, 404 + place * 20, words, 12, PALE)
    return it


def mobile():
    menu = ([("首页", "Start"), ("我的账单", "My bill"), ("详单查询", "Itemised list"), ("套餐余量", "What is left")], 2)
    return operator("中国移动", "www.10086.cn", "10086", "China Mobile", menu, ("通话详单", "短彩信详单"))


def unicom():
    menu = ([("首页", "Start"), ("查询", "Look up"), ("详单查询", "Itemised list"), ("交费记录", "Payments")], 2)
    return operator("中国联通", "www.10010.com", "10010", "China Unicom", menu, ("通话详单", "短信详单"))


def telecom():
    menu = ([("首页", "Start"), ("查询", "Look up"), ("费用查询", "Costs"), ("详单查询", "Itemised list")], 3)
    return operator("中国电信", "www.189.cn", "10000", "China Telecom", menu, ("语音详单", "短信详单"))


def far_back():
    it = Picture("各来源能查多久 · How far back each source looks", "Bars from today backwards: what each source still has.")
    left, right, top = 300, 860, 96
    month = (right - left) / 12
    for place in range(0, 13, 2):
        x = right - place * month
        it.line(x, top - 14, x, top + 6 * 54 - 10)
        words = "今天 today" if place == 0 else f"{place} 月前"
        it.text(x, top - 20, words, 12, PALE, False, "middle")
    it.reach(right + 40, top)
    bars = [
        ("中国移动 10086 详单", "China Mobile, self-service", 6, "约 6 个月 about 6 months [weak]", "#3d6b9e"),
        ("中国联通 10010 详单", "China Unicom, self-service", 6, "约 6 个月 about 6 months [weak]", "#3d6b9e"),
        ("中国电信 10000 详单", "China Telecom, self-service", 6, "约 6 个月 about 6 months [weak]", "#3d6b9e"),
        ("更早的详单", "older lists", 12, "经公安或法院 through police or court [weak]", "#c8d3dd"),
        ("iPhone 通话记录", "the phone's list of calls", 3, "常只有几个月 often a few months", "#7a8f5a"),
        ("短信、聊天", "messages and chats", 12, "手机上没删就有 as long as nobody deletes them", "#7a8f5a"),
    ]
    for place, (first, second, months, words, colour) in enumerate(bars):
        y = top + place * 54
        it.text(24, y + 16, first, 14, INK, True)
        it.text(24, y + 33, second, 11, PALE)
        start = right - months * month
        it.box(start, y, months * month, 30, colour, colour, 4)
        dark = colour == "#c8d3dd"
        inside = months > 4
        it.text(start + 10 if inside else start - 8, y + 20, words, 12.5, INK if dark or not inside else "#ffffff", False, "start" if inside else "end")
    it.text(24, top + 6 * 54 + 14, "所以：今天就下载，以后每月再下一次 · so order it today, and again every month", 14, MARK, True)
    return it


def shortcuts_when():
    it = Picture("快捷指令：什么时候运行 · Shortcuts: when it runs", "Three screens of the Shortcuts app: new automation, kind Message, message contains a sign, run immediately.")
    it.phone(24, 60, "自动化 Automation", [("＋ 新建自动化", "New Automation")], [(0, 1)], small="快捷指令 Shortcuts")
    end = it.phone(24 + PHONE + 40, 60, "新建自动化", [("时间", "Time of Day"), ("闹钟", "Alarm"), ("信息", "Message"), ("邮件", "Email")], [(2, 2)], small="New Automation")
    x = 24 + 2 * (PHONE + 40)
    it.phone(x, 60, "当我收到信息时", [("发件人：任何人", "Sender: leave it empty"), ("信息包含：【", "Message Contains: 【"), ("立即运行", "Run Immediately"), ("运行时通知：关", "Notify When Run: off")], [(1, 3), (2, 4)], small="When I get a message")
    it.arrow(24 + PHONE + 4, 160, 24 + PHONE + 36, 160)
    it.arrow(x - 36, 160, x - 4, 160)
    it.text(24, end + 30, "第二种自动化一样做，只是“信息包含”换成 还款、欠 或对方常写的词，一个词一个自动化", 13)
    it.text(24, end + 50, "The second one is made alike, with a word in the place of 【: one automation for each word", 11, PALE)
    return it


def shortcuts_action():
    it = Picture("快捷指令：运行什么 · Shortcuts: what it runs", "The action Log a message of Dunlog, its words filled by the message and its sender by the sender.")
    it.phone(24, 60, "新建空白自动化", [("搜索操作：Dunlog", "Search actions: Dunlog"), ("记录一条消息", "Log a message")], [(1, 5)], small="New Blank Automation")
    x = 24 + PHONE + 40
    end = it.phone(x, 60, "记录一条消息", [("内容：快捷指令输入", "Words: Shortcut Input"), ("发件人：发件人", "Sender: Sender of the input"), ("时间：（空着）", "Time: leave it empty"), ("完成", "Done")], [(0, 6), (1, 7), (3, 8)], small="Log a message")
    it.arrow(24 + PHONE + 4, 180, x - 4, 180)
    it.text(x + PHONE + 24, 160, "锁屏时也应运行（未在真机确认）", 13)
    it.text(x + PHONE + 24, 178, "meant to run on a locked phone (unconfirmed)", 11, PALE)
    it.reach(x + PHONE + 270, end)
    return it


PICTURES = {
    "shortcuts-when": shortcuts_when,
    "shortcuts-action": shortcuts_action,
    "iphone-trust": iphone_trust,
    "iphone-backup": iphone_backup,
    "chat-whatsapp-iphone": whatsapp_iphone,
    "chat-whatsapp-android": whatsapp_android,
    "chat-line": line_chat,
    "chat-qq": qq_chat,
    "chat-wechat": wechat_chat,
    "chat-telegram": telegram_chat,
    "operator-10086": mobile,
    "operator-10010": unicom,
    "operator-10000": telecom,
    "how-far-back": far_back,
}


def main():
    """Writes the files, or says which differ."""
    wrong = []
    for name, draw in PICTURES.items():
        path, text = HERE / f"{name}.svg", draw().svg()
        if sys.argv[1:] != ["--check"]:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            wrong.append(name)
    for name in wrong:
        print(f"docs/guides/pictures/{name}.svg is not what draw.py draws")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
