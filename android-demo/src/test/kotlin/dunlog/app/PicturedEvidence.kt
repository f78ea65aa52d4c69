package dunlog.app

import dunlog.Evidence
import dunlog.Role
import dunlog.Typed
import dunlog.TypedEntry
import dunlog.When
import dunlog.app.evidence.CameraProvider
import dunlog.app.evidence.FilesPart
import dunlog.app.frame.Names
import dunlog.app.handover.Choice
import dunlog.app.share.ShareActivity
import dunlog.app.work.Unwatched
import dunlog.party

/** The screens of evidence, cases, export and checks, with invented content. */
val evidencePictures: List<Pictured> = listOf(
    Pictured("add") { sample(); tab(Names.ADD) },
    Pictured("evidence-recording") { sample(); open(Names.EVIDENCE, Evidence.RECORDING.name); hold("20261103_223100_in_13900000077.m4a") },
    Pictured("evidence-police") { sample(); open(Names.EVIDENCE, Evidence.POLICE_RECORD.name); type("station", "某某市公安局某某派出所"); type("receipt_number", "警情2026-0017") },
    Pictured("evidence-witness") { sample(); open(Names.EVIDENCE, Evidence.WITNESS_STATEMENT.name); type("words", "九日晚上看到两个人堵在他家门口，一直敲门，大约二十分钟。") },
    Pictured("evidence-footage-empty") { sample(); open(Names.EVIDENCE, Evidence.FOOTAGE.name); press("save") },
    Pictured("evidence-document") { sample(); open(Names.EVIDENCE, Evidence.DOCUMENT.name); hold("催收函.pdf") },
    Pictured("contact-visit-empty") { sample(); open(Names.CONTACT, "visit"); press("save") },
    Pictured("contact") { sample(); open(Names.CONTACT, "contact") },
    Pictured("import") { sample(); open(Names.IMPORT); hold("sms-20261130.xml") },
    Pictured("recordings") { sample(); open(Names.RECORDINGS) },
    Pictured("programs") { sample(); install(); open(Names.PROGRAMS) },
    Pictured("shared") { sample(); open(Names.SHARED, held(ShareActivity.TEXT_NAME, "【某某催收】再不还款，明天就去你单位。") + "|com.tencent.mm") },
    Pictured("case-list") { sample(); tab(Names.CASE) },
    Pictured("case-dossier") { sample(); open(Names.DOSSIER, "c1") },
    Pictured("case-facts") { sample(); open(Names.FACTS, "c1") },
    Pictured("case-person") { sample(); open(Names.PERSON, "c1 13900000077") },
    Pictured("export") { sample(); tab(Names.EXPORT) },
    Pictured("export-preview") { sample(); open(Names.PREVIEW, Choice("c1").saved()) },
    Pictured("export-done") { sample(); open(Names.HANDED, "sha256:" + phone.vault.publicKey().fingerprint + "|content://x/1|70000|time-is-self-declared sender-id-may-be-spoofed") },
    Pictured("check") { sample(); tab(Names.CHECK) },
    Pictured("restore") { sample(); open(Names.RESTORE) },
)

private fun AppPhone.tab(screen: String) {
    open()
    frame.select(dunlog.app.frame.Tab.entries.first { it.screen == screen })
    idle()
}

private fun AppPhone.press(tag: String) {
    views().first { it.tag == tag && it.hasOnClickListeners() }.performClick()
    idle()
}

/** A file lies sealed for the form that is open. */
private fun AppPhone.hold(name: String) {
    screen.entry.typed[FilesPart.FILES] = held(name)
    frame.refresh()
    idle()
}

private fun AppPhone.held(name: String, words: String? = null): String =
    CameraProvider.held(phone.application)!!.put((words?.toByteArray() ?: ByteArray(70_000)).inputStream(), name, isRelayed = true, modified = null, Unwatched)!!.id

/** A phone with a program for texts and a chat on it. */
private fun AppPhone.install() {
    for ((name, label) in listOf("com.android.mms" to "短信", "com.tencent.mm" to "微信")) {
        val about = android.content.pm.PackageInfo().apply {
            packageName = name
            applicationInfo = android.content.pm.ApplicationInfo().apply {
                packageName = name
                this.name = label
                nonLocalizedLabel = label
            }
        }
        org.robolectric.Shadows.shadowOf(phone.application.packageManager).installPackage(about)
    }
}

/** A case of an invented creditor, with a collector, an aunt, a stranger, a gap and footage that is about to be overwritten. */
private fun AppPhone.sample() {
    org.robolectric.Shadows.shadowOf(app.getSystemService(android.telephony.TelephonyManager::class.java)).setSimCountryIso("cn")
    val now = phone.clocks.wall
    val vault = phone.vault
    fun enter(what: Typed, entry: TypedEntry) = vault.enter(what, entry, now)
    enter(Typed.Case, TypedEntry(case = "c1", detail = mapOf("creditor" to "乙消费金融有限公司", "creditor_kind" to "consumer_finance", "product" to "随心借", "amount" to "12000")))
    enter(Typed.Role(Role.AGENCY), TypedEntry(party = party("106900005678", "CN"), case = "c1", detail = mapOf("basis" to "短信签名")))
    enter(Typed.Role(Role.THIRD_PERSON), TypedEntry(party = party("13600136000", "CN"), case = "c1", detail = mapOf("name" to "王某", "basis" to "姨妈")))
    enter(Typed.Refusal, TypedEntry(`when` = When.At(now, null), party = party("13600136000", "CN"), case = "c1"))
    enter(Typed.Agreement, TypedEntry(`when` = When.At(now, null), case = "c1", detail = mapOf("hours_from" to "09:00", "hours_to" to "20:00")))
    enter(Typed.Statement(Evidence.FOOTAGE), TypedEntry(case = "c1", detail = mapOf("place" to "某小区东门", "overwritten_on" to phone.program.today().plusDays(2).toString())))
    phone.text(dunlog.Pdus.chinese("106900005678", "再不还钱，就弄死你老婆！"))
    phone.text(dunlog.Pdus.chinese("13600136000", "他们打电话找到我这里了"))
    phone.text(dunlog.Pdus.chinese("13900000077", "明天上门"))
    phone.alive()
    phone.refuse(android.Manifest.permission.RECEIVE_SMS)
    phone.look()
    phone.clocks.pass(3_600_000)
    phone.grant(android.Manifest.permission.RECEIVE_SMS)
    phone.look()
}
