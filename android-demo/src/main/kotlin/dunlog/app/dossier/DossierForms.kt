package dunlog.app.dossier

import dunlog.Role
import dunlog.app.form.Field
import dunlog.app.form.Form
import dunlog.app.form.Input

/** The forms of a case. */
object DossierForms {
    /** The words of `creditor_kind`, in the order in which they are offered. */
    val CREDITOR_KINDS = listOf("consumer_finance", "bank", "micro_loan", "licensed_other", "private", "unknown")

    /** The roles that a person may be given, in the order in which they are offered. */
    val ROLES = listOf(
        Role.AGENCY, Role.CREDITOR, Role.THIRD_PERSON, Role.EMERGENCY_CONTACT, Role.SPOUSE, Role.GUARANTOR, Role.CO_DEBTOR, Role.OTHER, Role.UNKNOWN,
    )

    /** Who lent, what, how much, since when. */
    val case = Form(
        "case",
        listOf(
            Field("creditor", Input.LINE), Field("creditor_kind", Input.CHOICE, words = CREDITOR_KINDS),
            Field("product", Input.LINE), Field("contract", Input.LINE), Field("amount", Input.AMOUNT), Field("borrowed_on", Input.DATE),
            Field("due_on", Input.DATE, mayComeLater = true), Field("overdue_since", Input.DATE), Field("debtor", Input.LINE),
        ),
    )

    /** Who a number is, and how the borrower knows. */
    val person = Form(
        "person",
        listOf(
            Field(Form.PARTY, Input.PARTY, isNeeded = true), Field("role", Input.CHOICE, isNeeded = true, words = ROLES.map { it.name }),
            Field("name", Input.LINE), Field("basis", Input.LINE),
        ),
    )

    /** Between which hours they may call, as was agreed. */
    val agreement = Form(
        "agreement",
        listOf(
            Field("hours_from", Input.HOUR, isNeeded = true), Field("hours_to", Input.HOUR, isNeeded = true), Field("words", Input.LINE),
        ),
    )
}
