package dunlog.app.handover

import dunlog.Field
import dunlog.Kind
import dunlog.app.R

/** How fields and kinds of lines are called. */
object MaskWords {
    /** The name of a field that can be masked here. */
    fun of(field: Field): Int = when (field) {
        Field.OWN -> R.string.export_mask_own
        Field.PARTY -> R.string.export_mask_party
        Field.CONTACT -> R.string.export_mask_contact
        Field.BODY -> R.string.export_mask_body
        Field.LOCATION -> R.string.export_mask_location
        Field.SUBJECT -> R.string.word_field_subject
        Field.DETAIL -> R.string.word_field_detail
        Field.NAMES -> R.string.word_field_names
        Field.PDU -> R.string.word_field_pdu
        Field.SERVICE_CENTRE -> R.string.word_field_service_centre
        Field.SOURCE_ROW -> R.string.word_field_source_row
        Field.LINE -> R.string.word_field_line
    }

    /** The name of a kind of record. */
    fun of(kind: Kind): Int = when (kind) {
        Kind.EVENT -> R.string.word_kind_event
        Kind.FILE -> R.string.word_kind_file
        Kind.STATEMENT -> R.string.word_kind_statement
        Kind.LINK -> R.string.word_kind_link
        Kind.ADMITTED -> R.string.word_kind_admitted
        Kind.LOG -> R.string.word_kind_log
        Kind.GAP -> R.string.word_kind_gap
        Kind.HEARTBEAT -> R.string.word_kind_heartbeat
        Kind.CLOCK -> R.string.word_kind_clock
        Kind.ZONE -> R.string.word_kind_zone
        Kind.SELF_TEST -> R.string.word_kind_self_test
        Kind.OWN_NUMBER -> R.string.word_kind_own_number
        Kind.KEY_CHANGE -> R.string.word_kind_key_change
        Kind.REDACTION -> R.string.word_kind_redaction
        Kind.CASE -> R.string.word_kind_case
        Kind.ROLE -> R.string.word_kind_role
        Kind.TAG -> R.string.word_kind_tag
        Kind.REFUSAL -> R.string.word_kind_refusal
        Kind.AGREEMENT -> R.string.word_kind_agreement
        Kind.WITHDRAWAL -> R.string.word_kind_withdrawal
        Kind.CHECK_RESULT -> R.string.word_kind_check_result
    }
}
