package dunlog.app.form

import dunlog.Role
import dunlog.app.R
import dunlog.app.model.Words

/** How the fields, words and problems of forms are called. */
object FormLabels {
    private val common = mapOf(Form.MOMENT to R.string.add_when, Form.PARTY to R.string.add_number, Form.CASE to R.string.add_case, "words" to R.string.add_words)

    private val own = mapOf(
        "recording.maker" to R.string.add_record_maker, "recording.device" to R.string.add_record_device, "recording.original" to R.string.add_record_original,
        "police.station" to R.string.add_police_station, "police.officer" to R.string.add_police_officer, "police.receipt_number" to R.string.add_police_receipt,
        "police.case_number" to R.string.add_police_case, "police.result" to R.string.add_police_result,
        "witness.who" to R.string.add_witness_who, "witness.relation" to R.string.add_witness_relation, "witness.contact" to R.string.add_witness_contact,
        "witness.words" to R.string.add_witness_words,
        "footage.place" to R.string.add_footage_place, "footage.keeper" to R.string.add_footage_keeper, "footage.overwritten_on" to R.string.add_footage_overwritten,
        "footage.original" to R.string.add_record_original,
        "document.title" to R.string.add_document_title, "document.maker" to R.string.add_document_maker, "document.shows" to R.string.add_document_shows,
        "document.original" to R.string.add_document_original,
        "visit.place" to R.string.add_visit_place, "visit.people" to R.string.add_visit_people, "visit.witness" to R.string.add_visit_witness,
        "visit.manner" to R.string.add_visit_manner,
        "contact.channel" to R.string.add_contact_channel, "contact.direction" to R.string.add_contact_direction, "contact.outcome" to R.string.add_contact_outcome,
        "contact.seconds" to R.string.add_contact_seconds,
        "case.creditor" to R.string.case_creditor, "case.creditor_kind" to R.string.case_creditor_kind, "case.product" to R.string.case_product,
        "case.contract" to R.string.case_contract, "case.amount" to R.string.case_amount, "case.borrowed_on" to R.string.case_borrowed_on,
        "case.due_on" to R.string.case_due_on, "case.overdue_since" to R.string.case_overdue_since, "case.debtor" to R.string.case_debtor,
        "person.role" to R.string.case_role, "person.name" to R.string.case_role_name, "person.basis" to R.string.case_role_basis,
        "span.from" to R.string.export_from, "span.to" to R.string.export_to,
        "agreement.hours_from" to R.string.case_agreement_from, "agreement.hours_to" to R.string.case_agreement_to,
    )

    private val words = mapOf(
        "bank" to R.string.word_creditor_kind_bank, "consumer_finance" to R.string.word_creditor_kind_consumer_finance,
        "micro_loan" to R.string.word_creditor_kind_micro_loan, "licensed_other" to R.string.word_creditor_kind_licensed_other,
        "private" to R.string.word_creditor_kind_private, "unknown" to R.string.word_creditor_kind_unknown,
        "CALL" to R.string.word_channel_call, "SMS" to R.string.word_channel_sms, "MMS" to R.string.word_channel_mms, "CHAT" to R.string.word_channel_chat,
        "VISIT" to R.string.word_channel_visit, "LETTER" to R.string.word_channel_letter, "OTHER" to R.string.word_channel_other,
        "IN" to R.string.add_contact_in, "OUT" to R.string.add_contact_out,
        "CONNECTED" to R.string.word_outcome_connected, "MISSED" to R.string.word_outcome_missed, "REJECTED" to R.string.word_outcome_rejected,
        "BLOCKED" to R.string.word_outcome_blocked, "VOICEMAIL" to R.string.word_outcome_voicemail,
    )

    private val roles = mapOf(
        Role.CREDITOR to R.string.word_role_creditor, Role.AGENCY to R.string.word_role_agency, Role.GUARANTOR to R.string.word_role_guarantor,
        Role.CO_DEBTOR to R.string.word_role_co_debtor, Role.SPOUSE to R.string.word_role_spouse,
        Role.EMERGENCY_CONTACT to R.string.word_role_emergency_contact, Role.THIRD_PERSON to R.string.word_role_third_person,
        Role.OTHER to R.string.word_role_other, Role.UNKNOWN to R.string.word_role_unknown,
    )

    /** The label of a field. */
    fun of(form: Form, field: Field): Words = Words.of(own["${form.name}.${field.key}"] ?: common.getValue(field.key))

    /** The name of a word of a choice. */
    fun word(field: Field, word: String): Words =
        if (field.key == "role") role(Role.valueOf(word)) else Words.of(words.getValue(word))

    /** The name of a role. */
    fun role(role: Role): Words = Words.of(roles.getValue(role))

    /** What is wrong with a field, and how it would be right. */
    fun of(problem: Problem): Words = Words.of(
        when (problem) {
            Problem.MISSING -> R.string.app_required
            Problem.NO_SUCH_TIME -> R.string.form_no_such_time
            Problem.LATER_THAN_NOW -> R.string.form_later_than_now
            Problem.TOO_LONG -> R.string.form_too_long
            Problem.NO_AMOUNT -> R.string.form_no_amount
            Problem.NO_NUMBER -> R.string.form_no_number
            Problem.NO_FILE -> R.string.form_no_file
            Problem.NOTHING_SAID -> R.string.form_nothing_said
        },
    )
}
